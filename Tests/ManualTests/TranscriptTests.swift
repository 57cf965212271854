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
      """
    let entries = Transcript(markdown: page).entries
    #expect(
      entries == [
        Transcript.Entry(line: 5, input: "[1,\n2]", output: ["[1, 2]"]),
        Transcript.Entry(line: 9, input: "x = 3", output: []),
      ])
  }

  @Test("... stands for any lines, none included")
  func ellipsis() {
    func matches(_ actual: [String], _ expected: [String]) -> Bool {
      Transcript.matches(actual[...], expected[...])
    }
    #expect(matches(["a", "b", "c"], ["a", "...", "c"]))
    #expect(matches(["a", "c"], ["a", "...", "c"]))
    #expect(matches(["a", "b"], ["..."]))
    #expect(!matches(["a", "b"], ["...", "a"]))
    #expect(!matches(["a", "b"], ["a"]))
  }

  @Test("A difference says where it is and what came instead")
  func difference() throws {
    let page = "```acct\nacct> 1 + 1\n3\nacct> 2 + 2\n4\n```"
    let differences = try Transcript(markdown: page).differences(files: Files.none)
    let expected = [
      Transcript.Difference(entry: Transcript.Entry(line: 2, input: "1 + 1", output: ["3"]), actual: ["2"])
    ]
    #expect(differences == expected)
  }

  @Test("An update writes what came, and leaves what is shortened alone")
  func updating() throws {
    let page = "```acct\nacct> 1 + 1\n3\nacct> 2 + 2\n\nacct> [1,\n  ... 2]\n...\nx\n```"
    let differences = try Transcript(markdown: page).differences(files: Files.none)
    let updated = Transcript.updating(page, with: differences)
    #expect(updated == "```acct\nacct> 1 + 1\n2\nacct> 2 + 2\n4\n\nacct> [1,\n  ... 2]\n...\nx\n```")
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
