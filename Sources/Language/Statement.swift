import Formulas

/// One statement of a script or of the prompt.
public struct Statement: Sendable {
  public var kind: Kind
  public var span: Span

  public enum Kind: Sendable {
    /// `memory -> GiB`
    case expression(Formula)
    /// `d_ff = 4 * d_model`, or with `:=`
    case assignment(Symbol, Span, Formula, isLive: Bool)
    /// `tokens(b) := b * context_length`
    case function(Symbol, Span, parameters: [Symbol], Formula)
    /// `use gpt2-xl`
    case command(Verb, Arguments)
    case declaration(Declaration)
  }

  /// What followed a verb.
  public struct Arguments: Sendable {
    /// The rest of the line as written.
    public var text: String
    public var textSpan: Span
    public var formulas: [Formula]
    /// Whether `all` stood at the end.
    public var all: Bool
    /// What `with` set for the command; the text is then what stood before it.
    public var settings: [Override] = []
  }
}
