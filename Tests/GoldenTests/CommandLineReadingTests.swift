import Shell
import Testing

@testable import acct

/// A command line is read off the table of options; what is unusual is left to the parser. Both must read alike.
@Suite("Reading the command line")
struct CommandLineReadingTests {
  /// What the parser makes of it; nil where it answers instead.
  private func parsed(_ arguments: [String]) -> Program? {
    guard let command = try? Acct.parse(arguments), (try? command.answerOption()) != nil else { return nil }
    return command.generateMan == nil ? command.program : nil
  }

  static let wellFormed: [[String]] = [
    [], ["-"], ["--"], [""], ["-n"], ["-n", "-"], ["-n", "-n"], ["-i", "-n", "--safe", "--strict"],
    ["-c", "a", "-c", "b"], ["-c", "-x^2"], ["-c", ""], ["-c", "--strict", "-c", "b"], ["-c", "-"],
    ["-c", "x = 1"], ["-c", "-x = 1"], ["-c", "a", "b", "-c"], ["-c", "a", "--", "-c", "b"],
    ["-nc", "x"], ["-inc", "x", "y"], ["-cn", "x"], ["-ncc", "x", "y"], ["-nn"],
    ["--format=json"], ["--format", "json"], ["--format", "json", "--format=csv"],
    ["--format=md", "-c", "1"],
    ["--test", "a.md", "--update", "b.md"], ["--test", "--", "--update"], ["--update", "--test", "a.md"],
    ["--test"],
    ["--step", "a.acct", "--update"], ["--format", "html", "a.acct", "--test"], ["--format=html", "-c", "1"],
    ["--test", "a.md", "--safe"], ["--update"],
    ["--color", "never"], ["--color=always", "-"], ["--check", "--keep-going", "script.acct"],
    ["--set", "a=1"], ["--set=a=1"], ["--set", "a=1", "--set=b=", "x"], ["--set", "a:=-1"], ["--set", ""],
    ["script.acct", "-n", "--check", "--", "-c", "--format", "xml"],
    ["script.acct", "--help", "--version", "-h"],
    ["-n", "script.acct", "-nc", "--set"], ["-", "-x", "-"], ["--", "script.acct", "-n"], ["--", "-n"],
    ["-n", "--", "--", "x"], ["größe.acct", "ä=ö"], ["-c", "größe"], ["--set", "größe=1"],
  ]

  @Test("What is well-formed is read as the parser reads it", arguments: wellFormed)
  func alike(_ arguments: [String]) throws {
    let read = try #require(Program(commandLine: arguments))
    let expected = try #require(self.parsed(arguments))
    #expect(read == expected)
  }

  @Test(
    "Help and mistakes are left to the parser",
    arguments: [
      ["-h"], ["--help"], ["--version"], ["-n", "--help"], ["-nh"], ["-c", "1", "-h"], ["-x"], ["-nx"],
      ["-c"],
      ["-nc"], ["--set"], ["--set="], ["-c", "--"], ["--set", "-c", "1"], ["--set", "-"], ["--format"],
      ["--format", "xml"], ["--format="],
      ["--format", "--strict", "json"], ["--color=blue"], ["--colour", "never"], ["--strict=yes"], ["---x"],
      ["-n", "--generate-man", "7"], ["--generate-completion-script", "bash"], ["---completion", "x"],
      ["--form", "json"], ["-format", "json"], ["-n=1"], ["-c=1"], ["-=1"], ["--=1"], ["-n-"],
      ["--experimental-dump-help"], ["-ä"],
    ])
  func left(_ arguments: [String]) { #expect(Program(commandLine: arguments) == nil) }

  @Test("Any line of up to three of these words is read as the parser reads it, or left to it")
  func everyLine() {
    let words = [
      "-n", "-c", "-nc", "-cn", "-x", "--set", "a=1", "--set=b=2", "--format", "json", "--color=never",
      "--strict", "--test", "--update",
      "--", "-", "", "--help",
    ]
    let lines = words.flatMap { first in
      words.flatMap { second in words.map { third in [first, second, third] } + [[first, second]] }
    }
    let readings = lines.compactMap { line in Program(commandLine: line).map { (line, $0) } }
    let differing = readings.filter { parsed($0) != $1 }.map(\.0)
    #expect(differing == [])
    #expect(readings.count > 1_500)
  }

  @Test("What follows a script is the script's, even what the parser would take")
  func scriptArguments() throws {
    let program = try #require(Program(commandLine: ["s.acct", "---x", "--generate-completion-script"]))
    #expect(program.script == "s.acct")
    #expect(program.arguments == ["---x", "--generate-completion-script"])
  }
}
