/// What went wrong, in the user's own terms: the code, one sentence, the places it speaks of, the next step.
///
/// Facts come in through the factory methods beside each stage (`Diagnostic+Evaluation`, `Diagnostic+Syntax`, …);
/// what a person reads is composed there and nowhere else.
public struct Diagnostic: Error, Sendable {
  public var code: Code
  /// One sentence, lower case, no full stop.
  public var message: String
  /// The places in the user's line, with what is said under each.
  public var marks: [Mark]
  /// Further lines: facts, and the remedy to paste.
  public var details: [String]

  /// The inputs whose values it is about, for a caller that knows where they were read.
  public var inputs: [Symbol] = []

  public struct Mark: Sendable {
    public var span: Span
    public var note: String

    public init(_ span: Span, _ note: String = "") { (self.span, self.note) = (span, note) }
  }

  public init(_ code: Code, _ message: String, _ marks: [Mark] = [], details: [String] = []) {
    (self.code, self.message, self.marks, self.details) = (
      code, message, marks.filter { !$0.span.isNone }, details
    )
  }

  public init(_ code: Code, _ message: String, at span: Span, _ note: String = "", details: [String] = []) {
    self.init(code, message, [Mark(span, note)], details: details)
  }

  /// How a run that ends with this says so to whoever started it.
  public var exitStatus: Int32 { code.exitStatus }

  /// Whether it is a warning that `--strict` made an error.
  public var isRaised = false

  public var isWarning: Bool { code.isWarning && !isRaised }

  /// Whether it is about the values at one point, so that others may be legal; a mistake in a formula is one everywhere.
  public var isAboutValues: Bool {
    [.doesNotDivide, .outsideDomain, .undefinedResult, .assertionFailed].contains(code)
  }

  /// The same, pointing at `span` where it pointed nowhere.
  public func located(at span: Span) -> Diagnostic {
    var copy = self
    if copy.marks.isEmpty, !span.isNone { copy.marks = [Mark(span)] }
    return copy
  }
}
