import CPty
import PtyDriver
import Testing

extension ShellTests {
  @Suite(.serialized)
  struct InterruptTests {
    @Test("Ctrl-C gives up the line, and a continued entry, and keeps what was set")
    func atThePrompt() throws {
      let shell = try Shell()
      _ = try shell.enter("x = 7")
      try shell.type("x = 8")
      shell.pty.press(.controlC)
      try shell.pty.expect("x = 8^C\nacct>")
      shell.pty.type("x = (9 +\r")
      try shell.pty.expectLine("  ... ", cursor: 6)
      shell.pty.press(.controlC)
      try shell.expectPrompt()
      #expect(try shell.enter("x") == "7")
    }

    @Test(
      "Ctrl-C stops a computation at once and keeps what was set",
      arguments: ["hours(1e6)", "y = hours(1e6)", "explain hours(1e6)", "assert hours(1e6) == 1"])
    func computing(question: String) throws {
      let shell = try Shell()
      _ = try shell.enter("x = 7")
      try shell.defineHours()
      shell.pty.type(question)
      try shell.pty.expectLine(Shell.prompt + question)
      shell.pty.press(.enter)
      try shell.pty.wait(for: "the computation") { $0.echoes }
      let pressed = ContinuousClock.now
      shell.pty.press(.controlC)
      try shell.pty.expect("E31 interrupted; everything is kept")
      try shell.expectPrompt()
      let taken = ContinuousClock.now - pressed
      // A tenth of a second is meant; a busy machine may take its time to look at us.
      #expect(taken < .seconds(2))
      #expect(try shell.enter("x") == "7")
      #expect(!shell.pty.screen.text.contains("E31 says more"))
    }

    @Test("A long search shows how far it is, and Ctrl-C stops it")
    func searching() throws {
      let shell = try Shell()
      _ = try shell.enter("x = 7")
      shell.pty.type(
        "solve max batch_size over batch_size = 1..1000000, num_layers = 1..100000 for memory <= 8 GB\r")
      try shell.pty.expect("points/s")
      #expect(shell.pty.screen.text.contains("left"))
      let pressed = ContinuousClock.now
      shell.pty.press(.controlC)
      try shell.pty.expect("interrupted; everything is kept")
      try shell.expectPrompt()
      #expect(ContinuousClock.now - pressed < .seconds(2))
      #expect(try shell.enter("x") == "7")
    }

    @Test("A measurement shows what it is at, and Ctrl-C keeps the rows it has")
    func measuring() throws {
      let shell = try Shell(columns: 100)
      _ = try shell.enter("x = 7")
      shell.pty.type("measure adamw with params = 64k, kernel = vector, threads = 1, seconds = 60\r")
      try shell.pty.expect("measuring: 0%  vector   Ctrl-C stops and keeps what is done")
      try shell.pty.wait(for: "the next per cent") { $0.screen.text.contains(#/measuring: [1-9]/#) }
      let pressed = ContinuousClock.now
      shell.pty.press(.controlC)
      try shell.pty.expect("interrupted; everything is kept")
      try shell.expectPrompt()
      #expect(ContinuousClock.now - pressed < .seconds(2))
      #expect(shell.pty.screen.text.contains(#/vector +1 +[0-9]/#))
      #expect(try shell.enter("x") == "7")
    }

    @Test("Ctrl-C stops a sweep, and the rows that were written stay")
    func sweeping() throws {
      let folder = TemporaryDirectory()
      let shell = try Shell(columns: 160)
      let file = folder.file("rows.csv")
      shell.pty.type("sweep batch_size = 1..100000000 : memory | csv > \"\(file)\"\r")
      try shell.pty.expect("rows/s")
      shell.pty.press(.controlC)
      try shell.pty.expect("interrupted; everything is kept")
      try shell.expectPrompt()
      let rows = try #require(folder.read("rows.csv")).split(separator: "\n")
      #expect(rows.count > 100)
      #expect(rows[1] == "1,4848201732")
      #expect(rows.last?.split(separator: ",").count == 2)
    }

    @Test("Ctrl-C stops a script that was sourced, and its caller")
    func sourced() throws {
      let folder = TemporaryDirectory()
      // The warning is on the screen at once, so that Ctrl-C is known to come after `x = 1`.
      folder.write("x = 1\ncontext_length = 128K\ny = hours(1e6)\nx = 2\n", to: "s.acct")
      let shell = try Shell(columns: 160)
      try shell.defineHours()
      shell.pty.type("source \"\(folder.file("s.acct"))\"\r")
      try shell.pty.expect("W02")
      try shell.pty.wait(for: "the computation") { $0.echoes }
      shell.pty.press(.controlC)
      try shell.pty.expect("interrupted; everything is kept")
      try shell.expectPrompt()
      #expect(try shell.enter("x") == "1")
    }

    @Test("Ctrl-C ends a script of the command line with status 130")
    func script() throws {
      let home = TemporaryDirectory()
      home.write(Shell.hours.joined(separator: "\n") + "\nprint \"begun\"\nhours(1e6)\n", to: "s.acct")
      let pty = try Pty(Products.path(of: "acct"), [home.file("s.acct")], environment: ["HOME": home.path])
      try pty.expect("begun")
      pty.press(.controlC)
      #expect(try pty.exitStatus() == 130)
    }

    @Test("Ctrl-Z gives the terminal back, and fg brings the line again")
    func suspended() throws {
      let home = TemporaryDirectory()
      let pty = try Pty(
        "/bin/bash", ["--norc", "--noprofile", "-i"],
        environment: ["PS1": "$ ", "EDITRC": "/nonexistent", "INPUTRC": "/dev/null", "HOME": home.path])
      try pty.expectLine("$ ", cursor: 2)
      pty.type(Products.path(of: "acct") + " --color never\r")
      try pty.expectLine("acct> ", cursor: 6)
      pty.type("1 + ")
      try pty.expectLine("acct> 1 + ", cursor: 10)
      pty.press(.controlZ)
      try pty.expect("Stopped")
      pty.type("fg\r")
      try pty.expectLine("acct> 1 + ", cursor: 10)
      pty.type("41\r")
      try pty.expect("\n42\n")
    }

    @Test("A window made narrower keeps the line, and answers fit it")
    func resized() throws {
      let shell = try Shell(columns: 120)
      try shell.type("memory.sta")
      shell.pty.resize(columns: 60, rows: 40)
      try shell.pty.expectLine("acct> memory.sta")
      shell.pty.type("tic\r")
      try shell.pty.expect("3_047_362_560 bytes  3.05 GB")
      try shell.expectPrompt()
      let rows = try shell.enter("memory").split(separator: "\n")
      let widest = rows.map { $0.count }.max() ?? 0
      #expect(rows.first?.hasPrefix("memory") == true)
      #expect(widest <= 60)
      #expect(rows.contains { $0.hasPrefix("└─ activations") })
    }
  }
}
