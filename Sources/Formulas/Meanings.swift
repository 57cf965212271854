/// What names stand for, as the evaluator asks: the worksheet answers.
public protocol Meanings: AnyObject {
  func meaning(of name: Symbol) -> Meaning
  /// The row of the ledger `root` at `path`, evaluated; memoised by the evaluation.
  func row(_ root: Symbol, _ path: [Symbol], at node: Formula, in evaluation: Evaluation) throws(Diagnostic)
    -> StepID
  /// The total of the ledger `root`, without the figures beside it.
  func total(of root: Symbol, at node: Formula, in evaluation: Evaluation) throws(Diagnostic) -> StepID
  func isLedger(_ name: Symbol) -> Bool
  /// The field `field` of the record `word` names (`a100.memory`).
  func field(_ field: Symbol, of word: Symbol, at node: Formula, in evaluation: Evaluation) throws(Diagnostic)
    -> StepID
  /// The named value that `text` is in the domain of the input `name`; nil when the input has no named values.
  func word(_ text: String, for name: Symbol, at span: Span) throws(Diagnostic) -> Symbol?
  /// Refuses a value that the domain of `name` does not hold.
  func check(_ value: Value, for name: Symbol, formula: Formula, in evaluation: Evaluation) throws(Diagnostic)
  /// What the variant of that name binds: a scenario, a preset, a family, an accelerator.
  func variant(_ name: Symbol, at span: Span) throws(Diagnostic) -> Variant
  /// Nil when `name` may be overridden by a `with`; otherwise why not.
  func obstacle(toOverriding name: Symbol, at span: Span) -> Diagnostic?
  /// What to say when `name` is not known.
  func unknown(_ name: Symbol, at span: Span) -> Diagnostic
  /// What to say when `name` has no value.
  func unset(_ name: Symbol, at span: Span) -> Diagnostic
  /// What to say about the value of `name`, bound with `=`, when inputs it was computed from are overridden.
  func frozen(_ name: Symbol, inputs: [Symbol], overridden: Set<Symbol>) -> Diagnostic?
  /// The last value shown, for `_`.
  var lastValue: Value? { get }
  /// Polled during long work.
  var isInterrupted: Bool { get }
}

/// A set of bindings with a name, for `with gpt2-xl` or `with small`.
public struct Variant {
  /// What it sets, evaluated where the `with` stands.
  public var overrides: [Override]
  /// What names stand for inside beyond that: the defaults of a family's other shapes.
  public var rebound: [(name: Symbol, meaning: Meaning)]
  /// The model that formulas speak of inside; nil for the same as outside.
  public var model: Symbol?

  public init(overrides: [Override], rebound: [(name: Symbol, meaning: Meaning)] = [], model: Symbol? = nil) {
    (self.overrides, self.rebound, self.model) = (overrides, rebound, model)
  }
}

/// What a name stands for.
public enum Meaning {
  case unknown
  case unset
  /// Bound once; `inputs` are the names it was computed from.
  case value(Value, inputs: [Symbol])
  /// Live: evaluated whenever it is used.
  case formula(Formula)
  case function(parameters: [Symbol], body: Formula)
  /// Evaluated row by row.
  case ledger
}
