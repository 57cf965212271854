import Foundation
import Testing

/// `stage/name.acct` beside `stage/name.out`: what a script prints, in folders named after the stage that speaks.
///
/// `RECORD=1 scripts/test --filter Golden` writes the `.out` files anew; read the difference before keeping it. A first
/// line `#!acct …` gives options, with `-` among them the script on standard input, and `NAME=value` the environment.
struct Golden: CustomStringConvertible, Sendable {
  let stage: String
  let name: String

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
  var description: String { "\(stage)/\(name)" }
  var folder: String { Golden.root + "/" + stage }
  var script: String { "\(folder)/\(name).acct" }
  var expectation: String { "\(folder)/\(name).out" }

  static let stages = [
    "lexing", "syntax", "units", "evaluation", "worksheet", "ledgers", "models", "explaining", "commands",
    "formats", "searching", "machines", "published", "pages", "lessons",
  ]

  static let all: [Golden] = stages.flatMap { stage in
    let files = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + stage)) ?? []
    return files.filter { $0.hasSuffix(".acct") }.sorted().map {
      Golden(stage: stage, name: String($0.dropLast(5)))
    }
  }

  /// Values, then messages, then the exit status.
  func run() -> String {
    let bytes = [UInt8](FileManager.default.contents(atPath: script) ?? Data())
    let first = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let words = first.hasPrefix("#!acct ") ? first.dropFirst(7).split(separator: " ").map(String.init) : []
    let readsInput = words.contains("-")
    let options = words.filter { $0 != "-" && !$0.contains("=") }
    var process = AcctProcess(arguments: ["-n"] + options + (readsInput ? [] : ["\(name).acct"]))
    process.directory = folder
    if readsInput { process.input = bytes }
    for word in words where word.contains("=") {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      process.environment[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
    let outcome = process.run()
    var text = outcome.output
    func line(_ line: String) {
      if !text.isEmpty, !text.hasSuffix("\n") { text += "⏎\n" }
      text += line + "\n"
    }
    if !outcome.messages.isEmpty {
      line("── messages")
      text += outcome.messages
    }
    line(
      outcome.timedOut
        ? "── timed out" : outcome.signal != 0 ? "── signal \(outcome.signal)" : "── status \(outcome.status)"
    )
    return text
  }
}

@Suite("Golden scripts")
struct GoldenTests {
  private static let records = ProcessInfo.processInfo.environment["RECORD"] == "1"

  @Test("A script prints what is written beside it", arguments: Golden.all)
  func golden(_ golden: Golden) throws {
    let printed = golden.run()
    if Self.records {
      try printed.write(toFile: golden.expectation, atomically: true, encoding: .utf8)
      return
    }
    let expected = (try? String(contentsOfFile: golden.expectation, encoding: .utf8)) ?? ""
    #expect(printed == expected)
  }

  @Test("Every expectation has its script")
  func noOrphans() throws {
    for stage in Golden.stages {
      let files = try FileManager.default.contentsOfDirectory(atPath: Golden.root + "/" + stage)
      let orphans = files.filter { $0.hasSuffix(".out") && !files.contains($0.dropLast(4) + ".acct") }
      #expect(orphans == [])
    }
  }
}
