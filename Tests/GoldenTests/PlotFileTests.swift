import Foundation
import Testing

/// Image files, drawn by gnuplot, which `scripts/test` installs.
@Suite("Plots in files")
struct PlotFileTests {
  private let folder = TemporaryFolder()

  /// Runs `code` where the files go.
  private func run(_ code: String, path: String? = nil, limit: Double = 60) -> AcctProcess.Outcome {
    process(code, path: path, limit: limit).run()
  }

  private func process(_ code: String, path: String? = nil, limit: Double = 60) -> AcctProcess {
    var process = AcctProcess(arguments: ["-n", "-c", "use cs336-gpt2-xl; " + code])
    process.directory = folder.path
    process.limit = limit
    if let path { process.environment["PATH"] = path }
    return process
  }

  private func bytes(_ name: String) -> [UInt8] {
    [UInt8](FileManager.default.contents(atPath: folder / name) ?? Data())
  }

  private func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

  private var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  /// A program called gnuplot that does what `script` says; the `PATH` that finds it first.
  private func standIn(_ script: String) -> String {
    // Another process writes it: a program that a child of ours still holds open for writing can't be started.
    let writer = AcctProcess(
      command: "/bin/sh", arguments: ["-c", "cat >\"$0\"; chmod +x \"$0\"", folder / "gnuplot"],
      input: Array("#!/bin/sh\n\(script)".utf8))
    #expect(writer.run().status == 0)
    return folder.path + ":/usr/bin:/bin"
  }

  @Test("An SVG has its lines, its legend, and numbers that people read")
  func svg() {
    let outcome = run(
      "plot memory.activations, memory.static over sequence_length = 1Ki..128Ki step *2 log y > \"x.svg\"")
    #expect(outcome.messages == "" && outcome.output == "" && outcome.status == 0)
    let svg = text("x.svg")
    #expect(svg.hasPrefix("<?xml") && svg.contains("</svg>"))
    for label in [
      "memory.activations", "memory.static", "sequence_length", "GB", "1Ki", "128Ki", "1_000", "10_000",
    ] {
      #expect(svg.contains(">\(label)<"), "\(label)")
    }
    #expect(files == ["x.svg"])
  }

  @Test("A second input is a line for each of its values")
  func secondInput() {
    #expect(run("plot params over d_model = [800, 1600], num_layers = [12, 24] > \"x.svg\"").status == 0)
    let svg = text("x.svg")
    for label in ["num_layers = 12", "num_layers = 24", "d_model", "params", "1_600"] {
      #expect(svg.contains(">\(label)<"), "\(label)")
    }
  }

  @Test("Bars have the rows of the ledger, their values and shares")
  func bars() {
    #expect(run("plot memory > \"x.svg\"; plot memory all > \"all.svg\"").messages == "")
    for label in [
      "weights", "gradients", "optimizer", "activations", "memory   47.47 GB", "17.02 GB   35.8%",
    ] {
      #expect(text("x.svg").contains(">\(label)<"), "\(label)")
    }
    #expect(text("all.svg").contains(">activations.blocks.attention.softmax<"))
    #expect(!text("x.svg").contains("blocks"))
  }

  @Test(
    "PNG and PDF are what their names say", arguments: [("png", "\u{89}PNG\r\n\u{1a}\n"), ("pdf", "%PDF-")])
  func magic(ending: String, magic: String) {
    let outcome = run(
      "plot memory over batch_size = 1..64 > \"x.\(ending)\"; plot memory > \"bars.\(ending)\"")
    #expect(outcome.messages == "" && outcome.status == 0)
    for name in ["x", "bars"] {
      let expected = magic.unicodeScalars.map { UInt8($0.value) }
      #expect(Array(bytes("\(name).\(ending)").prefix(expected.count)) == expected)
    }
  }

  @Test("A name can't tell gnuplot anything")
  func hostileNames() {
    let name = "a'b`touch hacked` $(touch hacked)%d{x}.svg"
    let file = name.replacingOccurrences(of: "{", with: "\\{").replacingOccurrences(of: "}", with: "\\}")
    let outcome = run("plot 50% * params over d_model = [800, 1600] > \"\(file)\"")
    #expect(outcome.messages == "" && outcome.status == 0)
    #expect(files == [name])
    #expect(text(name).contains("50% * params"))
  }

  @Test("What was there stays when the picture fails, and gnuplot's words are handed on")
  func failure() {
    _ = folder.write("x.svg", "old")
    let path = standIn(
      "cat >/dev/null\necho 'gnuplot> set foo' >&2\necho '   line 0: unrecognized option' >&2\nexit 1\n")
    let outcome = run("plot memory > \"x.svg\"", path: path)
    #expect(outcome.status == 3)
    #expect(outcome.messages.contains("E27") && outcome.messages.contains("line 0: unrecognized option"))
    #expect(text("x.svg") == "old")
    #expect(files == ["gnuplot", "x.svg"])
  }

  @Test(
    "A gnuplot that reads nothing, or is killed, is a failure with a message",
    arguments: ["exit 0", "kill -9 $$"])
  func odd(script: String) {
    let outcome = run(
      "plot memory, memory.static over batch_size = 1..20k > \"x.svg\"", path: standIn(script + "\n"))
    #expect(outcome.status == 3 && outcome.messages.contains("drew nothing"))
  }

  @Test("Ctrl-C ends a gnuplot that hangs")
  func hanging() {
    let path = standIn("echo $$ >child\nexec sleep 1000\n")
    var process = process("plot memory > \"x.svg\"", path: path, limit: 30)
    process.environment["PATH"] = path
    let outcome = process.run { acct, _ in
      for _ in 0..<2_000 where bytes("child").isEmpty { usleep(5_000) }
      kill(acct, SIGINT)
    }
    #expect(!outcome.timedOut)
    #expect(outcome.status == 130 && outcome.messages.contains("E31"))
    let child = Int32(text("child").trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(child != nil)
    if let child { #expect(kill(child, 0) == -1 && errno == ESRCH) }
    #expect(!files.contains("x.svg"))
  }

  @Test("The numbers of a plot can be written instead")
  func numbers() {
    let code =
      "plot memory.static over batch_size = 1..2 | csv > \"x.csv\"; plot memory over batch_size = [1] > \"x.json\""
    #expect(run(code).messages == "")
    #expect(text("x.csv") == "batch_size,memory.static (bytes)\n1,34032921600\n2,34032921600\n")
    #expect(text("x.json").contains("\"rows\":[[1,47470889988]]"))
  }
}
