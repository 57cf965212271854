import Formulas

/// A session written down: what was typed after `acct> `, and what came back. Blocks of Markdown fenced as `acct` are
/// such transcripts, so that a page can be run.
///
/// A line `...` stands for any lines of an answer; what an entry of several lines goes on with stands behind `  ... `.
public struct Transcript: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    /// The line of the page that it begins on, from 1.
    public var line: Int
    public var input: String
    public var output: [String]
  }

  public var entries: [Entry] = []

  /// How an answer differs from what the page says.
  public struct Difference: Equatable, Sendable {
    public var entry: Entry
    public var actual: [String]
  }

  private static let prompt = "acct> "
  private static let continuation = "  ... "
  private static let ellipsis = "..."

  /// The blocks of a page, as one transcript.
  public init(markdown: String) {
    var isInside = false
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        isInside = !isInside && line.dropFirst(3) == "acct"
      } else if isInside, line.hasPrefix(Self.prompt) {
        entries.append(Entry(line: index + 1, input: String(line.dropFirst(Self.prompt.count)), output: []))
      } else if isInside, let last = entries.indices.last {
        if line.hasPrefix(Self.continuation), entries[last].output.isEmpty {
          entries[last].input += "\n" + line.dropFirst(Self.continuation.count)
        } else {
          entries[last].output.append(Self.trimmed(line))
        }
      }
    }
    // Blank lines before the next prompt are layout.
    for index in entries.indices {
      while entries[index].output.last == "" { entries[index].output.removeLast() }
    }
  }

  /// Feeds every entry, in order, to `answer`, which gives back what was shown.
  public func differences(_ answer: (String) -> String) -> [Difference] {
    entries.compactMap { entry in
      var actual = answer(entry.input).split(separator: "\n", omittingEmptySubsequences: false).map(
        Self.trimmed)
      while actual.last == "" { actual.removeLast() }
      return Self.matches(actual[...], entry.output[...]) ? nil : Difference(entry: entry, actual: actual)
    }
  }

  /// The page with what really came in the place of what differs; an answer shortened with `...` is left to its author.
  public static func updating(_ markdown: String, with differences: [Difference]) -> String {
    var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for difference in differences.reversed() where !difference.entry.output.contains(ellipsis) {
      let entry = difference.entry
      let start = entry.line - 1 + entry.input.split(separator: "\n", omittingEmptySubsequences: false).count
      lines.replaceSubrange(start..<start + entry.output.count, with: difference.actual)
    }
    return lines.joined(separator: "\n")
  }

  /// Whether lines are what is expected, `...` in the place of any number of them.
  static func matches(_ actual: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
    guard let first = expected.first else { return actual.isEmpty }
    if first == ellipsis {
      return (actual.startIndex...actual.endIndex).contains {
        matches(actual[$0...], expected.dropFirst())
      }
    }
    return actual.first == first && matches(actual.dropFirst(), expected.dropFirst())
  }

  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}

extension Transcript {
  /// Runs the transcript in one session of its own, as at a prompt 80 columns wide, without colour.
  public func differences(files: Files) throws(Diagnostic) -> [Difference] {
    var shown = ""
    var settings = Settings()
    settings.isInteractive = true
    let session = try Session(
      settings: settings, files: files, page: { Page() }, complaintPage: { Page() },
      output: { shown += $0 }, complaints: { shown += $0 }, interruption: { false })
    return differences { input in
      shown = ""
      if session.run(entry: input) == .incomplete { session.run(unfinished: input) }
      return shown
    }
  }
}
