import Accounting
import Formulas
import Kernels
import Language

extension Command {
  static let help = Command(
    .help, "help [NAME | TOPIC]", "what there is, and how it is used",
    "Every command, function, unit, input, ledger and declared name has its page; topics are "
      + Topic.all.map(\.name).joined(separator: ", ") + ".",
    example: ["help", "help explain", "help mfu"]
  ) { (session, arguments) throws(Diagnostic) in
    let lines = try Help(session).page(arguments.text, at: arguments.textSpan)
    for line in lines { session.show(session.page().spell(line)) }
  }

  static let info = Command(
    .info, "info NAME", "what a name is, its value, and who set it",
    "NAME? says the same.",
    example: ["info d_head", "d_head?"]
  ) { (session, arguments) throws(Diagnostic) in
    guard !arguments.text.isEmpty else {
      throw Diagnostic(
        .syntax, "a name is wanted", at: arguments.textSpan, "info d_model; list shows the names")
    }
    let lines = try Help(session).page(arguments.text, at: arguments.textSpan)
    for line in lines { session.show(session.page().spell(line)) }
  }

  static let list = Command(
    .list, "list [KIND]", "what there is of a kind",
    "Kinds: " + Listing.all.map(\.name).joined(separator: ", ") + ".",
    example: ["list presets", "list inputs"]
  ) { (session, arguments) throws(Diagnostic) in
    guard !arguments.text.isEmpty else {
      var table = Table([Table.Column("kind"), Table.Column("what it lists")])
      for listing in Listing.all { table.append(["list \(listing.name)", listing.summary]) }
      return session.show(inColumns: table)
    }
    guard
      let listing = Listing.all.first(where: { $0.name == arguments.text || $0.name == arguments.text + "s" })
    else {
      let near = Suggestion.phrase(arguments.text, among: Listing.all.map(\.name))
      throw Diagnostic(
        .unknownSubject, "there is no list of \(arguments.text)", at: arguments.textSpan,
        near.isEmpty ? "list shows the kinds" : near)
    }
    let table = listing.table(session)
    if table.rows.isEmpty, session.settings.format == .human {
      return session.show(session.page().paint("none yet", .dim))
    }
    session.show(table)
  }
}

/// A kind of thing that `list` shows: one row each.
struct Listing: Sendable {
  let name: String
  let summary: String
  let columns: [Table.Column]
  let rows: @Sendable (Session) -> [[String]]

  func table(_ session: Session) -> Table { Table(columns, rows: rows(session)) }

  private static let described = [
    Table.Column("name"), Table.Column("value", .right), Table.Column("what it is"),
  ]
  private static let plain = [Table.Column("name"), Table.Column("what it is")]

  static let all: [Listing] = [
    Listing(name: "inputs", summary: "what describes the run", columns: described) {
      $0.sheet.inputs(of: .input).map { [$0.name, $0.value, $0.description] }
    },
    Listing(name: "shapes", summary: "what describes the model", columns: described) {
      $0.sheet.inputs(of: .shape).map { [$0.name, $0.value, $0.description] }
    },
    Listing(name: "conventions", summary: "choices about counting", columns: described) {
      $0.sheet.inputs(of: .convention).map { [$0.name, $0.value, $0.description] }
    },
    Listing(
      name: "names", summary: "what you have set or defined",
      columns: [Table.Column("name"), Table.Column("value", .right), Table.Column("bound with")]
    ) {
      $0.sheet.inputs(setBy: .user).map { [$0.name, $0.value, $0.formula] }
    },
    Listing(name: "ledgers", summary: "what is computed", columns: plain) {
      $0.sheet.ledgers.map { [$0.name, $0.description] }
    },
    Listing(
      name: "values", summary: "what follows from inputs and ledgers",
      columns: plain
    ) { $0.sheet.values.map { [$0.name, $0.description] } },
    Listing(
      name: "presets", summary: "models by name",
      columns: [
        Table.Column("name"), Table.Column("family"), Table.Column("params", .right),
        Table.Column("what it is"),
      ]
    ) { session in
      // Read once, with the models, and copied for each.
      let base = Worksheet(copyOf: session.pristine)
      _ = base.presetList
      return session.sheet.presetList.map {
        [$0.name, $0.family, session.size(of: $0.name, on: base), $0.description]
      }
    },
    Listing(
      name: "scenarios", summary: "sets of inputs with a name, for with, sweep and compare",
      columns: [Table.Column("name"), Table.Column("sets"), Table.Column("what it is")]
    ) { $0.sheet.scenarioList.map { [$0.name, $0.family, $0.description] } },
    Listing(name: "families", summary: "model families", columns: plain) {
      $0.sheet.familyList.map { [$0.name, $0.description] }
    },
    Listing(
      name: "accelerators", summary: "what a run trains on",
      columns: [Table.Column("name", isWhole: true)]
        + AcceleratorColumn.all.map { Table.Column($0.title, .right) } + [Table.Column("what it is")]
    ) { session in
      session.sheet.records("accelerator").map { name in
        [name] + AcceleratorColumn.all.map { $0.text(of: name, session) } + [
          session.sheet.description(of: name)
        ]
      }
    },
    Listing(name: "precisions", summary: "how wide the numbers are", columns: plain) { session in
      session.sheet.records("precision").map { [$0, session.sheet.description(of: $0)] }
    },
    Listing(name: "optimizers", summary: "how parameters are updated", columns: plain) { session in
      session.sheet.records("optimizer").map { [$0, session.sheet.description(of: $0)] }
    },
    Listing(
      name: "kernels", summary: "AdamW on this CPU, plainest first, for measure",
      columns: [
        Table.Column("name", isWhole: true), Table.Column("bytes/param", .right), Table.Column("what it is"),
      ]
    ) { _ in
      Kernel.all.map { [$0.name, Num.real($0.bytesMoved).roundedText(significant: 4), $0.improvement] }
    },
    Listing(name: "ops", summary: "operations a model is made of", columns: plain) {
      $0.sheet.opList.map { [$0.name, $0.description] }
    },
    Listing(
      name: "functions", summary: "functions of the language",
      columns: [Table.Column("name"), Table.Column("takes"), Table.Column("gives")]
    ) { _ in Function.all.map { [$0.name, $0.signature, $0.summary] } },
    Listing(
      name: "units", summary: "units of measure",
      columns: [Table.Column("unit"), Table.Column("is", .right), Table.Column("what it is")]
    ) { session in
      session.sheet.units.names.map { name in
        let unit = session.sheet.units[name]
        let value = unit.map { session.sheet.units.exact(Quantity($0.factor, $0.dimension)) } ?? ""
        return [name, value, session.sheet.units.descriptions[name] ?? ""]
      }
    },
    Listing(name: "commands", summary: "commands of the language", columns: plain) { _ in
      Command.all.map { [$0.usage, $0.summary] }
    },
  ]
}

extension Session {
  func show(_ table: Table) {
    if let recording { return recording.table(table, header: .shown) }
    renderer.lines(table, expr: "list").forEach(show)
  }

  /// How many parameters a preset has, worked out in a copy of its own of a worksheet in which nothing is set.
  func size(of preset: String, on base: Worksheet) -> String {
    let sheet = Worksheet(copyOf: base)
    guard (try? sheet.use(preset, at: .none)) != nil else { return "" }
    let name = sheet.arena.add(.name(sheet.names.symbol("params")))
    guard let total = try? sheet.answer(name).value.quantity else { return "" }
    return sheet.units.exact(Quantity(total.number))
  }
}
