/// What a script can be written as, with its prose, its statements and their answers.
public enum PageFormat: String, CaseIterable, Sendable {
  case md, html

  /// The page as text. `name` is what the script is called.
  func text(_ blocks: [PageBlock], name: String, text: ValueText) -> String {
    switch self {
    case .md: MarkdownPage(text: text).text(blocks)
    case .html: HTMLPage(text: text).text(blocks, name: name)
    }
  }
}

/// What `--format` takes: how answers are written, or a page.
public enum CommandFormat: String, CaseIterable, Sendable {
  case human, json, csv, md, html

  /// How answers are written that stand by themselves.
  public var answers: OutputFormat { OutputFormat(rawValue: rawValue) ?? .human }
  /// The page that a script becomes.
  public var page: PageFormat? { PageFormat(rawValue: rawValue) }
}
