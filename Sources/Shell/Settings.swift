/// How a session behaves, as the command line and `set` say.
public struct Settings: Equatable, Sendable {
  /// How answers are written; for people, unless something else was said.
  public var format: OutputFormat {
    get { saidFormat ?? .human }
    set { saidFormat = newValue }
  }
  /// The format that --format or set format said, if one of them did.
  var saidFormat: OutputFormat?
  /// Whether answers go to a terminal.
  public var writesToTerminal = true
  public var isStrict = false
  public var isSafe = false
  public var keepsGoing = false
  public var onlyChecks = false
  /// Whether someone sits at a prompt: assignments are then echoed.
  public var isInteractive = false
  public var showsHints = true
  public var usesPager = true

  public init() {}

  /// What `set` can change: one row each.
  struct Option: Sendable {
    let name: String
    let summary: String
    let values: [String]
    let read: @Sendable (Settings) -> String
    let write: @Sendable (inout Settings, String) -> Void
  }

  static let options: [Option] = [
    flag("hints", "dim suggestions while typing", \.showsHints),
    flag("pager", "show what is longer than the screen page by page", \.usesPager),
    flag("strict", "a warning about a value that did not follow is an error", \.isStrict),
    Option(
      name: "format", summary: "how answers are written", values: OutputFormat.allCases.map(\.rawValue),
      read: { $0.format.rawValue }, write: { $0.format = OutputFormat(rawValue: $1) ?? $0.format }),
  ]

  private static func flag(
    _ name: String, _ summary: String, _ path: WritableKeyPath<Settings, Bool> & Sendable
  ) -> Option {
    Option(
      name: name, summary: summary, values: ["on", "off"], read: { $0[keyPath: path] ? "on" : "off" },
      write: { $0[keyPath: path] = $1 == "on" })
  }
}
