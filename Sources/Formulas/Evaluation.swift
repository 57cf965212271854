/// One evaluation: the names it has worked out so far, what is overridden, and the trace it leaves.
public final class Evaluation {
  public let arena: Arena
  public let units: Units
  public let meanings: any Meanings
  public let trace: Trace
  public internal(set) var overridden: Set<Symbol>
  /// Those that were set by name: a variant named further inside leaves them as they are.
  var named: Set<Symbol> = []
  /// Names that stand for something else here than the worksheet says, and follow their inputs: `with d_ff := …`.
  var rebound: [Symbol: Meaning] = [:]
  /// The model that formulas speak of, where a variant named another than the one in use.
  public internal(set) var model: Symbol?

  /// The step of each name: −1 not yet, −2 being worked out. As long as the names asked for need.
  @exclusivity(unchecked) var memo: [Int32] = []
  /// The same for rows of ledgers, by the keys that `meanings` gives them.
  @exclusivity(unchecked) var rows: [Int32] = []
  /// What `meanings` keeps for this evaluation: the model as its switches stand here.
  public var context: AnyObject?
  /// Whether models are built even where they refuse their inputs: for whoever asks at many points at once, and sorts
  /// out the illegal ones later.
  public var isLenient = false
  /// Whether it is one point of a search: what is refused is then told without looking for what would do.
  public var isOneOfMany = false
  var active: [Symbol] = []
  @exclusivity(unchecked) var locals: [(name: Symbol, value: Value)] = []
  var depth = 0
  /// Where on the stack the outermost evaluation began.
  var stackStart: UInt = 0

  /// Levels of all formulas being evaluated inside each other; each formula alone is limited where it is written.
  static let depthLimit = 2_000
  /// Bytes of stack they may take: three quarters of what a main thread has.
  static let stackLimit: UInt = 6 << 20
  /// Nested formulas one answer may take: functions that call each other twice would double it again and again.
  static let workLimit = 500_000
  /// How many members a range, and how many parts a text or a list may have.
  static let sizeLimit = 1_000_000

  public init(_ arena: Arena, _ units: Units, _ meanings: any Meanings, trace: Trace = Trace()) {
    self.arena = arena
    self.units = units
    self.meanings = meanings
    self.trace = trace
    overridden = []
  }

  /// Evaluates `formula` as the question asked.
  public func answer(_ formula: Formula) throws(Diagnostic) -> StepID {
    let mark = trace.open()
    let value = try value(formula)
    return trace.close(mark, .question, formula, value)
  }

