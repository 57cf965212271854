/// The first words that are commands. They can't be names of values.
public enum Verb: String, CaseIterable, Sendable {
  case help, info, list, show, tree, explain, why, use, load, set, unset, reset, assert, print, run, source
  case measure, conventions, quit
  case sweep, solve, compare, what, collect, sensitivity, edge, plot, export
  case undo, redo, history, save
  case lesson, next, back, hint, skip, play, goto, predict, audit

  /// What may follow.
  public enum Shape: Sendable {
    /// Nothing.
    case none
    /// The rest of the line as it stands: `use cs336-gpt2-xl`, `help units`.
    case words
    /// An expression, perhaps followed by `all`.
    case expression
    /// Expressions, separated by commas.
    case expressions
    /// Words, perhaps followed by `with` and settings: `measure adamw with threads = 1`, `conventions flops with gpt2-xl`.
    case settings
    /// Names with their domains, a colon, expressions: `x = 1..4 : params`.
    case sweep
    /// `[min|max] … within … for … top …`
    case search
    /// Expressions or names, perhaps a colon and expressions: `gpt2, gpt2-xl : params`.
    case comparison
    /// The word `changed`.
    case changes
    /// An expression, `in`, names.
    case collection
    /// Expressions, `over` and domains, `log`: `memory over batch_size = 1..64 log y`.
    case plot
    /// A condition, in which `=` compares.
    case condition
    /// A text, perhaps followed by words.
    case file
  }

  public var shape: Shape {
    switch self {
    case .quit, .reset, .next, .back, .hint, .skip, .play: .none
    case .help, .info, .list, .use, .set, .unset, .undo, .redo, .history: .words
    case .lesson, .goto, .audit: .words
    case .show, .tree, .explain, .why, .sensitivity, .export, .predict: .expression
    case .assert, .print: .expressions
    case .load, .run, .source, .save: .file
    case .measure, .conventions: .settings
    case .sweep: .sweep
    case .solve: .search
    case .collect: .collection
    case .edge: .condition
    case .compare: .comparison
    case .what: .changes
    case .plot: .plot
    }
  }

  /// Whether its answers may go to a file: `| csv > "sizes.csv"`.
  var mayHaveSink: Bool {
    switch shape {
    case .words, .expression, .sweep, .search, .comparison, .changes, .collection, .plot, .condition: true
    case .settings: self == .conventions
    case .none, .expressions, .file: false
    }
  }

  /// First words kept for commands to come, so that no script uses them as names.
  public static let reserved: Set<String> = [
    "table", "scenario", "ask", "fold",
  ]

  /// Whether a lesson may do it: it works on a worksheet of its own, and touches no files.
  var mayStandInLessons: Bool {
    switch self {
    case .load, .run, .source, .save, .export, .undo, .redo, .history, .quit: false
    case .lesson, .next, .back, .hint, .skip, .play, .goto: false
    default: true
    }
  }
}
