import PtyDriver
import Testing

extension ShellTests {
  @Suite(.serialized)
  struct PagerTests {
    private static let pager = ["PAGER": "sed s/^/paged:/"]

    @Test(
      "What is longer than the screen goes through the pager",
      arguments: ["help", "list units", "explain params all", "tree memory all", "help language"])
    func long(question: String) throws {
      let shell = try Shell(environment: Self.pager, rows: 20)
      #expect(try shell.enter(question).contains("paged:"))
    }

    @Test("What fits the screen is simply printed", arguments: ["help", "list presets", "params", "1 + 1"])
    func short(question: String) throws {
      let shell = try Shell(environment: Self.pager, rows: 90)
      #expect(!(try shell.enter(question).contains("paged:")))
    }

    @Test("set pager off prints everything, set pager on brings it back")
    func off() throws {
      let shell = try Shell(environment: Self.pager, rows: 20)
      _ = try shell.enter("set pager off")
      #expect(!(try shell.enter("help").contains("paged:")))
      _ = try shell.enter("set pager on")
      #expect(try shell.enter("help").contains("paged:"))
    }

    @Test("The pager's own screen is left with q, and the prompt is back")
    func less() throws {
      let shell = try Shell(environment: ["PAGER": "less -R"], rows: 20)
      shell.pty.type("list units\r")
      try shell.pty.wait(for: "the pager") { $0.screen.line(19) == ":" }
      shell.pty.type("q")
      try shell.expectPrompt()
      #expect(try shell.enter("1 + 1") == "2")
    }

    @Test("An error follows what was shown before it")
    func order() throws {
      let shell = try Shell(environment: Self.pager, rows: 20)
      let answer = try shell.enter("help; memry")
      let page = try #require(answer.range("topics:"))
      let error = try #require(answer.range("E01"))
      #expect(page < error)
    }
  }
}

extension String {
  fileprivate func range(_ text: String) -> Index? { indices.first { self[$0...].hasPrefix(text) } }
}
