import Formulas

/// A session written down: what was typed after `acct> `, and what came back. Blocks of Markdown fenced as `acct` are
/// such transcripts, so that a page can be run.
///
/// What an entry of several lines goes on with stands behind `  ... `. How answers are held to the page is in
/// `TranscriptLine`: `...` stands for anything, and numbers count to the digits written.
public struct Transcript: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    /// The line of the page that it begins on, from 1.
    public var line: Int
    public var input: String
    public var output: [String]
    /// How far its block stands in.
    public var indent = 0

    /// The line of the page that its answer begins on, from 1.
    var answerLine: Int { line + input.utf8.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) } }
  }

  public var entries: [Entry] = []

  /// How an answer differs from what the page says.
  public struct Difference: Equatable, Sendable {
    public var entry: Entry
    public var actual: [String]
  }

  private static let prompt = "acct> "
  private static let continuation = "  ... "

  /// The blocks of a page, as one transcript.
  public init(markdown: String) {
    var fence: Fence?
    // Whether lines belong to an entry: none does before the first prompt of a block.
    var isOpen = false
    for (index, line) in Transcript.lines(of: markdown).enumerated() {
      let text = Transcript.trimmed(line)
      if let open = fence {
        guard !open.isClosed(by: text) else {
          fence = nil
          continue
        }
        if open.isTranscript { isOpen = add(open.content(text), at: index + 1, open.indent, isOpen) }
      } else {
        fence = Fence(text)
        isOpen = false
      }
    }
    // Blank lines before the next prompt are layout.
    for index in entries.indices {
      while entries[index].output.last == "" { entries[index].output.removeLast() }
    }
  }

  /// Adds a line of a block; whether an entry is open then.
  private mutating func add(_ text: String, at line: Int, _ indent: Int, _ isOpen: Bool) -> Bool {
    // A prompt with nothing behind it has lost its space.
    if text.hasPrefix(Self.prompt) || text + " " == Self.prompt {
      entries.append(
        Entry(line: line, input: String(text.dropFirst(Self.prompt.count)), output: [], indent: indent))
      return true
    } else if isOpen, let last = entries.indices.last {
      let isInput = text.hasPrefix(Self.continuation) || text + " " == Self.continuation
      if isInput, entries[last].output.isEmpty {
        entries[last].input += "\n" + text.dropFirst(Self.continuation.count)
      } else {
        entries[last].output.append(text)
      }
    }
    return isOpen
  }

  /// Feeds every entry, in order, to `answer`, which gives back what was shown.
  public func differences(_ answer: (String) -> String) -> [Difference] {
    entries.compactMap { entry in
      var actual = Transcript.lines(of: answer(entry.input)).map(Self.trimmed)
      while actual.last == "" { actual.removeLast() }
      return TranscriptLine.match(actual, entry.output) ? nil : Difference(entry: entry, actual: actual)
    }
  }

  /// Lines, ended by a newline; what Windows puts before it stays.
  static func lines(of text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  static func trimmed(_ line: String) -> String {
    var line = line.utf8[...]
    while line.last == UInt8(ascii: " ") || line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}

extension Transcript {
  /// A line that opens a block of code, as CommonMark has it.
  private struct Fence {
    private let sign: Character
    private let length: Int
    let indent: Int
    let isTranscript: Bool

    init?(_ line: String) {
      let text = line.drop { $0 == " " }
      guard line.count - text.count <= 3, let sign = text.first, sign == "`" || sign == "~" else {
        return nil
      }
      indent = line.count - text.count
      length = text.prefix { $0 == sign }.count
      let info = text.dropFirst(length)
      guard length >= 3, sign == "~" || !info.contains("`") else { return nil }
      self.sign = sign
      isTranscript = info.split(separator: " ").first == "acct"
    }

    /// A line of the block without what it stands in.
    func content(_ line: String) -> String {
      let spaces = line.prefix(indent).prefix { $0 == " " }.count
      return String(line.dropFirst(spaces))
    }

    func isClosed(by line: String) -> Bool {
      let text = line.drop { $0 == " " }
      return line.count - text.count <= 3 && text.count >= length && text.allSatisfy { $0 == sign }
    }
  }
}

extension Transcript {
  /// Runs the transcript in one session of its own, as at a prompt 80 columns wide, without colour.
  public func differences(
    files: Files, settings: Settings = Settings(), interruption: @escaping () -> Bool = { false }
  ) throws(Diagnostic) -> [Difference] {
    var shown = ""
    var settings = settings
    settings.isInteractive = true
    let session = try Session(
      settings: settings, files: files, page: { Page() }, complaintPage: { Page() },
      output: { shown += $0 }, complaints: { shown += $0 }, interruption: interruption)
    return differences { input in
      shown = ""
      if session.run(entry: input) == .incomplete { session.run(unfinished: input) }
      return shown
    }
  }
}
