import Accounting
import Formulas
import Foundation
import Language
import Testing

@testable import Shell

@Suite("The manual pages")
struct ManualTests {
  static let pages = [(1, "man/acct.1"), (7, "man/acct-language.7")]

  private func page(_ section: Int) throws -> String { try #require(Manual.page(section: section)) }

  @Test("What is committed is what the tables say; scripts/regenerate writes it", arguments: pages)
  func committed(section: Int, path: String) throws {
    let page = try page(section)
    let file = try contents(path)
    #expect(file == page)
  }

  @Test("acct --generate-man prints the page")
  func printed() throws {
    let page = try page(7)
    let outcome = try shell("acct --generate-man 7")
    #expect(outcome.output == page)
    let refused = try shell("acct --generate-man 2").status
    #expect(refused == 2)
  }

  static let hasMandoc = (try? shell("command -v mandoc").status) == 0

  @Test(
    "mandoc finds nothing to say", .enabled(if: hasMandoc, "mandoc is not installed"), arguments: pages)
  func lint(section: Int, path: String) throws {
    let complaints = try shell("mandoc -Tlint \(path)").output
    #expect(complaints == "")
  }

  @Test("Nothing shown as typed is wider than 80 columns", arguments: pages)
  func width(section: Int, path: String) throws {
    var indent: Int?
    var wide: [String] = []
    for line in try page(section).split(separator: "\n") {
      // Text begins at column 5, what is indented at 11; in a list both are 8 to the right.
      if line.hasPrefix(".Bd") { indent = line.contains("indent") ? 11 : 5 }
      if line == ".Ed" { indent = nil }
      if let indent, !line.hasPrefix("."), shown(line).count + indent > 80 { wide.append(String(line)) }
    }
    #expect(wide == [])
  }

  /// What is seen of escaped text.
  private func shown(_ text: Substring) -> String {
    var text = String(text)
    for (escape, sign) in [
      ("\\e", "\\"), ("\\-", "-"), ("\\(ha", "^"), ("\\(ti", "~"), ("\\(ga", "`"), ("\\(aq", "'"),
      ("\\(dq", "\""), ("\\&", ""),
    ] { text = text.replacingOccurrences(of: escape, with: sign) }
    return text
  }

  @Test("Every row of every table is on the page")
  func rows() throws {
    let page = try page(7)
    let sheet = try Worksheet()
    var terms = Command.all.map(\.usage) + Function.all.map(\.name) + sheet.units.names
    for role in [Declaration.Role.shape, .input, .convention] {
      let names = sheet.inputs(of: role).map(\.name)
      terms += names + names.flatMap { sheet.meanings(of: $0).map(\.word) }
    }
    terms += sheet.ledgers.map(\.name) + sheet.presetList.map(\.name) + sheet.familyList.map(\.name)
    terms += sheet.opList.map(\.name) + Parser.recordKinds.flatMap { sheet.records($0) }
    terms += Diagnostic.Code.allCases.map(\.rawValue) + Listing.all.map(\.name)
    let items = Set(page.split(separator: "\n").filter { $0.hasPrefix(".It Ic ") }.map(String.init))
    let missing = terms.filter { !items.contains(".It Ic " + Mdoc.quote($0)) }
    #expect(missing == [])

    let sources = Parser.recordKinds.flatMap { sheet.records($0) }.flatMap { sheet.fields(of: $0) }.map(
      \.source)
    let text = words(page)
    let texts =
      Topic.all.flatMap { $0.sections.map(\.text) } + Diagnostic.Code.allCases.map(\.explanation)
      + Command.all.map(\.details) + sources
    let unsaid = texts.filter { !$0.isEmpty && !text.contains(words(Mdoc.escape($0))) }
    #expect(unsaid == [])

    let lines = Set(page.split(separator: "\n").map(String.init))
    let examples =
      Command.all.flatMap(\.example) + Function.all.map(\.example)
      + Topic.all.flatMap { $0.sections.flatMap(\.examples) }
      + DeclarationForm.all.map(\.example) + [
        GrammarText.statements, GrammarText.declarations, GrammarText.lessons,
      ]
    let unshown = examples.flatMap { $0.split(separator: "\n") }.filter { !lines.contains(Mdoc.escape($0)) }
    #expect(unshown == [])
  }

  /// Text whatever its line breaks.
  private func words(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  @Test("acct --help and acct.1 list the same options with the same words")
  func options() throws {
    let help = try shell("COLUMNS=200 acct --help").output
    let text = words(help)
    // "  --set <name=value>      Bind …" and "  -h, --help              Show …"
    let offered = help.split(separator: "\n").filter { $0.hasPrefix("  -") }.map { line in
      line.split(separator: " ").prefix { $0.hasPrefix("-") }.joined(separator: " ")
    }
    #expect(offered == CommandLineOption.all.map(\.flag))
    let page = try page(1)
    for option in CommandLineOption.all {
      #expect(text.contains(option.summary))
      #expect(words(page).contains(words(Mdoc.escape(option.summary))))
      let flag = option.flag.split(separator: " ").last.map { Mdoc.escape($0.dropFirst()) } ?? ""
      #expect(page.contains("Fl \(flag)"))
    }
  }

  @Test("Every example of acct.1 does what it says")
  func examples() throws {
    try inTemporaryFolder { folder in
      try Data(ProgramManual.budget.utf8).write(to: folder.appendingPathComponent("budget.acct"))
      for example in ProgramManual.examples {
        let outcome = try shell(example.command, in: folder)
        #expect(outcome.status == 0, "\(example.command)\n\(outcome.output)")
      }
      let tight = try shell("acct budget.acct 40", in: folder)
      #expect(tight.status == 1)
    }
  }

  @Test("Every declaration shown can be typed, one after the other")
  func declarations() throws {
    let page = DeclarationForm.all.map {
      "```acct\nacct> " + lines($0.example) + "\ndeclared \(name($0))\n```"
    }
    let differences = try Transcript(markdown: page.joined(separator: "\n")).differences(files: Files.none)
    #expect(differences == [])
  }

  private func lines(_ example: String) -> String {
    example.split(separator: "\n").joined(separator: "\n  ... ")
  }

  private func name(_ form: DeclarationForm) -> String {
    let words = form.example.split { " ,:({\n\"".contains($0) }
    if form.keyword == "lesson" { return Lesson.name(of: String(words[1])) }
    // The defaults of a kind are called after it.
    return form.keyword == "default" ? words[0...1].joined(separator: " ") : words[1].description
  }

  @Test("The version is said once: --version, the page and the changelog agree")
  func version() throws {
    let said = try shell("acct --version").output
    #expect(said == Version.text + "\n")
    #expect(try page(1).contains("version \(Version.text)."))
    let changes = try contents("CHANGELOG.md").split(separator: "\n").first { $0.hasPrefix("## ") }
    #expect(changes?.hasPrefix("## \(Version.text)") == true)
  }
}

extension Files {
  /// No file can be read.
  static let none = Files { _ in .failure(Failure("there are no files here")) }
}
