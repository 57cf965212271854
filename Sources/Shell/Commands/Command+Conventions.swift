import Accounting
import Formulas
import Language

extension Command {
  static let conventions = Command(
    .conventions, "conventions [LEDGER [with …]]", "the choices about counting, and how they stand",
    "A convention is an input: set it with = or try it with `with`. Each answer names the conventions it rests on. With the name of a ledger that has several rules, its value under each of them: flops for training, over the whole run where steps is set, or activations.",
    example: ["conventions", "conventions flops", "conventions flops with llama-3-8b"]
  ) { (session, arguments) throws(Diagnostic) in
    if !arguments.text.isEmpty { return try session.showRules(arguments) }
    let page = session.page()
    for item in session.sheet.inputs(of: .convention) {
      session.show(page.paint("\(item.name) = \(item.value)", .bold))
      let meanings = session.sheet.meanings(of: item.name)
      let lines =
        Paragraph.wrap(page.spell(item.description), width: page.width - 2)
        + Paragraph.entries(meanings.map { ("  " + $0.word, page.spell($0.meaning)) }, width: page.width - 2)
      for line in lines { session.show("  " + line) }
    }
  }
}

extension Session {
  /// One ledger under every rule that it may be counted by: a row each, with formula and source.
  fileprivate func showRules(_ arguments: Statement.Arguments) throws(Diagnostic) {
    guard let (ledger, selector) = sheet.choice(arguments.text) else {
      let choices = sheet.choices.map { $0 == "model_flops" ? "flops" : $0 }
      throw Diagnostic(
        .unknownSubject, "\(arguments.text) is not counted by several rules", at: arguments.textSpan,
        Suggestion.nearest(to: arguments.text, among: choices).map { "did you mean \($0)?" }
          ?? "conventions shows all; by several rules: \(choices.joined(separator: " "))")
    }
    let name = sheet.names[ledger]
    let rows = sheet.declaredRows(of: name)
    let overrides = arguments.settings.isEmpty ? nil : sheet.arena.overrides(arguments.settings)
    let isRun = isRun(name)
    var table = Table([
      Table.Column("rule", isWhole: true), Table.Column(isRun ? "whole run" : "one step", .right),
      Table.Column("against \(sheet.meanings(of: sheet.names[selector]).first?.word ?? "")", .right),
      Table.Column("source"), Table.Column("formula"),
    ])
    var first: Quantity?
    for (rule, _) in sheet.meanings(of: sheet.names[selector]) {
      let row = rows.first { $0.path == "\(name).\(rule)" }
      let value = try? self.value(of: ledger, rule, isRun: isRun, with: overrides)
      first = first ?? value
      let ratio = value.flatMap { value in first.flatMap { value.number.dividing(by: $0.number) } }
      table.append([
        rule, value.map(text) ?? "–", ratio.map { $0.fixedText(3) } ?? "–", row?.note ?? "",
        row?.formula ?? "",
      ])
    }
    if first == nil {
      _ = try value(
        of: ledger, sheet.meanings(of: sheet.names[selector])[0].word, isRun: isRun, with: overrides)
    }
    show(table)
  }

  /// FLOPs are asked for the whole run; memory is that of a moment.
  private func isRun(_ ledger: String) -> Bool {
    let steps = sheet.arena.add(.name(sheet.names.symbol("steps")))
    return ledger == "model_flops" && (try? sheet.answer(steps)) != nil
  }

  private func value(
    of ledger: Symbol, _ rule: String, isRun: Bool, with overrides: BindingsID?
  ) throws(Diagnostic) -> Quantity? {
    let arena = sheet.arena
    var formula = arena.add(.member(arena.add(.name(ledger)), sheet.names.symbol(rule)))
    if isRun {
      formula = arena.add(.binary(.multiply, formula, arena.add(.name(sheet.names.symbol("steps")))))
    }
    if let overrides { formula = arena.add(.with(formula, overrides)) }
    return try sheet.answer(formula).value.quantity
  }

  private func text(_ quantity: Quantity) -> String {
    let isForPeople = settings.format == .human && sink == nil
    return (isForPeople ? sheet.units.human(quantity) : nil) ?? sheet.units.exact(quantity)
  }
}
