import PtyDriver
import Testing

/// The shell as a person starts it, in a home of its own.
struct Shell {
  let pty: Pty
  let home: TemporaryDirectory

  static let prompt = "acct> "

  /// `EDITRC` names no file unless the test says otherwise, and what is longer than the screen is simply printed.
  init(
    _ arguments: [String] = ["--color", "never"], environment: [String: String] = [:],
    home: TemporaryDirectory = TemporaryDirectory(), columns: Int = 80, rows: Int = 40
  ) throws {
    let usual = ["HOME": home.path, "EDITRC": "/nonexistent", "PAGER": "cat"]
    self.home = home
    pty = try Pty(
      Products.path(of: "acct"), arguments, environment: usual.merging(environment) { $1 }, columns: columns,
      rows: rows)
    try expectPrompt()
  }

  func expectPrompt() throws { try pty.expectLine(Shell.prompt, cursor: Shell.prompt.count) }

  /// What the terminal shows below the line that was typed last, up to the next prompt.
  @discardableResult
  func enter(_ line: String) throws -> String {
    let before = pty.screen.text.split(separator: "\n", omittingEmptySubsequences: false).count
    pty.type(line)
    pty.press(.enter)
    try pty.wait(for: "the prompt after `\(line)`") {
      let rows = $0.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
      return rows.count > before && rows.last == "acct>" && $0.screen.column == Shell.prompt.count
        && !$0.echoes
    }
    let rows = pty.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
    return rows[before..<(rows.count - 1)].joined(separator: "\n")
  }

  /// Types a line without ending it and waits until it stands there.
  func type(_ line: String) throws {
    pty.type(line)
    try pty.expectLine(Shell.prompt + line)
  }

  /// Definitions, the last of which, `hours`, computes for hours.
  static let hours: [String] = {
    let names = ["seconds_of", "a", "b", "c", "d", "e", "hours"]
    let calls = ["sum(1..n)"] + names.map { "\($0)(n)" }
    return zip(names, calls).map { name, call in
      "\(name)(n) := " + Array(repeating: call, count: 6).joined(separator: " + ")
    }
  }()

  func defineHours() throws { for line in Shell.hours { try enter(line) } }

  /// What TAB makes of a line; the line is given up afterwards.
  func complete(_ line: String) throws -> (line: String, list: String) {
    try type(line)
    let before = pty.screen.text.split(separator: "\n", omittingEmptySubsequences: false).count
    // The second key is answered after the first, whatever that did.
    pty.press(.tab)
    pty.type("|")
    try pty.wait(for: "the line after TAB") { $0.screen.solid($0.screen.row).hasSuffix("|") }
    let rows = pty.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
    let completed = pty.screen.solid(pty.screen.row).dropFirst(Shell.prompt.count).dropLast()
    let list = rows.count > before ? rows[before..<(rows.count - 1)].joined(separator: "\n") : ""
    pty.press(.controlC)
    try expectPrompt()
    return (String(completed), list)
  }

  /// The first words of the rows of a list, or all words where it has no notes.
  static func words(_ list: String) -> [String] {
    list.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
  }
}

@Suite(.serialized)
struct ShellTests {}
