import CLineEdit

/// Reads lines: edited by libedit if a person types them, else as they come.
///
/// A class, because libedit calls back through a pointer to it while a line is being read. At most
/// one may exist at a time, and it stays on the thread that made it.
public final class LineEditor {
  public enum Outcome: Equatable, Sendable {
    case line(String)
    case endOfFile
    case interrupted
  }

  /// What TAB offers; the cursor counts bytes of the line.
  public var completion: (_ line: String, _ cursor: Int) -> Completion? = { _, _ in nil }

  /// What is shown, dimmed, after a line whose end the cursor is on.
  public var hint: (_ line: String) -> String? = { _ in nil }

  private let terminal: Terminal
  private let output: Output
  private let report: (String) -> Void
  private var history: History?
  private var editor: OpaquePointer?
  private var plain = PlainInput()

  /// `output` is flushed before each read, so that the prompt follows the answers; `report` says, once,
  /// what is wrong with the history.
  public init(
    terminal: Terminal, output: Output, history: History? = nil, report: @escaping (String) -> Void
  ) {
    self.terminal = terminal
    self.output = output
    self.history = history
    self.report = report
    guard terminal.isInteractive else { return }
    let context = Unmanaged.passUnretained(self).toOpaque()
    editor = cle_open(
      "acct", context,
      { LineEditor.at($0).complete(String(cString: $1), $2) },
      { LineEditor.at($0).showHint(String(cString: $1)) },
      CInt(History.capacity))
    guard let editor else { return }
    for entry in self.history?.load() ?? [] { cle_remember(editor, entry) }
  }

  private static func at(_ context: UnsafeMutableRawPointer) -> LineEditor {
    Unmanaged.fromOpaque(context).takeUnretainedValue()
  }

  deinit {
    if let editor { cle_close(editor) }
  }

  /// The prompt is shown only to a person; it may be coloured. An interrupt of the last computation is
  /// forgotten, so that the next one begins with the flag down.
  public func read(prompt: String) -> Outcome {
    Interrupts.clear()
    if editor != nil { output.endLine() }
    output.flush()
    guard let editor else { return plain.next() }
    var line: UnsafePointer<CChar>?
    switch cle_read(editor, prompt, &line) {
    case CLE_LINE: return .line(line.map { String(cString: $0) } ?? "")
    case CLE_INTERRUPTED: return .interrupted
    default: return .endOfFile
    }
  }

  /// Keeps an entry, of one line or several, for arrow-up, Ctrl-R and later sessions.
  public func add(_ entry: String) {
    guard let editor, var history = self.history else { return }
    let (isNew, complaint) = history.append(entry)
    self.history = history
    if isNew { cle_remember(editor, entry) }
    if let complaint { report(complaint) }
  }

  private func complete(_ line: String, _ cursor: Int) {
    guard let editor, let completion = completion(line, cursor) else { return }
    let start = completion.replacing.lowerBound
    guard 0 <= start, start <= cursor, cursor <= line.utf8.count else { return }
    let typed = String(decoding: Array(line.utf8)[start..<cursor], as: UTF8.self)
    if completion.candidates.count > 1 {
      let list = CandidateList(
        candidates: completion.candidates, width: terminal.width, height: max(1, terminal.height - 2),
        styled: terminal.usesColor)
      cle_show_below(editor, list.rows().joined(separator: "\n"))
    }
    if let text = completion.insertion(for: typed) { cle_replace(editor, cursor - start, text) }
  }

  private func showHint(_ line: String) {
    if let editor, let text = hint(line), !text.isEmpty { cle_show_hint(editor, text) }
  }
}
