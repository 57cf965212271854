import PtyDriver
import Testing

extension ShellTests {
  @Suite(.serialized)
  struct CompletionTests {
    @Test("TAB finishes a name, and after a command adds what must follow")
    func names() throws {
      let shell = try Shell()
      #expect(try shell.complete("par").line == "params")
      #expect(try shell.complete("expl").line == "explain ")
      #expect(try shell.complete("explain sav").line == "explain saved")
      #expect(try shell.complete("loa").line == "load \"")
      #expect(try shell.complete("x = num_l").line == "x = num_layers")
      _ = try shell.enter("my_budget = 80 GB")
      #expect(try shell.complete("memory <= my_").line == "memory <= my_budget")
    }

    @Test("An empty line offers commands, ledgers and the names of the session, not everything")
    func emptyLine() throws {
      let shell = try Shell()
      _ = try shell.enter("mine = 1")
      let list = try shell.complete("").list
      let words = list.split(whereSeparator: \.isWhitespace)
      for word in ["use", "explain", "memory", "mine"] { #expect(words.contains(Substring(word))) }
      for word in ["autocast", "batch_size", "bfloat16"] { #expect(!words.contains(Substring(word))) }
    }

    @Test("After a dot come the members, of ledgers and of accelerators")
    func members() throws {
      let shell = try Shell()
      let list = try shell.complete("params.").list
      for member in ["embedding", "blocks", "block", "final_norm", "total"] { #expect(list.contains(member)) }
      #expect(try shell.complete("params.block.att").line == "params.block.attention")
      #expect(try shell.complete("a100.mem").line == "a100.memory")
    }

    @Test("After use come presets, families and accelerators, hyphens and all")
    func subjects() throws {
      let shell = try Shell(rows: 200)
      let words = Shell.words(try shell.complete("use ").list)
      #expect(words.first == "cs336-gpt2-small")
      #expect(words.contains("cs336-gpt2-xl") && words.contains("cs336") && words.contains("h100-sxm"))
      #expect(Set(words).count == words.count)
      #expect(try shell.complete("use gpt2-x").line == "use gpt2-xl")
      #expect(try shell.complete("use h100-s").line == "use h100-sxm")
    }

    @Test("After lesson come the lessons by name, after goto the steps of the one that is open")
    func lessons() throws {
      let shell = try Shell(rows: 200)
      #expect(try shell.complete("lesson cou").line == "lesson counting-parameters")
      let words = Shell.words(try shell.complete("lesson ").list)
      for word in ["activations", "auditing-a-worked-solution", "resume", "forget"] {
        #expect(words.contains(word), "\(word)")
      }
      #expect(try shell.complete("lesson forget acti").line == "lesson forget activations")
      #expect(try shell.complete("predi").line == "predict ")
      try shell.take("lesson 1", at: "1/10")
      shell.pty.type("goto \t\t")
      try shell.pty.expect("4   One block")
    }

    @Test("What can be compared are names of models and machines, and expressions")
    func items() throws {
      let shell = try Shell(rows: 200)
      _ = try shell.enter("scenario tiny: num_layers = 2")
      let words = Shell.words(try shell.complete("compare ").list)
      for word in ["memory", "tiny", "gpt2-xl", "a100"] { #expect(words.contains(word), "\(word)") }
      #expect(try shell.complete("compare gpt2, cs336-gpt2-x").line == "compare gpt2, cs336-gpt2-xl")
      #expect(try shell.complete("compare gpt2, gpt2-xl : par").line == "compare gpt2, gpt2-xl : params")
      #expect(try shell.complete("compare memory, memory with batch_s").line.hasSuffix("with batch_size"))
      #expect(try shell.complete("wha").line == "what ")
      #expect(try shell.complete("what ch").line == "what changed")
    }

    @Test("After an arrow come the units that measure the value, and the formats")
    func conversions() throws {
      let shell = try Shell()
      let bytes = Shell.words(try shell.complete("memory -> ").list)
      #expect(bytes.contains("GiB") && bytes.contains("bytes") && bytes.contains("human"))
      #expect(!bytes.contains("TFLOP") && !bytes.contains("days"))
      let rates = Shell.words(try shell.complete("flops.forward / 3 s to ").list)
      #expect(rates.contains("TFLOP/s") && !rates.contains("GB"))
      #expect(try shell.complete("flops.forward / 3 s -> TF").line == "flops.forward / 3 s -> TFLOP/s")
      let counts = Shell.words(try shell.complete("params -> ").list)
      #expect(counts == ["human", "exact", "sci", "hex", "percent"])
      _ = try shell.enter("3 days")
      #expect(try shell.complete("-> ho").line == "-> hour")
    }

    @Test("After a number come units, by one spelling each until a letter is typed")
    func units() throws {
      let shell = try Shell()
      let words = try shell.complete("80 ").list.split(whereSeparator: \.isWhitespace)
      #expect(words.contains("GB") && words.contains("hours"))
      #expect(!words.contains("hour") && !words.contains("FLOPs") && !words.contains("memory"))
      #expect(try shell.complete("80Gi").line == "80GiB")
      #expect(try shell.complete("x = 3 weeks + 2 ye").line == "x = 3 weeks + 2 year")
      #expect(try shell.complete("300 GB/hou").line == "300 GB/hour")
    }

    @Test("What measure takes, its settings and their words")
    func measure() throws {
      let shell = try Shell()
      #expect(try shell.complete("measure roof").line == "measure roofline")
      #expect(try shell.complete("measure adamw wi").line == "measure adamw with")
      #expect(Shell.words(try shell.complete("measure adamw with ").list).contains("seconds"))
      #expect(try shell.complete("measure adamw with params = 4k, kern").line.hasSuffix(", kernel"))
      #expect(try shell.complete("measure adamw with kernel = vec").line.hasSuffix("= vector"))
      #expect(try shell.complete("measure adamw over ").line == "measure adamw over sizes")
    }

    @Test("Behind = come the named values of the input")
    func values() throws {
      let shell = try Shell()
      #expect(Shell.words(try shell.complete("precision = ").list).prefix(3) == ["fp32", "amp", "bf16"])
      #expect(try shell.complete("memory with precision = b").line == "memory with precision = bf16")
      #expect(try shell.complete("recompute == sel").line == "recompute == selective")
      #expect(try shell.complete("accelerator = h100-s").line == "accelerator = h100-sxm")
    }

    @Test("Behind as come notations, behind a bar formats")
    func notations() throws {
      let shell = try Shell()
      #expect(try shell.complete("explain params as la").line == "explain params as latex")
      #expect(Shell.words(try shell.complete("explain params as ").list) == ["latex", "mathml"])
      #expect(try shell.complete("params | ht").line == "params | html")
      #expect(try shell.complete("tree params as lat").line == "tree params as lat")
    }

    @Test("Behind with come inputs, and behind its commas")
    func overrides() throws {
      let shell = try Shell()
      #expect(try shell.complete("memory wi").line == "memory with ")
      #expect(try shell.complete("memory with batch").line == "memory with batch_size")
      let list = try shell.complete("memory with batch_size = 8, ").list
      #expect(list.contains("precision") && !list.contains("sqrt"))
    }

    @Test("Behind over come inputs too")
    func domains() throws {
      let shell = try Shell()
      #expect(try shell.complete("plot memory over batch").line == "plot memory over batch_size")
      let list = try shell.complete("plot memory over batch_size = 1..8, ").list
      #expect(list.contains("precision") && !list.contains("sqrt"))
    }

    @Test("A continued line is completed as the end of what was begun")
    func continuation() throws {
      let shell = try Shell()
      shell.pty.type("memory with precision =\r")
      try shell.pty.expectLine("  ... ", cursor: 6)
      shell.pty.type("bf\t|")
      try shell.pty.expectLine("  ... bf16|")
      shell.pty.press(.controlC)
      try shell.expectPrompt()
      shell.pty.type("sum(\r")
      try shell.pty.expectLine("  ... ", cursor: 6)
      shell.pty.type("expl\t|")
      try shell.pty.expectLine("  ... expl|")
    }

    @Test("In quotation marks come scripts and folders, and a chosen file closes them")
    func files() throws {
      let folder = TemporaryDirectory()
      folder.write("", to: "cluster.acct")
      folder.write("", to: "cluster.txt")
      let shell = try Shell(columns: 160)
      for verb in ["load", "source", "run"] {
        let line = "\(verb) \"\(folder.path)/"
        #expect(try shell.complete(line + "cl").line == line + "cluster.acct\"")
      }
      #expect(try shell.complete("print \"mem").line == "print \"mem")
      #expect(try shell.complete("print \"{memo").line == "print \"{memory")
    }

    @Test("Commands that take words offer them")
    func words() throws {
      let shell = try Shell()
      #expect(try shell.complete("list pres").line == "list presets")
      #expect(try shell.complete("set hi").line == "set hints")
      #expect(try shell.complete("set format ").list.contains("json"))
      #expect(try shell.complete("help lang").line == "help language")
      _ = try shell.enter("d_ff = 64")
      #expect(try shell.complete("unset ").line == "unset d_ff")
    }

    @Test("A hint shows what a command takes and how a name ends, and set hints off ends that")
    func hints() throws {
      let shell = try Shell()
      try expectHint("use", " NAME", shell)
      try expectHint("mem", "ory  Bytes on one device", shell)
      try shell.type("memx")
      #expect(shell.pty.screen.ghost(shell.pty.screen.row).isEmpty)
      shell.pty.press(.controlC)
      try shell.expectPrompt()
      _ = try shell.enter("set hints off")
      let before = shell.pty.written.count
      try shell.type("mem")
      _ = try shell.enter("ory.static")
      let dim = "\u{1B}[2m"
      #expect(!String(decoding: shell.pty.written[before...], as: UTF8.self).contains(dim))
    }

    private func expectHint(_ line: String, _ hint: String, _ shell: Shell) throws {
      try shell.type(line)
      try shell.pty.wait(for: "the hint `\(hint)`") { $0.screen.ghost($0.screen.row).hasPrefix(hint) }
      shell.pty.press(.controlC)
      try shell.expectPrompt()
    }

    @Test("TAB does not wait for a computation that takes long")
    func slowMembers() throws {
      let shell = try Shell()
      try shell.defineHours()
      let list = try shell.complete("hours(1e6) -> ").list
      #expect(list.contains("GiB") && list.contains("TFLOP"))
      #expect(try shell.enter("1 + 1") == "2")
    }
  }
}
