import CPty
import PtyDriver
import Testing

extension ShellTests {
  @Suite(.serialized)
  struct StartTests {
    @Test("init.acct is read, from ~/.config or XDG_CONFIG_HOME")
    func startFile() throws {
      let home = TemporaryDirectory()
      home.write("batch_size = 4\n", to: ".config/acct/init.acct")
      home.write("batch_size = 5\n", to: "elsewhere/acct/init.acct")
      #expect(try Shell(home: home).enter("batch_size") == "4")
      let other = try Shell(environment: ["XDG_CONFIG_HOME": home.file("elsewhere")], home: home)
      #expect(try other.enter("batch_size") == "5")
      #expect(try Shell(["-n", "--color", "never"], home: home).enter("batch_size") == "1")
    }

    @Test("An error in init.acct is said with its place, and the shell opens")
    func brokenStartFile() throws {
      let home = TemporaryDirectory()
      home.write("batch_size = 4\nmemry\nbatch_size = 6\n", to: ".config/acct/init.acct")
      let shell = try Shell(home: home, columns: 160)
      try shell.pty.expect("/.config/acct/init.acct:2:1: error E01: unknown name")
      #expect(try shell.enter("batch_size") == "4")
    }

    @Test("The history is kept across sessions, an entry of several lines as one, in a file of one's own")
    func history() throws {
      let home = TemporaryDirectory()
      let first = try Shell(home: home)
      _ = try first.enter("1 + 1")
      first.pty.type("sum(1..\r")
      try first.pty.expectLine("  ... ", cursor: 6)
      _ = try first.enter("4)")
      first.pty.press(.controlD)
      #expect(try first.pty.exitStatus() == 0)
      let file = home.file(".local/state/acct/history")
      #expect(cpty_permissions(file) == 0o600)
      #expect(home.read(".local/state/acct/history") == "1 + 1\nsum(1..\\n4)\n")

      let second = try Shell(home: home)
      second.pty.press(.up)
      try second.pty.expect("sum(1..\n4)")
      second.pty.press(.enter)
      try second.pty.expect("\n10\n")
      try second.expectPrompt()
      second.pty.press(.controlR)
      try second.pty.expect("bck:")
      second.pty.type("1 +")
      try second.pty.expect("1 + 1\nbck:1 +")
    }

    @Test("Without a place for it the history is still there, and the trouble is said once")
    func noHistoryFile() throws {
      let shell = try Shell(environment: ["XDG_STATE_HOME": "/dev/null"], columns: 160)
      #expect(try shell.enter("1 + 1").contains("cannot keep the history"))
      #expect(try shell.enter("2 + 2") == "4")
    }

    @Test(
      "Colour follows --color, NO_COLOR and TERM",
      arguments: [
        (["--color", "always"], ["NO_COLOR": "1"], true), ([], [:], true), ([], ["NO_COLOR": "1"], false),
        ([], ["TERM": "dumb"], false), (["--color", "never"], [:], false),
      ])
    func color(arguments: [String], environment: [String: String], expected: Bool) throws {
      let shell = try Shell(arguments, environment: environment)
      let answer = try shell.enter("params.lm_head")
      #expect(answer.contains("38_597_376"))
      let shown = String(decoding: shell.pty.written, as: UTF8.self)
      #expect(shown.contains("\u{1B}[1macct>") == expected)
    }

    @Test("In a locale without UTF-8 answers are drawn in ASCII")
    func cLocale() throws {
      let shell = try Shell(environment: ["LC_ALL": "C"])
      let answer = try shell.enter("memory")
      #expect(answer.contains("`- activations"))
      #expect(try shell.enter("1000 / 7").hasPrefix("~ 142.857"))
      #expect(shell.pty.written.allSatisfy { $0 < 0x80 })
    }

    @Test("A terminal that can do nothing gets lines all the same")
    func dumb() throws {
      let shell = try Shell([], environment: ["TERM": "dumb"])
      #expect(try shell.enter("1 + 1") == "2")
      #expect(!shell.pty.written.contains(0x1B))
    }

    @Test("An editrc chooses vi")
    func vi() throws {
      let home = TemporaryDirectory()
      home.write("bind -v\n", to: "editrc")
      let shell = try Shell(environment: ["EDITRC": home.file("editrc")], home: home)
      try shell.type("2 + 3")
      shell.pty.press(.escape)
      try shell.pty.expectLine("acct> 2 + 3", cursor: 10)
      shell.pty.type("r4")
      try shell.pty.expectLine("acct> 2 + 4", cursor: 10)
      shell.pty.press(.enter)
      try shell.pty.expect("\n6\n")
    }
  }
}
