import CPty
import PtyDriver
import Testing

@testable import Shell

extension EditingTests {
  @Suite(.serialized)
  struct OutputTests {
    static let fixture = Products.path(of: "EditorFixture")

    /// Runs a line of sh, so that pipes are real ones.
    func shell(_ script: String, _ environment: [String: String] = [:]) throws -> (status: Int, text: String)
    {
      let pty = try Pty("/bin/sh", ["-c", script], environment: environment)
      return (try pty.exitStatus(), pty.screen.text)
    }

    @Test("Piped input is read without a prompt or an echo, the last line with or without its newline")
    func pipedInput() throws {
      let run = try shell(#"printf 'one\ngr\303\266\303\237e\r\n\n\377last' | \#(Self.fixture)"#)
      #expect(run.text.hasSuffix("got: \"one\"\ngot: \"größe\"\ngot: \"\"\ngot: \"\u{FFFD}last\"\nbye"))
      #expect(run.status == 0)
    }

    @Test("When the reader of a pipe goes, the writer stops quietly")
    func closedPipe() throws {
      let run = try shell("echo 'flood 2000000' | \(Self.fixture) | head -n 2; echo end")
      #expect(run.text == "ready 80x24\nrow 0\nend")
    }

    @Test(
      "A full disk is a failure with the system's words", .enabled(if: cpty_permissions("/dev/full") >= 0))
    func fullDisk() throws {
      let run = try shell("echo 1 | \(Self.fixture) >/dev/full")
      #expect(run.text == "cannot write: No space left on device")
    }

    @Test("A long answer in a pipe meets no pager")
    func noPagerInPipe() throws {
      let run = try shell("echo 'long 100' | \(Self.fixture) | tail -n 2", ["PAGER": "echo paged; cat"])
      #expect(run.text == "row 99\nbye")
    }

    @Test("A long answer goes to the pager, a short one does not, and quitting early is no error")
    func pager() throws {
      let pty = try startEditor(environment: ["PAGER": "head -n 1 | sed s/row/paged/"])
      try enter("long 100", in: pty, expecting: "paged 0")
      #expect(!pty.screen.text.contains("row 1"))
      try enter("long 100000", in: pty, expecting: "paged 0")
      try enter("long 3", in: pty, expecting: "row 2")
      try enter("x", in: pty, expecting: "got: \"x\"")
    }

    @Test("Ctrl-C while a pager runs ends the pager alone")
    func interruptPager() throws {
      let pty = try startEditor(environment: ["PAGER": "echo waiting; exec sleep 1000"])
      pty.type("long 100\r")
      try pty.expect("waiting")
      pty.press(.controlC)
      try pty.expectLine("acct> ", cursor: 6)
      try enter("x", in: pty, expecting: "got: \"x\"")
    }

    @Test("Without a pager the text is simply printed", arguments: ["", "cat"])
    func noPager(setting: String) throws {
      let pty = try startEditor(environment: ["PAGER": setting])
      try enter("long 100", in: pty, expecting: "row 99")
    }
  }
}

struct TerminalFactsTests {
  @Test(
    "Colour is a choice of the command line, then of the environment, then of the terminal",
    arguments: [
      (ColorChoice.auto, true, ["TERM": "xterm"], true),
      (.auto, false, ["TERM": "xterm"], false),
      (.auto, true, ["TERM": "dumb"], false),
      (.auto, true, [:], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": "1"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": ""], true),
      (.auto, false, ["CLICOLOR_FORCE": "1"], true),
      (.auto, false, ["CLICOLOR_FORCE": "0"], false),
      (.auto, false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
      (.always, false, ["NO_COLOR": "1"], true),
      (.never, true, ["TERM": "xterm", "CLICOLOR_FORCE": "1"], false),
    ])
  func color(choice: ColorChoice, terminal: Bool, environment: [String: String], expected: Bool) {
    #expect(choice.isOn(terminal: terminal) { environment[$0] } == expected)
  }

  @Test(
    "Text is as wide as a terminal draws it",
    arguments: [
      ("", 0), ("abc", 3), ("größe", 5), ("e\u{301}", 1), ("中文", 4), ("≈ ×²", 4), ("├─", 2), ("😀", 2),
      ("\u{1B}[1mbold\u{1B}[0m", 4),
    ])
  func width(text: String, expected: Int) {
    #expect(terminalWidth(of: text) == expected)
  }

  @Test("A list that is longer than the screen says how much is missing")
  func longList() {
    let candidates = (0..<100).map { Completion.Candidate("candidate_\($0)", note: "a note") }
    let list = CandidateList(candidates: candidates, width: 30, height: 10, styled: false)
    let rows = list.rows()
    #expect(rows.count == 10)
    #expect(rows.first == "candidate_0   candidate_50")
    #expect(rows.last == "… 41 more rows; type another letter")
  }

  @Test("No row of a list is wider than the terminal", arguments: [4, 10, 20, 40, 80, 120])
  func rowWidths(width: Int) {
    let names = ["a", "größe", "中文中文中文", "a_name_of_many_letters_indeed"]
    for note in [nil, "something said about it at length"] {
      let candidates = names.map { Completion.Candidate($0, note: note) }
      for row in CandidateList(candidates: candidates, width: width, height: 9, styled: true).rows() {
        #expect(terminalWidth(of: row) < width)
      }
    }
  }

  @Test("What completion inserts never shortens or tears what is typed")
  func insertion() {
    func insertion(_ typed: String, _ candidates: String...) -> String? {
      Completion(replacing: 0..<0, candidates: candidates.map { .init($0) }, suffix: "!").insertion(
        for: typed)
    }
    #expect(insertion("a") == nil)
    #expect(insertion("a", "abc") == "abc!")
    #expect(insertion("a", "abc", "abd") == "ab")
    #expect(insertion("ab", "abc", "abd") == nil)
    #expect(insertion("x", "abc", "xyz") == nil)
    #expect(insertion("e", "e\u{301}a", "e\u{302}a") == nil)
  }
}
