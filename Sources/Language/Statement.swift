import Formulas

/// One statement of a script or of the prompt.
public struct Statement: Sendable {
  public var kind: Kind
  public var span: Span
  /// What the `##` lines above it say.
  public var documentation = ""
  /// The same with the `##` lines above it.
  public var documentedSpan: Span
  /// Whether `_ with` in it stands for the question before: then its text alone does not say what it means.
  public var goesOn = false
  /// Where its answers go, and how they are written there: `| csv > "sizes.csv"`.
  public var sink: Sink?

  public struct Sink: Sendable {
    /// The word behind `|`; empty where only a file is named.
    public var format: String
    public var formatSpan: Span
    /// The name of the file; `Formula.absent` for the screen.
    public var path: Formula
    public var pathSpan: Span
  }

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
    /// `audit "A page" { claim "parameters" says 2.1B computed params }`
    case audit(Audit)
  }

  /// What followed a verb.
  public struct Arguments: Sendable {
    /// The rest of the line as written.
    public var text: String
    public var textSpan: Span
    public var formulas: [Formula]
    /// Whether `all` stood at the end.
    public var all: Bool
    /// The notation that stood behind `as`.
    public var notation: (name: String, span: Span)?
    /// What `with` set for the command; the text is then what stood before it.
    public var settings: [Override] = []
    /// What `sweep`, `solve` and `plot` run over, each name with its list or range.
    public var domains: [Override] = []
    /// What `compare` sets side by side.
    public var items: [Item] = []
    /// Whether `solve` looks for the least or the greatest; nil for any that fits.
    public var goal: Goal?
    /// What `for` asked; `Formula.absent` where nothing was.
    public var condition = Formula.absent
    /// How many answers `top` asked for; `Formula.absent` where it was not said.
    public var top = Formula.absent
    /// The names that `collect … in` orders by.
    public var names: [(symbol: Symbol, span: Span)] = []
    /// Which axes of a plot are logarithmic by demand.
    public var logarithmic: Set<Axis> = []
  }

  /// One of the things to compare: an expression, or a name such as `gpt2-xl`, which reads as one too.
  public struct Item: Sendable {
    /// `Formula.absent` where the text is only a name.
    public var formula: Formula
    /// The name that the item may be as a whole.
    public var word: Symbol?
    public var span: Span
  }

  public enum Goal: String, Sendable { case min, max }
  public enum Axis: String, Sendable { case x, y }
}
