import Foundation
import Testing

@Suite("The command line")
struct CommandLineTests {
  // MARK: Exit statuses

  @Test("ends with 0 for success", arguments: ["1 + 1", "", "quit", "assert 1 < 2", "# nothing", "help"])
  func success(_ code: String) {
    let outcome = AcctProcess.run(code: code)
    #expect(outcome.status == 0)
    #expect(outcome.messages == "")
  }

  @Test(
    "ends with 1 for what can't be computed",
    arguments: ["assert 2 < 1", "1 / 0", "nothing_known", "time", "params -> GiB"])
  func failure(_ code: String) {
    let outcome = AcctProcess.run(code: code)
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
  }

  @Test("ends with 2 for mistakes of syntax", arguments: ["2 d_model", "n = 7 B", "1 +", "\"", "sweep = 3"])
  func syntax(_ code: String) { #expect(AcctProcess.run(code: code).status == 2) }

  @Test(
    "ends with 2 for mistakes of usage",
    arguments: [
      ["--nonsense"], ["-x"], ["--format", "xml"], ["--color", "blue"], ["-c"], ["--set"],
      ["--set", "d_model"],
      ["--set", "d_model=="], ["--set", "1=2"],
    ])
  func usage(_ arguments: [String]) {
    let outcome = AcctProcess(arguments: arguments).run()
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.messages != "")
  }

  @Test("ends with 3 for files that can't be read")
  func files() {
    let folder = TemporaryFolder()
    for path in [folder / "missing.acct", folder.path, folder / "no/such/folder.acct"] {
      let outcome = AcctProcess.run(path)
      #expect(outcome.status == 3)
      #expect(outcome.messages.contains("E27"))
      #expect(outcome.messages.contains(path))
    }
  }

  @Test("ends with 130 when interrupted")
  func interruption() {
    let folder = TemporaryFolder()
    // Much work in every line, so that there is something to interrupt wherever the signal comes. The warning of
    // the first line says that the script has begun.
    let functions = (1..<60).map { "f\($0)(x) := f\($0 - 1)(x) + f\($0 - 1)(x)\n" }.joined()
    let work = String(repeating: "f16(1)\n", count: 400)
    let script = folder.write(
      "long.acct", "context_length = 128K; print \"begun\"; f0(x) := x\n" + functions + work)
    let outcome = AcctProcess(arguments: ["-n", script]).run { process, messages in
      for _ in 0..<2_000 where (FileManager.default.contents(atPath: messages) ?? Data()).isEmpty {
        usleep(5_000)
      }
      usleep(100_000)
      kill(process, SIGINT)
    }
    #expect(outcome.status == 130)
    #expect(outcome.signal == 0)
    #expect(outcome.output.hasPrefix("begun\n"))
    #expect(outcome.messages.contains("interrupted"))
    #expect(outcome.seconds < 20)
  }

  // MARK: Where the code comes from

  @Test("-c may be repeated, and begin with a sign")
  func codes() {
    let outcome = AcctProcess(arguments: ["-n", "-c", "x = 3", "-c", "-x^2", "-c", "x + 1"]).run()
    #expect(outcome.output == "-9\n4\n")
    #expect(outcome.status == 0)
  }

  @Test("The first -c that fails is the last")
  func failingCode() {
    let outcome = AcctProcess(arguments: ["-n", "-c", "1", "-c", "1 / 0", "-c", "2"]).run()
    #expect(outcome.output == "1\n")
    #expect(outcome.status == 1)
    #expect(outcome.messages.hasPrefix("-c:1:5: error E22: division by zero\n"))
  }

  @Test("With --keep-going the others run all the same")
  func codesKeepGoing() {
    let outcome = AcctProcess(arguments: ["-n", "--keep-going", "-c", "1", "-c", "1 / 0", "-c", "2"]).run()
    #expect(outcome.output == "1\n2\n")
    #expect(outcome.status == 1)
    #expect(outcome.messages.hasPrefix("-c:1:5: error E22: division by zero\n"))
  }

  @Test("Words after -c are its arguments")
  func codeWithArguments() {
    let outcome = AcctProcess(arguments: ["-n", "-c", "args", "7B", "two words"]).run()
    #expect(outcome.output == "[7_000_000_000, two words]\n")
  }

  @Test("A script on standard input", arguments: [["-n", "-"], ["-n"]])
  func standardInput(_ arguments: [String]) {
    let outcome = AcctProcess(arguments: arguments, input: Array("x = 2\nx * 21".utf8)).run()
    #expect(outcome.output == "42\n")
    #expect(outcome.status == 0)
    let failed = AcctProcess(arguments: arguments, input: Array("1\n2 d_model\n".utf8)).run()
    #expect(failed.status == 2)
    #expect(failed.messages.hasPrefix("standard input:2:2: error E05"))
  }

  @Test("Arguments of a script are the list args")
  func arguments() {
    let folder = TemporaryFolder()
    let script = folder.write("args.acct", "args\nargs[1] * 2\n")
    let outcome = AcctProcess.run(script, "80", "a b", "--check", "-n", "--", "-3", "8 GB")
    #expect(outcome.output == "[80, a b, --check, -n, --, -3, 8_000_000_000 bytes]\n160\n")
  }

  @Test("A script with a shebang is a program")
  func shebang() {
    let folder = TemporaryFolder()
    let program = AcctProcess.program
    let script = folder.write("tool.acct", "#!\(program)\nprint \"got\", args[1]\n")
    #expect(chmod(script, 0o755) == 0)
    var process = AcctProcess(arguments: ["42"])
    process.command = script
    let outcome = process.run()
    #expect(outcome.output == "got 42\n")
    #expect(outcome.status == 0)
  }