  /// Ends a step that something other than a formula computed: a row of a ledger.
  public func step(
    _ subject: Step.Subject, _ formula: Formula, _ work: (Evaluation) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> StepID {
    try descend(into: formula)
    defer { depth -= arena.depth(formula) + 1 }
    let mark = trace.open()
    do throws(Diagnostic) {
      return trace.close(mark, subject, formula, try work(self))
    } catch {
      trace.abandon(mark)
      throw error
    }
  }

  /// Notes that the step being worked out uses `step`.
  public func use(_ step: StepID, at node: Formula) { trace.note(node, step) }

  /// The memoised row `key`, or the result of `work`, kept.
  public func row(_ key: Int, _ work: () throws(Diagnostic) -> StepID) throws(Diagnostic) -> StepID {
    if key >= rows.count { rows += Array(repeating: -1, count: max(key + 1, 256) - rows.count) }
    if rows[key] >= 0 { return StepID(index: rows[key]) }
    if rows[key] == -2 { throw Diagnostic(.circular, "a row of a ledger needs itself") }
    rows[key] = -2
    defer { if rows[key] == -2 { rows[key] = -1 } }
    let step = try work()
    rows[key] = step.index
    return step
  }

  var inside: Set<Int> = []
  /// Evaluates a figure beside the total of the ledger `key`: there its name means the total.
  public func beside<Result>(_ key: Int, _ work: () throws(Diagnostic) -> Result) throws(Diagnostic) -> Result
  {
    let isNew = inside.insert(key).inserted
    defer { if isNew { inside.remove(key) } }
    return try work()
  }

  public func isInside(_ key: Int) -> Bool { inside.contains(key) }

  /// Evaluates without leaving causes: what decides the shape of a model is not a cause of one number.
  public func aside<Result>(_ work: (Evaluation) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
    let mark = trace.open()
    defer { trace.abandon(mark) }
    return try work(self)
  }

  public func value(_ formula: Formula) throws(Diagnostic) -> Value {
    switch arena[formula] {
    case .constant(let index): return arena.constant(index)
    case .name(let name):
      if let local = locals.last(where: { $0.name == name }) { return local.value }
      let step = try step(for: name, at: formula)
      trace.note(formula, step)
      return trace.value(of: step)
    case .member, .element: return try path(formula)
    case .unary(let operation, let operand): return try unary(operation, operand)
    case .binary(let operation, let left, let right):
      return try binary(formula, operation, left, right)
    case .choice(let condition, let yes, let no): return try value(boolean(condition) ? yes : no)
    case .call(let name, let arguments):
      return try call(name, arena.list(arguments), formula)
    case .list(let id):
      var items: [Value] = []
      for item in arena.list(id) { items.append(try value(item).bare) }
      var room = Evaluation.sizeLimit
      guard Value.list(items).fits(&room) else { throw .tooLong("list", arena.span(formula)) }
      return .list(items)
    case .range(let first, let last, let step, let isGeometric):
      return try range(first, last, step, isGeometric)
    case .with(let body, let id): return try overriding(arena.overrides(id)).value(body)
    case .convert(let body, let display):
      return try convert(value(body).bare, arena.display(display), formula)
    case .interpolation(let id):
      var text = ""
      for part in arena.list(id) {
        if case .text(let piece) = try value(part) {
          text += piece
        } else {
          text += units.phrase(try value(part), arena.names)
        }
        if text.utf8.count > Evaluation.sizeLimit { throw .tooLong("text", arena.span(formula)) }
      }
      return .text(text)
    case .last:
      guard let value = meanings.lastValue else {
        throw Diagnostic(.unset, "there is no last value yet", at: arena.span(formula))
      }
      return value
    case .total(let id): return try total(arena.list(id))
    }
  }

  /// Frames of a debug build are ten times those of a release build, so it is bytes that count.
  func isStackUsedUp() -> Bool {
    var here: UInt8 = 0
    let address = withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
    if stackStart == 0 { stackStart = address }
    return stackStart > address && stackStart - address > Evaluation.stackLimit
  }

  /// Stops here if Ctrl-C was pressed; called for every piece of work, it asks now and then.
  func attend() throws(Diagnostic) {
    if trace.isDueToAsk, meanings.isInterrupted { throw .stopped }
  }

  public func quantity(_ formula: Formula) throws(Diagnostic) -> Quantity {
    // Arithmetic, most of all there is, without the detour over general values.
    switch arena[formula] {
    case .binary(let operation, let left, let right) where operation.isArithmetic:
      return try arithmetic(formula, operation, left, right)
    case .constant(let index): if case .quantity(let quantity) = arena.constant(index) { return quantity }
    case .name(let name) where meanings.isLedger(name) && !locals.contains { $0.name == name }:
      // As a number, a ledger is its total: what stands beside that is not worked out.
      let step = try meanings.total(of: name, at: formula, in: self)
      trace.note(formula, step)
      if case .ledger(let ledger) = trace.value(of: step) { return ledger.total }
    default: break
    }
    let result = try value(formula)
    guard let quantity = result.quantity else { throw .notANumber(result, arena.span(formula)) }
    return quantity
  }

  public func boolean(_ formula: Formula) throws(Diagnostic) -> Bool {
    let result = try value(formula)
    guard case .boolean(let flag) = result.bare else { throw .notACondition(result, arena.span(formula)) }
    return flag
  }

  func unary(_ operation: UnaryOperator, _ operand: Formula) throws(Diagnostic) -> Value {
    switch operation {
    case .not: return .boolean(!(try boolean(operand)))
    case .negate:
      let quantity = try quantity(operand)
      return .quantity(Quantity(quantity.number.negated, quantity.dimension))
    }
  }

  func total(_ terms: [Formula]) throws(Diagnostic) -> Value {
    var sum = Quantity.zero
    for term in terms {
      let next = try quantity(term)
      guard let dimension = sum.sums(with: next) else {
        throw .unlike("add", sum, .none, next, arena.span(term), units)
      }
      sum = Quantity(sum.number.adding(next.number), dimension)
    }
    return .quantity(sum)
  }

  func range(_ first: Formula, _ last: Formula, _ step: Formula, _ isGeometric: Bool)
    throws(Diagnostic) -> Value
  {
    let (low, high) = (try quantity(first), try quantity(last))
    guard low.sums(with: high) != nil else {
      throw .unlike("range over", low, arena.span(first), high, arena.span(last), units)
    }
    let stride = step.isAbsent ? Quantity(.one) : try quantity(step)
    let grows = isGeometric ? Num.one < stride.number : stride.number.sign != 0
    guard grows else {
      throw Diagnostic(
        .undefinedResult,
        isGeometric ? "a factor of at most 1 never reaches the end" : "a step of zero never reaches the end",
        at: arena.span(step))
    }
    if isGeometric, low.number.sign <= 0 {
      throw Diagnostic(
        .undefinedResult, "a range that multiplies must start above zero", at: arena.span(first))
    }
    return .range(NumberRange(first: low, last: high, step: stride.number, isGeometric: isGeometric))
  }

  func convert(_ value: Value, _ display: Display, _ formula: Formula) throws(Diagnostic) -> Value {
    guard case .unit(let unit) = display else { return .shown(value, display) }
    if case .list(let items) = value {
      var converted: [Value] = []
      for item in items { converted.append(try convert(item.bare, display, formula)) }
      return .list(converted)
    }
    guard let quantity = value.quantity else { throw .notANumber(value, arena.span(formula)) }
    guard quantity.dimension == unit.dimension || quantity.number.isZero && quantity.dimension.isNone else {
      throw .noConversion(quantity, to: unit, arena.span(formula), units)
    }
    return .shown(value, display)
  }
}
