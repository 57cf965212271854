import CPty
import Dispatch
import PtyDriver
import Testing

@testable import Shell

extension EditingTests {
  @Suite(.serialized)
  struct RecallTests {
    @Test("Arrow-up, Ctrl-R and M-p find the lines of an earlier session, several rows included")
    func acrossSessions() throws {
      let directory = TemporaryDirectory()
      let file = directory.file("history")
      do {
        let pty = try startEditor([file])
        try enter("alpha 1", in: pty, expecting: "got: \"alpha 1\"")
        try enter("beta", in: pty, expecting: "got: \"beta\"")
        pty.type(Key.paste("if x\nthen y"))
        pty.press(.enter)
        try pty.expect("then y\"")
        pty.press(.controlD)
        _ = try pty.exitStatus()
      }
      let pty = try startEditor([file])
      pty.press(.up)
      try pty.expectLine("then y")
      pty.press(.controlC)
      try pty.expectLine("acct> ", cursor: 6)
      pty.press(.up)
      try pty.expectLine("then y")
      pty.press(.up)
      pty.press(.up)
      try pty.expectLine("acct> beta")
      pty.press(.controlC)
      try pty.expectLine("acct> ", cursor: 6)
      pty.press(.controlR)
      pty.type("alp")
      try pty.wait(for: "the found line") { $0.screen.text.hasSuffix("acct> alpha 1\nbck:alp") }
      pty.press(.enter)
      try pty.expect("got: \"alpha 1\"")
      pty.type("be")
      try pty.expectLine("acct> be")
      pty.press(.altP)
      try pty.expectLine("acct> beta")
    }

    @Test("A history that cannot be written is said once and harms nothing")
    func unwritable() throws {
      let pty = try startEditor(["/dev/null/history"])
      try enter("one", in: pty, expecting: "got: \"one\"")
      try enter("two", in: pty, expecting: "got: \"two\"")
      let complaints = pty.screen.text.split(separator: "\n").filter {
        $0.contains("cannot keep the history")
      }
      #expect(complaints == ["cannot keep the history in /dev/null/history: Not a directory"])
      pty.press(.up)
      try pty.expectLine("acct> two")
    }
  }
}

struct HistoryTests {
  @Test("Entries come back as they were, whatever they hold")
  func roundTrip() {
    let directory = TemporaryDirectory()
    let entries = ["a", "two\nlines", #"back\slash \n"#, "größe 中", "trailing\\"]
    var history = History(path: directory.file("deep/er/history"))
    for entry in entries { #expect(history.append(entry) == (isNew: true, complaint: nil)) }
    var again = History(path: history.path)
    #expect(again.load() == entries)
  }

  @Test("A repeated or blank entry is not kept")
  func duplicates() {
    let directory = TemporaryDirectory()
    var history = History(path: directory.file("history"))
    for entry in ["a", "a", " ", "b", "a"] { _ = history.append(entry) }
    #expect(History.entries(of: history.path) == ["a", "b", "a"])
  }

  @Test("Shells that run at the same time keep each other's entries")
  func severalShells() {
    let directory = TemporaryDirectory()
    let path = directory.file("history")
    let (shells, lines) = (4, 2000)
    DispatchQueue.concurrentPerform(iterations: shells) { shell in
      var history = History(path: path)
      for line in 0..<lines { _ = history.append("shell \(shell) line \(line)") }
    }
    #expect(Set(History.entries(of: path)).count == shells * lines)
  }

  @Test("A line cut short by a crash stays apart from the next entry")
  func cutShort() {
    let directory = TemporaryDirectory()
    directory.write("whole\ncut sho", to: "history")
    var history = History(path: directory.file("history"))
    _ = history.append("next")
    #expect(History.entries(of: history.path) == ["whole", "cut sho", "next"])
  }

  @Test("The newest entries of a long file are offered")
  func capacity() {
    let directory = TemporaryDirectory()
    directory.write((0..<12_345).map { "entry \($0)\n" }.joined(), to: "history")
    let entries = History.entries(of: directory.file("history"))
    #expect(entries.count == History.capacity)
    #expect(entries.last == "entry 12344")
  }

  @Test("The file is for its owner alone")
  func mode() {
    let directory = TemporaryDirectory()
    var history = History(path: directory.file("history"))
    _ = history.append("secret")
    #expect(cpty_permissions(history.path) == 0o600)
  }

  @Test("The file lies where XDG says")
  func place() {
    let state = ["XDG_STATE_HOME": "/state", "HOME": "/home/ada"]
    #expect(History.defaultPath { state[$0] } == "/state/acct/history")
    #expect(History.defaultPath { ["HOME": "/home/ada"][$0] } == "/home/ada/.local/state/acct/history")
    #expect(History.defaultPath { _ in nil } == nil)
  }
}

extension History {
  fileprivate static func entries(of path: String) -> [String] {
    var history = History(path: path)
    return history.load()
  }
}