  @Test("--set binds before anything runs")
  func set() {
    let outcome = AcctProcess(
      arguments: [
        "-n", "--set", "d_model=1024", "--set", "precision = bf16", "--set", "mine=7B", "-c",
        "d_model + mine", "-c", "precision",
      ]
    ).run()
    #expect(outcome.output == "7_000_001_024  7.00B\nbf16\n")
    let wrong = AcctProcess(arguments: ["-n", "--set", "d_modle=1", "--set", "mfu=3", "-c", "1"]).run()
    #expect(wrong.status == 2)
    #expect(wrong.messages.contains("E23"))
    #expect(wrong.output == "")
  }

  @Test("The start-up file is read for -c, not for scripts, and not with -n")
  func startFile() {
    let folder = TemporaryFolder()
    try? FileManager.default.createDirectory(atPath: folder / "acct", withIntermediateDirectories: true)
    _ = folder.write("acct/init.acct", "mine = 5\n")
    let script = folder.write("uses.acct", "mine\n")
    func run(_ arguments: String...) -> AcctProcess.Outcome {
      var process = AcctProcess(arguments: arguments)
      process.environment["XDG_CONFIG_HOME"] = folder.path
      return process.run()
    }
    #expect(run("-c", "mine").output == "5\n")
    #expect(run("-n", "-c", "mine").status == 1)
    #expect(run(script).status == 1)
  }

  // MARK: What it does

  @Test("--check reads without running")
  func check() {
    let outcome = AcctProcess.run(code: "print \"never\"; 1 / 0", "--check")
    #expect(outcome.output == "")
    #expect(outcome.status == 0)
    #expect(AcctProcess.run(code: "2 d_model", "--check").status == 2)
  }

  @Test("--check knows the units that a load brings")
  func checkWithLoad() {
    let folder = TemporaryFolder()
    let units = folder.write("units.acct", "unit nibble, nibbles = 0.5 bytes\n")
    let script = folder.write("script.acct", "load \"\(units)\"\nprint 4 nibbles -> bytes\n")
    #expect(AcctProcess.run("--check", script).status == 0)
    let outcome = AcctProcess.run(script)
    #expect(outcome.output == "2 bytes\n")
    #expect(outcome.messages == "")
  }

  @Test("--strict makes W01 an error")
  func strict() {
    let code = "d_ff = 4 * d_model; params.total with d_model = 1536"
    let lax = AcctProcess.run(code: code)
    #expect(lax.status == 0)
    #expect(lax.messages.contains("warning W01"))
    let strict = AcctProcess.run(code: code, "--strict")
    #expect(strict.status == 1)
    #expect(strict.messages.contains("error W01"))
    #expect(strict.output == "")
  }

  @Test("--safe refuses files", arguments: ["source", "run", "load"])
  func safe(_ verb: String) {
    let folder = TemporaryFolder()
    let path = folder.write("harmless.acct", "unit nibble = 0.5 bytes\n")
    #expect(AcctProcess.run(code: "\(verb) \"\(path)\"").status == 0)
    let outcome = AcctProcess.run(code: "\(verb) \"\(path)\"", "--safe")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("E28"))
  }

  @Test("--keep-going reports all and still fails")
  func keepGoing() {
    let outcome = AcctProcess.run(code: "1 / 0; print \"on\"; nothing_known", "--keep-going")
    #expect(outcome.output == "on\n")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("E22"))
    #expect(outcome.messages.contains("E01"))
  }

  // MARK: Output

  @Test("Values go to standard output, messages to standard error")
  func streams() {
    let outcome = AcctProcess.run(code: "1\ncontext_length = 128K\n2\nnothing_known")
    #expect(outcome.output == "1\n2\n")
    #expect(outcome.messages.contains("W02"))
    #expect(outcome.messages.contains("E01"))
  }

  @Test("Colour: never in a file, unless asked for")
  func color() {
    func run(_ variables: [String: String], _ options: String...) -> Bool {
      var process = AcctProcess(arguments: ["-n"] + options + ["-c", "params; nothing_known"])
      process.environment = variables
      let outcome = process.run()
      let (values, messages) = (outcome.output.contains("\u{1B}"), outcome.messages.contains("\u{1B}"))
      #expect(values == messages)
      return values
    }
    #expect(!run([:]))
    #expect(!run(["TERM": "xterm-256color"]))
    #expect(run([:], "--color", "always"))
    #expect(run(["CLICOLOR_FORCE": "1"]))
    #expect(!run(["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
    #expect(!run(["CLICOLOR_FORCE": "1"], "--color", "never"))
    #expect(run(["NO_COLOR": "1"], "--color", "always"))
  }

  @Test("A full disk is an error of its own")
  func fullDisk() {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    var process = AcctProcess(arguments: ["-n", "-c", "params"])
    process.output = "/dev/full"
    let outcome = process.run()
    #expect(outcome.status == 3)
    #expect(outcome.messages.contains("can't write"))
  }

  @Test("A closed pipe ends it quietly")
  func closedPipe() {
    let folder = TemporaryFolder()
    let script = folder.write("long.acct", String(repeating: "print \"a line of text\"\n", count: 20_000))
    var process = AcctProcess(arguments: ["-c", "\"$0\" -n \"$1\" | head -n 1", AcctProcess.program, script])
    process.command = "/bin/sh"
    let outcome = process.run()
    #expect(outcome.output == "a line of text\n")
    #expect(outcome.messages == "")
    #expect(outcome.status == 0)
  }

  @Test("--version and --help", arguments: ["--version", "--help"])
  func about(_ option: String) {
    let outcome = AcctProcess(arguments: [option]).run()
    #expect(outcome.status == 0)
    #expect(outcome.output != "")
    #expect(outcome.messages == "")
  }
}
