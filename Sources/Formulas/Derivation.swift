/// One step of a derivation: a place in its `Trace`.
public struct StepID: Hashable, Sendable {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

/// A value, the formula that gave it, and the steps whose values the formula used.
public struct Step: Sendable {
  public var subject: Subject
  /// `Formula.absent` where the value was simply given.
  public var formula: Formula
  public var value: Value
  /// Which of the trace's causes are its own.
  var causes: Range<Int>

  public enum Subject: Sendable, Hashable {
    case name(Symbol)
    /// A name that a `with` bound for this evaluation.
    case override(Symbol)
    /// A row of a ledger, by its path: `params.block.attention`.
    case row(String)
    /// A field of a declaration: `a100.memory`.
    case field(String)
    /// A call of a function: `tokens(3)`.
    case call(String)
    /// What was asked.
    case question
  }
}

/// A use of a step by a formula: at which node.
public struct Cause: Sendable {
  public var node: Formula
  public var step: StepID
}

/// Every step of one evaluation. The last one is what was asked; its value is the answer.
///
/// A class, because an evaluation and the evaluations that its `with`s start write into the same one.
public final class Trace {
  @exclusivity(unchecked) public private(set) var steps: [Step] = []
  @exclusivity(unchecked) private var causes: [Cause] = []
  /// Causes of formulas that are still being evaluated, innermost last.
  @exclusivity(unchecked) private var pending: [Cause] = []
  /// Things to say beside the answer.
  public var warnings: [Diagnostic] = []
  /// Figures left out of a ledger because an input has no value: `time.train needs steps`.
  public var omissions: [String] = []
  /// How many definitions, rows and calls were worked out for it.
  var work = 0
  private var attended = 0

  /// True once in so many pieces of work: here, because the evaluations of one question share the count.
  var isDueToAsk: Bool {
    attended &+= 1
    return attended & 0x3F == 0
  }

  public init() {
    steps.reserveCapacity(128)
    causes.reserveCapacity(256)
  }

  public subscript(id: StepID) -> Step { steps[Int(id.index)] }

  public func value(of id: StepID) -> Value { steps[Int(id.index)].value }

  public func causes(of id: StepID) -> ArraySlice<Cause> { causes[self[id].causes] }

  func open() -> Int { pending.count }

  func note(_ node: Formula, _ step: StepID) { pending.append(Cause(node: node, step: step)) }

  /// Ends the step that began at `mark` with its value.
  func close(_ mark: Int, _ subject: Step.Subject, _ formula: Formula, _ value: Value) -> StepID {
    let start = causes.count
    causes.append(contentsOf: pending[mark...])
    pending.removeSubrange(mark...)
    steps.append(Step(subject: subject, formula: formula, value: value, causes: start..<causes.count))
    return StepID(index: Int32(steps.count - 1))
  }

  func abandon(_ mark: Int) { pending.removeSubrange(min(mark, pending.count)...) }
}
