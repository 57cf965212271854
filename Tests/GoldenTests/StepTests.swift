import Foundation
import Testing

/// `acct --step`, its lines through a pipe.
@Suite("A script in steps")
struct StepTests {
  private static let script = """
    #!/usr/bin/env acct
    # What two and two
    # is.

    2 + 2  # four
    -> exact

    # Doubled,
    #
    # for later.
    x = [1,
      2]
    print _ * 2; x
    # The end.
    """

  /// What a script says when these lines are typed.
  private func step(_ script: String, _ input: String, _ options: [String] = []) throws -> AcctProcess.Outcome
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("acct-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(script.utf8).write(to: folder.appendingPathComponent("s.acct"))
    var process = AcctProcess(arguments: ["-n"] + options + ["--step", "s.acct"])
    process.directory = folder.path
    process.input = Array(input.utf8)
    return process.run()
  }

  @Test("Comments are told, each statement is shown before it runs, and Enter goes on")
  func whole() throws {
    let outcome = try step(Self.script, "\n\n\n\n\n")
    let expected = """

      What two and two
      is.

        5 │ 2 + 2  # four
      4

        6 │ -> exact
      4

      Doubled,

      for later.

        11 │ x = [1,
        12 │   2]
      x = [1, 2]

        13 │ print _ * 2
      8

        13 │ x
      [1, 2]

      The end.


      """
    #expect(outcome.output == expected)
    #expect(outcome.messages == "")
    #expect(outcome.status == 0)
  }

  @Test("What is typed in between runs there, and the script goes on from its own last value")
  func between() throws {
    let outcome = try step(Self.script, "\nx = 7\nx +\n  1\n100\n\n\n\n\n")
    #expect(outcome.output.contains("  6 │ -> exact\nx = 7\n8\n100\n4\n"))
    #expect(outcome.output.contains("13 │ print _ * 2\n8\n"))
  }

  @Test("The status is the script's: mistakes in between do not count, quit and the end of the input leave")
  func statuses() throws {
    let script = "x = 1\nassert x == 1\n"
    #expect(try step(script, "nope\n\n\n").status == 0)
    #expect(try step(script, "\nx = 2\n\n").status == 1)
    #expect(try step("x = \n", "\n").status == 2)
    #expect(try step("load \"none.json\"", "\n").status == 3)
    let left = try step(script, "quit\n")
    #expect(left.status == 0)
    #expect(!left.output.contains("assert"))
    let ended = try step(script, "\n")
    #expect(ended.status == 0)
    #expect(ended.output.hasSuffix("2 │ assert x == 1\n\n"))
    #expect(try !step("1 / 0\nprint 5", "\n\n").output.contains("5"))
    #expect(try step("1 / 0\nprint 5", "\n\n", ["--keep-going"]).output.contains("\n5\n"))
  }

  @Test("Only comments, nothing at all, and bytes that are no text are all survived")
  func odd() throws {
    #expect(try step("# only\n# words", "").output == "\nonly\nwords\n\n")
    #expect(try step("", "\n").status == 0)
    #expect(try step("1\r\n# two\r\n2\r\n", "\n\n").output.contains("two\n\n  3 │ 2\n2\n"))
  }

  @Test("Without a file there is nothing to step through", arguments: [["--step"], ["--step", "-"]])
  func refused(arguments: [String]) {
    var process = AcctProcess(arguments: arguments)
    process.input = []
    let outcome = process.run()
    #expect(outcome.messages == "acct: --step wants a script in a file: acct --step FILE.acct\n")
    #expect(outcome.status == 2)
  }
}
