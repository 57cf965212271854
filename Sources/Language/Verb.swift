/// The first words that are commands. They can't be names of values.
public enum Verb: String, CaseIterable, Sendable {
  case help, info, list, show, tree, explain, why, use, load, set, unset, reset, assert, print, run, source
  case measure, conventions, quit

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
    /// Words, perhaps followed by `with` and settings of the command.
    case settings
    /// A text, perhaps followed by words.
    case file
  }

  public var shape: Shape {
    switch self {
    case .quit, .conventions, .reset: .none
    case .help, .info, .list, .use, .set, .unset: .words
    case .show, .tree, .explain, .why: .expression
    case .assert, .print: .expressions
    case .load, .run, .source: .file
    case .measure: .settings
    }
  }

  /// First words kept for commands to come, so that no script uses them as names.
  public static let reserved: Set<String> = [
    "table", "compare", "sweep", "solve", "scenario", "plot", "save", "undo", "redo", "history", "export",
    "collect", "sensitivity", "edge", "lesson", "next", "back", "hint", "skip", "play", "goto",
    "ask", "audit",
    "fold",
  ]
}
