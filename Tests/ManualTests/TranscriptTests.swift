import Foundation
import Testing

@testable import Shell

@Suite("Transcripts")
struct TranscriptTests {
  @Test("Only blocks fenced as acct are read; an entry may have several lines")
  func reading() {
    let page = """
      ```sh
      acct> no
      ```
      ```acct
      acct> [1,
        ... 2]
      [1, 2]

      acct> x = 3
      ```
      acct> no
      ~~~~ acct session
      acct>
      ```
      ~~~~
      ````md
      ```acct
      acct> no
      ```
      ````
      """
    let entries = Transcript(markdown: page).entries
    #expect(
      entries == [
        Transcript.Entry(line: 5, input: "[1,\n2]", output: ["[1, 2]"]),
        Transcript.Entry(line: 9, input: "x = 3", output: []),
        Transcript.Entry(line: 13, input: "", output: ["```"]),
      ])
  }

  @Test("... stands for any lines, none included")
  func ellipsis() {
    func matches(_ actual: [String], _ expected: [String]) -> Bool {
      TranscriptLine.match(actual, expected)
    }
    #expect(matches(["a", "b", "c"], ["a", "...", "c"]))
    #expect(matches(["a", "c"], ["a", "...", "c"]))
    #expect(matches(["a", "b"], ["..."]))
    #expect(matches(["x", "a", "b", "a", "c"], ["...", "a", "...", "a", "c"]))
    #expect(!matches(["a", "b"], ["...", "a"]))
    #expect(!matches(["a", "b"], ["a"]))
    let many = Array(repeating: "a", count: 2_000)
    #expect(!matches(many, Array(repeating: ["...", "a"], count: 30).flatMap { $0 } + ["b"]))
  }

  @Test(
    "A number counts to the digits written, and ... in a line stands for any text",
    arguments: [
      ("34.0329 GB", "34.03 GB"), ("1_600_000_000", "1.6e9"), ("d = 2.675", "d = 2.68"), ("1e-5", "0.00001"),
      ("memory   34_032 bytes", "memory   34032 bytes"), ("a     2_127   x", "a   2.1e3   x"), ("2.4", "2"),
      ("memory 1 GB saved", "memory ... saved"), ("memory", "...ory"), ("x = 2.7183 and on", "x = 2.72 ..."),
      ("x", "x..."), ("340282366920938463463374607431768211456", "3.4028e38"),
    ])
  func close(found: String, written: String) { #expect(TranscriptLine.agree(found, written)) }

  @Test(
    "What differs in the digits written, in a word, a unit or in spaces alone is a difference",
    arguments: [
      ("34.0329 GB", "34.04 GB"), ("50_258", "50_257"), ("1_700_000_000", "1.6e9"), ("34.03 GB", "34.03 GiB"),
      ("fp32", "fp16"), ("a  b 1", "a b 1"), ("memory 1 GB", "memory ... saved"), ("≈ 2", "2"), ("2", "≈ 2"),
      ("-2", "2"), ("1 2", "1"), ("", "1"), ("34 GB", "34.1 GB"),
    ])
  func far(found: String, written: String) { #expect(!TranscriptLine.agree(found, written)) }

  @Test("A difference says where it is and what came instead")
  func difference() throws {
    let page = "```acct\nacct> 1 + 1\n3\nacct> 2 + 2\n4\n```"
    let differences = try Transcript(markdown: page).differences(files: Files.none)
    let expected = [
      Transcript.Difference(entry: Transcript.Entry(line: 2, input: "1 + 1", output: ["3"]), actual: ["2"])
    ]
    #expect(differences == expected)
  }

  /// A page whose entries print what `answers` say, brought up to date.
  private func updated(_ page: String, _ answers: [String]) -> String {
    var answers = answers[...]
    let differences = Transcript(markdown: page).differences { _ in answers.popFirst() ?? "" }
    return Transcript.updating(page, with: differences)
  }

  @Test("An update writes what came, and keeps what holds as it is written")
  func updating() throws {
    let page = "```acct\nacct> 1 + 1\n3\nacct> 2 + 2\n\nacct> [1,\n  ... 2]\n...\nacct> 1 / 3\n≈ 0.33\n```"
    let differences = try Transcript(markdown: page).differences(files: Files.none)
    let expected =
      "```acct\nacct> 1 + 1\n2\nacct> 2 + 2\n4\n\nacct> [1,\n  ... 2]\n...\nacct> 1 / 3\n≈ 0.33\n```"
    #expect(Transcript.updating(page, with: differences) == expected)
    let other = "```acct\nacct> a\n0.33\nx\n```"
    #expect(updated(other, ["0.3333\ny\nz"]) == "```acct\nacct> a\n0.33\ny\nz\n```")
  }

  @Test("An update keeps ... where something is still left out there")
  func updatingShortened() {
    func page(_ answer: String) -> String { "```acct\nacct> a\n\(answer)\n```\n" }
    #expect(updated(page("1\n...\n3"), ["1\n2\n4"]) == page("1\n...\n4"))
    #expect(updated(page("1\n...\n9\n...\n3"), ["1\n2\n8\n2\n3"]) == page("1\n...\n3"))
    #expect(updated(page("0\n...\n3\n...\n5"), ["1\n2\n3\n4\n5"]) == page("1\n...\n3\n...\n5"))
    #expect(updated(page("x\n...\ny"), ["1"]) == page("1"))
    #expect(updated(page("...\ny"), ["1\n2"]) == page("...\n2"))
  }

  @Test("Lines before the first prompt of a block belong to no entry, so that what stands between stays")
  func betweenBlocks() {
    let page = "```acct\nacct> a\n1\n```\nprose\n```acct\nno prompt\nacct> b\n2\n```\n"
    #expect(Transcript(markdown: page).entries.map(\.output) == [["1"], ["2"]])
    #expect(updated(page, ["3", "4"]) == page.replacing("1\n", with: "3\n").replacing("2\n", with: "4\n"))
  }

  @Test("A block may stand in a list")
  func indented() {
    let page = "- see\n\n  ```acct\n  acct> [1,\n    ... 2]\n  3\n  ```\n"
    let entries = [Transcript.Entry(line: 4, input: "[1,\n2]", output: ["3"], indent: 2)]
    #expect(Transcript(markdown: page).entries == entries)
    #expect(updated(page, ["4\n\n5"]) == page.replacing("  3\n", with: "  4\n\n  5\n"))
  }

  @Test("Any text is a page: nothing in it traps, and what holds is not touched")
  func anyText() {
    var state: UInt64 = 7
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let pieces = [
      "```acct\n", "```\n", "~~~\n", "acct> 1\n", "  ... 2\n", "...\n", "1\n", "\r\n", "é\n", "acct>", "   ",
    ]
    for _ in 0..<2_000 {
      let page = (0..<12).map { _ in pieces[next(pieces.count)] }.joined()
      let transcript = Transcript(markdown: page)
      let differences = transcript.differences { _ in "1" }
      let updated = Transcript.updating(page, with: differences)
      #expect(Transcript(markdown: updated).differences { _ in "1" } == [], "\(page)")
      #expect(!differences.isEmpty || updated == page)
    }
  }

  @Test("A page with the line ends of Windows keeps them")
  func windows() {
    let page = "```acct\r\nacct> a\r\n1\r\n...\r\nx\r\n```\r\n"
    #expect(updated(page, ["1\ny"]) == "```acct\r\nacct> a\r\n1\r\ny\r\n```\r\n")
    #expect(updated(page, ["1\n2\nx"]) == page)
  }

  @Test("Every session shown in a page is what acct answers", arguments: ["README.md", "CONTRIBUTING.md"])
  func pages(path: String) throws {
    let page = try contents(path)
    let transcript = Transcript(markdown: page)
    let differences = try transcript.differences(files: Files.none)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      let updated = Transcript.updating(page, with: differences)
      try Data(updated.utf8).write(to: root.appendingPathComponent(path))
    }
    for difference in differences {
      Issue.record(
        """
        \(path):\(difference.entry.line): \(difference.entry.input)
        the page says
        \(difference.entry.output.joined(separator: "\n"))
        acct says
        \(difference.actual.joined(separator: "\n"))
        """)
    }
    #expect(path != "README.md" || transcript.entries.count >= 8)
  }

  @Test("The README's script fails as it says, and its command prints what it says")
  func script() throws {
    let page = try contents("README.md")
    let start = try #require(page.range(of: "#!/usr/bin/env acct"))
    let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
    let script = page[start.lowerBound..<end.lowerBound]
    try inTemporaryFolder { folder in
      try Data(script.utf8).write(to: folder.appendingPathComponent("budget.acct"))
      let run = try shell("acct budget.acct", in: folder)
      #expect(run.status == 1)
      #expect(page.contains(run.output))
    }
    let command = try #require(page.split(separator: "\n").first { $0.hasPrefix("$ acct ") })
    let answer = try shell(String(command.dropFirst(2))).output
    #expect(page.contains(command + "\n" + answer))
  }
}
