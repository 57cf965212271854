import CPty
import PtyDriver
import Testing

extension ShellTests {
  @Suite(.serialized)
  struct ConversationTests {
    @Test("A what-if session: a model, its memory, an override, another unit, a division")
    func session() throws {
      let shell = try Shell()
      #expect(try shell.enter("use gpt2-xl").contains("num_layers 48"))
      #expect(try shell.enter("params").contains("1_557_611_200 params     1.56B   100.0%"))
      #expect(try shell.enter("memory.static") == "24_921_779_200 bytes  24.92 GB")
      #expect(try shell.enter("-> GiB") == "≈ 23.2102 GiB")
      #expect(try shell.enter("with num_layers = 1") == "1_804_697_600 bytes  1.80 GB")
      #expect(try shell.enter("* 2") == "3_609_395_200 bytes  3.61 GB")
      #expect(try shell.enter("/ 2 bytes") == "1_804_697_600  1.80B")
      #expect(try shell.enter("_ + 1") == "1_804_697_601  1.80B")
    }

    @Test("What goes on from a value names the conventions the value rests on")
    func conventions() throws {
      let shell = try Shell()
      let asked = try shell.enter("memory.activations -> GB")
      let converted = try shell.enter("-> GiB")
      #expect(asked.contains("convention: activation_rule = saved"))
      #expect(converted.contains("convention: activation_rule = saved"))
    }

    @Test("The line under a tree that was cut can be typed as it stands")
    func openingTheRest() throws {
      let shell = try Shell(rows: 100)
      for ledger in ["params", "memory.activations", "flops.forward"] {
        let hint = try #require(
          try shell.enter(ledger).split(separator: "\n").first { $0.hasPrefix("… tree") })
        let command = hint.dropFirst("… ".count).split(separator: "   ")[0]
        #expect(command == "tree \(ledger) all")
        #expect(try shell.enter(String(command)).contains("100.0%"))
      }
    }

    @Test("A binding is echoed, a live one explained the first time")
    func bindings() throws {
      let shell = try Shell()
      #expect(try shell.enter("mfu = 50%") == "mfu = 0.5")
      #expect(try shell.enter("a := 2 * batch_size").contains(":= is live"))
      #expect(try shell.enter("b := a + 1") == "b := a + 1   = 3")
      #expect(try shell.enter("batch_size = 8") == "batch_size = 8")
      #expect(try shell.enter("b") == "17")
      #expect(try shell.enter("f(n) := n * batch_size") == "f(n) := n * batch_size")
      #expect(try shell.enter("f(3)") == "24")
    }

    @Test("What was changed is taken back, done again, and listed")
    func undoing() throws {
      let shell = try Shell()
      _ = try shell.enter("batch_size = 8")
      _ = try shell.enter("d_ff = 6000")
      #expect(try shell.enter("undo 2").contains("undid: batch_size = 8\n  batch_size = 1"))
      #expect(try shell.enter("redo") == "redid: batch_size = 8\n  batch_size = 8")
      #expect(try shell.enter("history 2") == "4  redo\n5  history 2")
      #expect(try shell.enter("d_ff = 12").hasPrefix("d_ff = 12"))
      #expect(try shell.enter("redo").contains("there is nothing left to redo"))
    }

    @Test("An error marks its place and the session goes on; its longer text is offered once")
    func errors() throws {
      let shell = try Shell()
      let first = try shell.enter("memry")
      #expect(
        first
          == "E01 unknown name\n    memry\n    ^^^^^ there is no memry. Did you mean memory?\nexplain E01 says more"
      )
      let second = try shell.enter("parms")
      #expect(!second.contains("says more"))
      #expect(try shell.enter("1 + 1") == "2")
    }

    @Test("A bracket that is open is continued on the next line, and an empty line gives up")
    func continuation() throws {
      let shell = try Shell()
      shell.pty.type("sum(1..\r")
      try shell.pty.expectLine("  ... ", cursor: 6)
      #expect(try shell.enter("48 step 2)") == "576")
      shell.pty.type("[1, 2\r")
      try shell.pty.expectLine("  ... ", cursor: 6)
      #expect(try shell.enter("").contains("\"[\" is never closed"))
    }

    @Test("A pasted block of lines is run as one entry, in order")
    func paste() throws {
      let shell = try Shell()
      shell.pty.type(Key.paste("a = 2\nb = a * 3\n"))
      try shell.pty.expect("b = a * 3")
      shell.pty.press(.enter)
      try shell.pty.expect("a = 2\nb = 6\nacct>")
    }

    @Test("No line of help is broken within a word", arguments: [64, 80, 120])
    func wrapping(columns: Int) throws {
      let shell = try Shell(columns: columns, rows: 60)
      for page in ["help", "help language", "conventions", "use gpt2-xl", "help activation_rule", "E24"] {
        let wholeWords = Set(
          try Shell(columns: 400, rows: 60).enter(page).split(whereSeparator: \.isWhitespace))
        let words = try shell.enter(page).split(whereSeparator: \.isWhitespace)
        let torn = words.filter { !wholeWords.contains($0) }
        #expect(torn.isEmpty, "\(page) at \(columns) columns")
      }
    }

    @Test("The shell ends with Ctrl-D on an empty line, or with quit")
    func endings() throws {
      let first = try Shell()
      first.pty.press(.controlD)
      #expect(try first.pty.exitStatus() == 0)
      let second = try Shell()
      second.pty.type("quit\r")
      #expect(try second.pty.exitStatus() == 0)
    }

    @Test("-i stays at the prompt with what the script set")
    func staysInteractive() throws {
      let folder = TemporaryDirectory()
      folder.write("x = 41\nprint \"from the script\"\n", to: "a.acct")
      let shell = try Shell(["--color", "never", "-i", folder.file("a.acct")])
      try shell.pty.expect("from the script")
      #expect(try shell.enter("x + 1") == "42")
    }
  }
}
