import Foundation
import Testing

@Suite("acct --test")
struct PageTestTests {
  static let page = """
    # Two and two

    ```acct
    acct> 2 + 2
    4
    acct> 1 / 3
    ≈ 0.333
    acct> use gpt2-xl
    ...
      ...1_600
    ...
    ```

    """

  @Test("A page that holds says so; a number may be written shorter than it is")
  func holds() throws {
    try inTemporaryFolder { folder in
      try Data(Self.page.utf8).write(to: folder.appendingPathComponent("page.md"))
      let outcome = try shell("acct --test page.md", in: folder)
      #expect(outcome.output == "page.md: 3 entries, all hold\n")
      #expect(outcome.status == 0)
    }
  }

  @Test("A difference is told with file, line, what is expected and what is found; --update writes it")
  func differs() throws {
    try inTemporaryFolder { folder in
      let file = folder.appendingPathComponent("page.md")
      try Data(Self.page.replacingOccurrences(of: "\n4\n", with: "\n5\n").utf8).write(to: file)
      let outcome = try shell("acct --test page.md", in: folder)
      let expected = """
        page.md:5: acct answers otherwise
            acct> 2 + 2
          expected
            5
          found
            4
        page.md: 3 entries, 1 does not hold

        """
      #expect(outcome.output == expected)
      #expect(outcome.status == 1)
      let update = try shell("acct --test page.md --update", in: folder)
      #expect(update.output == "page.md: 3 entries, 1 rewritten\n")
      #expect(update.status == 0)
      #expect(try String(contentsOf: file, encoding: .utf8) == Self.page)
    }
  }

  @Test(
    "Mistakes of usage are 2, a file that can't be read is 3, and both say the next step",
    arguments: [
      ("acct --test", 2, "acct: --test wants pages: acct --test README.md"),
      ("acct --update page.md", 2, "acct: --update brings pages up to date: acct --test --update README.md"),
      ("acct --test -", 2, "acct: --test reads files, not standard input: acct --test README.md"),
      ("acct --test page.md --safe", 2, "acct: options stand before the pages: acct --safe --test README.md"),
      ("acct --test a.acct", 2, "acct: --test reads pages of Markdown; a.acct is run with: acct a.acct"),
      ("acct -c 1 --test", 2, "acct: --test runs pages and nothing else: acct --test README.md"),
      ("acct --test none.md", 3, "acct: can't read none.md: No such file or directory"),
      ("acct --test .", 3, "acct: can't read .: Is a directory"),
    ])
  func refused(command: String, status: Int32, message: String) throws {
    let outcome = try shell(command)
    #expect(outcome.output == message + "\n")
    #expect(outcome.status == status)
  }

  @Test("Bytes that are not UTF-8 are refused, and the file stays as it is")
  func notText() throws {
    try inTemporaryFolder { folder in
      let file = folder.appendingPathComponent("page.md")
      let bytes = Data("```acct\nacct> 1\n2\n```\n".utf8) + Data([0xFF])
      try bytes.write(to: file)
      let outcome = try shell("acct --test --update page.md", in: folder)
      #expect(outcome.status == 3)
      #expect(try Data(contentsOf: file) == bytes)
    }
  }

  @Test("--safe refuses what a page would write")
  func safe() throws {
    try inTemporaryFolder { folder in
      let page = "```acct\nacct> params > \"p.csv\"\n...refused under --safe\n...\n```\n"
      try Data(page.utf8).write(to: folder.appendingPathComponent("page.md"))
      let outcome = try shell("acct --safe --test page.md", in: folder)
      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test("The project's own pages hold", arguments: ["README.md", "CONTRIBUTING.md"])
  func pages(path: String) throws {
    let outcome = try shell("acct --safe --test \(path)")
    #expect(outcome.status == 0, "\(outcome.output)")
  }
}
