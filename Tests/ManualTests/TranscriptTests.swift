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

  @Test("Every session shown in a page is what acct answers", arguments: ["README.md", "CONTRIBUTING.md"])
  func pages(path: String) throws {
    let transcript = Transcript(markdown: try contents(path))
    for difference in try transcript.differences(files: Files.none) {
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
}
