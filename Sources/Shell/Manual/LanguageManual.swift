import Accounting
import Formulas
import Language

/// acct-language(7): the language, row by row of its tables.
struct LanguageManual {
  private let sheet: Worksheet

  init() throws(Diagnostic) { sheet = try Worksheet() }

  var page: String {
    var page = Manual.heading("acct-language", section: 7, about: "the language of acct")
    page.section("DESCRIPTION")
    page.prose(
      "The language that acct(1) reads at its prompt and from scripts. Help at the prompt has the same texts: help NAME."
    )
    for topic in Topic.all { write(topic, to: &page) }
    grammar(&page)
    commands(&page)
    functions(&page)
    units(&page)
    inputs(&page)
    ledgers(&page)
    models(&page)
    records(&page)
    diagnostics(&page)
    page.section("SEE ALSO")
    page.prose("acct(1)")
    return page.text
  }

  private func write(_ topic: Topic, to page: inout Mdoc) {
    page.section(topic.name.uppercasedASCII)
    page.prose(sentence(topic.summary))
    for section in topic.sections {
      page.paragraph()
      page.prose(section.text)
      if !section.examples.isEmpty { page.literal(section.examples) }
    }
  }

  private func grammar(_ page: inout Mdoc) {
    page.section("GRAMMAR")
    page.prose("Square brackets may be left out, braces may be repeated. Statements:")
    page.literal([GrammarText.statements], isIndented: false)
    page.paragraph()
    page.prose("Declarations:")
    page.literal([GrammarText.declarations], isIndented: false)
    page.paragraph()
    page.prose("Lessons and audits:")
    page.literal([GrammarText.lessons], isIndented: false)
    page.paragraph()
    page.prose("These words begin commands, of now or to come, and can't be names of values:")
    page.prose((Verb.allCases.map(\.rawValue) + Verb.reserved.sorted()).joined(separator: " ") + ".")
  }

  private func commands(_ page: inout Mdoc) {
    page.section("COMMANDS")
    page.openList()
    for command in Command.all {
      page.item(command.usage)
      page.prose(sentence(command.summary) + " " + command.details)
      page.literal(command.example)
    }
    page.closeList()
    page.subsection("What set changes")
    page.list(
      Settings.options.map { ("\($0.name) \($0.values.joined(separator: "|"))", sentence($0.summary)) })
    page.subsection("What list shows")
    page.list(Listing.all.map { ($0.name, sentence($0.summary)) })
  }

  private func functions(_ page: inout Mdoc) {
    page.section("FUNCTIONS")
    page.prose("A function without an entry here is one of yours: f(a, b) := expression.")
    page.openList()
    for function in Function.all {
      page.item(function.name)
      page.prose(sentence(function.summary) + " It takes \(function.signature).")
      page.literal([function.example])
    }
    page.closeList()
  }

  private func units(_ page: inout Mdoc) {
    page.section("UNITS OF MEASURE")
    let names = sheet.units.names
    page.list(
      names.map { name in
        let value = sheet.units[name].map { sheet.units.exact(Quantity($0.factor, $0.dimension)) } ?? ""
        let description = sheet.units.descriptions[name] ?? ""
        return (name, value + (description.isEmpty ? "." : ". " + description))
      })
  }

  private func inputs(_ page: inout Mdoc) {
    page.section("INPUTS")
    page.prose("What may be set, with what it may be and its default. help NAME says how each stands.")
    for (title, role) in [
      ("Shapes of the model", Declaration.Role.shape), ("Inputs of the run", .input),
      ("Conventions", .convention),
    ] {
      page.subsection(title)
      page.openList()
      for item in sheet.inputs(of: role) {
        page.item(item.name)
        page.prose(item.description)
        let facts = sheet.about(item.name)?.facts ?? []
        let domain = facts.first { $0.0 == "may be" }?.1 ?? ""
        let fallback = item.formula.isEmpty ? "no default" : "default " + item.formula
        page.prose(
          domain.hasSuffix(":")
            ? "\(sentence(fallback)) It is \(domain)" : "\(sentence(fallback)) It is \(domain).")
        page.list(sheet.meanings(of: item.name).map { ($0.word, stopped($0.meaning)) })
      }
      page.closeList()
    }
  }

  private func ledgers(_ page: inout Mdoc) {
    page.section("LEDGERS")
    page.prose(
      """
      A ledger is a tree of rows that add up to its total; used as a number it is the total. A fold is a sum over the \
      operations of the model, and its rows carry the model's names. What is beside the total is no part of it.
      """)
    page.openList()
    for ledger in sheet.ledgers {
      page.item(ledger.name)
      page.prose(sentence(ledger.description))
      page.list(
        sheet.declaredRows(of: ledger.name).map { row in
          let head = row.formula.isEmpty ? row.path : "\(row.path) = \(row.formula)"
          return (head, stopped(row.note) + (row.isBeside ? " Beside the total." : ""))
        })
    }
    page.closeList()
    page.subsection("Values that follow")
    page.list(sheet.values.map { ("\($0.name) := \($0.family)", $0.description) })
  }

  private func models(_ page: inout Mdoc) {
    page.section("MODELS")
    page.subsection("Families")
    page.list(sheet.familyList.map { ($0.name, $0.description) })
    page.subsection("Presets")
    page.list(sheet.presetList.map { ($0.name, "Of the family \($0.family). " + $0.description) })
    page.subsection("Operations")
    page.list(sheet.opList.map { ($0.name, $0.description) })
  }

  private func records(_ page: inout Mdoc) {
    page.section("NAMED RECORDS")
    page.prose("Named sets of fields. A field is read with a dot: a100.memory.")
    for kind in Parser.recordKinds {
      page.subsection("Of the kind \(kind)")
      page.openList()
      for name in sheet.records(kind) {
        page.item(name)
        page.prose(sheet.description(of: name))
        page.list(
          sheet.fields(of: name).map {
            ("\($0.name) = \($0.value)", $0.source.isEmpty ? "" : "Source: \(stopped($0.source))")
          })
      }
      page.closeList()
    }
  }

  private func diagnostics(_ page: inout Mdoc) {
    page.section("DIAGNOSTICS")
    page.prose(
      "Every message has a code; explain CODE prints what stands here. Codes that begin with W are warnings.")
    page.list(Diagnostic.Code.allCases.map { ($0.rawValue, $0.explanation) })
  }

  /// A phrase with a full stop.
  private func stopped(_ phrase: String) -> String {
    guard let last = phrase.last, ![".", "!", "?", ":"].contains(last) else { return phrase }
    return phrase + "."
  }

  /// A phrase of ours as a sentence.
  private func sentence(_ phrase: String) -> String {
    stopped(phrase.prefix(1).uppercased() + phrase.dropFirst())
  }
}
