import Accounting
import Formulas
import Foundation
import Testing

@testable import Shell

/// Every line that help, the manual or the examples show can be typed as it stands.
@Suite("Documented examples")
struct ExampleTests {
  /// Where an example starts: a model, what a run needs, and the files that examples name.
  private static let preamble = "use cs336-gpt2-xl; use a100; mfu = 50%; steps = 400k; price = 2 $/hour; "

  private static let folder: TemporaryFolder = {
    let folder = TemporaryFolder()
    _ = folder.write("budget.acct", "print \"a budget\"\n")
    _ = folder.write(
      "cluster.acct", "## Our own machine.\naccelerator ours { fp32 = 10 TFLOP/s; memory = 40 GB }\n")
    _ = folder.write(
      "llama-3-8b/config.json",
      #"""
      {"model_type": "llama", "vocab_size": 128256, "hidden_size": 4096, "num_hidden_layers": 32,
       "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336}
      """#)
    return folder
  }()

  /// Runs `lines` together as one script would; nil when all went well.
  private func failure(_ lines: [String]) throws -> String? {
    let session = try Recorder.session(files: { path in
      let bytes = FileManager.default.contents(atPath: Self.folder / path)
      return bytes.map { .success([UInt8]($0)) } ?? .failure(Files.Failure("not there"))
    })
    session.run(Self.preamble)
    session.run(lines.joined(separator: "\n"))
    return session.status == 0 ? nil : session.messages
  }

  @Test("of commands run", arguments: Command.all.map(\.verb.rawValue))
  func commands(_ verb: String) throws {
    let command = try #require(Command.all.first { $0.verb.rawValue == verb })
    #expect(!command.example.isEmpty)
    for example in command.example {
      let failure = try failure([example])
      #expect(failure == nil, "\(example)")
    }
  }

  @Test("of functions run", arguments: Function.all.map(\.name))
  func functions(_ name: String) throws {
    let function = try #require(Function.named(name))
    let failure = try failure([function.example])
    #expect(failure == nil, "\(function.example)")
  }

  @Test("of topics run, section by section", arguments: Topic.all.map(\.name))
  func topics(_ name: String) throws {
    for section in try #require(Topic.all.first { $0.name == name }).sections {
      let failure = try failure(section.examples)
      #expect(failure == nil, "\(section.examples)")
    }
  }

  @Test("Everything that completion offers has a help page, and the page's examples run")
  func helpPages() throws {
    let session = try Recorder.session()
    session.run(Self.preamble)
    let completer = Completer(session.session)
    // An empty word offers the most useful names only; a letter, all that begin with it.
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    let offered = Set(
      letters.flatMap { completer.complete("help \($0)", cursor: 6)?.candidates.map(\.text) ?? [] }
    ).sorted()
    #expect(offered.count > 150)
    for name in offered {
      session.clear()
      session.run("help \(name)")
      #expect(session.messages == "", "help \(name)")
      for example in Self.examples(in: session.output) {
        let failure = try failure([example])
        #expect(failure == nil, "\(example), from help \(name)")
      }
    }
  }

  @Test("Whatever completion offers first on a line is something info knows")
  func firstWords() throws {
    let session = try Recorder.session()
    session.run(Self.preamble)
    let offered = try #require(Completer(session.session).complete("", cursor: 0)).candidates.map(\.text)
    for name in offered {
      session.clear()
      session.run("info \(name)")
      #expect(session.messages == "", "info \(name)")
    }
  }

  /// What stands under `try` on a page of help.
  private static func examples(in page: String) -> [String] {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let start = lines.lastIndex(of: "  try") else { return [] }
    return lines[(start + 1)...].filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
  }

  private static let paths: [String] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    return ["examples", "lessons"].flatMap { folder in
      let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/scripts/\(folder)")) ?? []
      return files.filter { $0.hasSuffix(".acct") }.sorted().map { "\(root)/scripts/\(folder)/\($0)" }
    }
  }()

  @Test("Scripts in scripts/ run to their end", arguments: paths)
  func scripts(_ path: String) {
    let outcome = AcctProcess.run(path)
    #expect(outcome.messages == "")
    #expect(outcome.status == 0)
  }

  @Test(
    "Every code has an explanation and a golden script that provokes it", arguments: Diagnostic.Code.allCases)
  func codes(_ code: Diagnostic.Code) {
    #expect(code.explanation.utf8.count > 30)
    // Interruptions have a test of their own.
    guard code != .interrupted else { return }
    // What these say depends on the machine; the tests of measure and of lessons provoke them.
    if [.noRoom, .noisyMachine, .measurementFile, .lessonFile].contains(code) { return }
    let name = code.rawValue + "-"
    #expect(Golden.all.contains { $0.name.hasPrefix(name) }, "\(code.rawValue)")
  }
}
