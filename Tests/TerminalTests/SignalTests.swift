import CPty
import PtyDriver
import Testing

extension EditingTests {
  @Suite(.serialized)
  struct SignalTests {
    @Test("Ctrl-C at the prompt leaves the line on the screen and starts a new one")
    func interrupt() throws {
      let pty = try startEditor()
      pty.type("one")
      try pty.expectLine("acct> one")
      pty.press(.controlC)
      try pty.expect("acct> one^C\ninterrupted\nacct>")
      try enter("two", in: pty, expecting: "got: \"two\"")
    }

    @Test("Ctrl-C in a line of several rows goes below all of them")
    func interruptInLongLine() throws {
      let pty = try startEditor(columns: 20)
      pty.type(String(repeating: "x", count: 40))
      pty.press(.home)
      try pty.wait(for: "the cursor at the start of three rows") {
        $0.screen.column == 6 && $0.screen.line($0.screen.row + 2) == "xxxxxx"
      }
      pty.press(.controlC)
      try pty.expect("xxxxxx^C\ninterrupted\nacct>")
    }

    @Test("Ctrl-C inside a Ctrl-R search is not the end of the input")
    func interruptInSearch() throws {
      let pty = try startEditor()
      pty.press(.controlR)
      try pty.expect("bck:")
      pty.type("x")
      try pty.expect("bck?x")
      pty.press(.controlC)
      try pty.expect("bck?x^C\ninterrupted\nacct>")
      try enter("two", in: pty, expecting: "got: \"two\"")
    }

    @Test("Ctrl-C during a computation stops it, again and again")
    func interruptComputation() throws {
      let pty = try startEditor()
      for _ in 0..<2 {
        let before = pty.screen.text.count
        pty.type("busy")
        pty.press(.enter)
        try pty.wait(for: "the start") {
          $0.screen.text.count > before && $0.screen.text.hasSuffix("\nbusy") && $0.echoes
        }
        pty.press(.controlC)
        try pty.expectLine("acct> ", cursor: 6)
      }
      let stops = pty.screen.text.split(separator: "\n").filter { $0 == "stopped" }
      #expect(stops.count == 2)
    }

    /// Of the two, only bash repairs the terminal after a job stops.
    static let shells = [["/bin/bash", "--norc", "--noprofile", "-i"], ["/bin/sh", "-i"]]

    static func start(_ shell: [String]) throws -> Pty {
      let pty = try Pty(
        shell[0], Array(shell.dropFirst()),
        environment: ["PS1": "$ ", "EDITRC": "/nonexistent", "INPUTRC": "/dev/null"])
      try pty.expectLine("$ ", cursor: 2)
      return pty
    }

    @Test("Ctrl-Z gives the terminal back to the shell, and fg brings the line again", arguments: shells)
    func suspend(shell: [String]) throws {
      let pty = try Self.start(shell)
      pty.type(Products.path(of: "EditorFixture") + "\r")
      try pty.expectLine("acct> ", cursor: 6)
      for turn in 1...2 {
        pty.type("on")
        try pty.expectLine("acct> on")
        pty.press(.controlZ)
        try pty.expect("Stopped")
        try pty.expectLine("$ ", cursor: 2)
        pty.type("echo $((\(turn) + 40))\r")
        try pty.expect("$ echo $((\(turn) + 40))\n\(turn + 40)\n")
        pty.type("fg\r")
        try pty.expectLine("acct> on")
        pty.type("e")
        try pty.expectLine("acct> one")
        pty.press(.enter)
        try pty.expect("got: \"one\"")
        try pty.expectLine("acct> ", cursor: 6)
      }
      pty.press(.controlD)
      try pty.expectLine("$ ", cursor: 2)
    }

    @Test("Stopped from elsewhere, it takes the terminal back when it continues")
    func stoppedFromElsewhere() throws {
      let pty = try Self.start(Self.shells[0])
      pty.type("sh -c 'echo process $$; exec \(Products.path(of: "EditorFixture"))'\r")
      try pty.expectLine("acct> ", cursor: 6)
      let said = pty.screen.text.split(separator: "\n").last { $0.hasPrefix("process ") }
      let process = try #require(said.flatMap { pid_t($0.dropFirst("process ".count)) })
      pty.type("on")
      try pty.expectLine("acct> on")
      cpty_kill(process, SIGSTOP)
      try pty.expect("Stopped")
      try pty.expectLine("$ ", cursor: 2)
      pty.type("fg\r")
      try pty.expectLine("acct> on")
      pty.type("e")
      try pty.expectLine("acct> one")
      #expect(!pty.echoes)
    }

    /// Outside the editor a signal can fall between a test of the flag and the wait for input, where it
    /// counts only with the next one; so the keys are pressed as a person would, until they work.
    @Test("Ctrl-C reaches a shell that reads the terminal but writes elsewhere")
    func interruptWithoutEditor() throws {
      let directory = TemporaryDirectory()
      let file = directory.file("out")
      let fixture = Products.path(of: "EditorFixture")
      let pty = try Pty("/bin/sh", ["-c", "trap : INT; \(fixture) >\(file); cat \(file)"])
      let (ready, answer) = ("ready 80x24\n", "got: \"x\"\n")
      try pty.wait(for: "the start") { _ in cpty_size(file) >= ready.utf8.count }
      pty.type("x\r")
      let expected = ready.utf8.count + answer.utf8.count
      try pty.wait(for: "the answer") { _ in cpty_size(file) >= expected }
      try pty.wait(for: "the interrupt") {
        $0.press(.controlC)
        return cpty_size(file) > expected
      }
      try pty.wait(for: "the end") {
        $0.press(.controlD)
        return $0.screen.text.contains("interrupted\nbye")
      }
    }

    @Test("SIGTERM at the prompt ends the process and gives the terminal back")
    func terminate() throws {
      let pty = try startEditor()
      try pty.wait(for: "the line being edited") { $0.screen.bracketedPaste && !$0.echoes }
      pty.signal(SIGTERM)
      try pty.wait(for: "the brackets off") { !$0.screen.bracketedPaste }
      #expect(try pty.exitStatus() == 128 + Int(SIGTERM))
    }
  }
}
