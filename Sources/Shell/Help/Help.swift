import Accounting
import Formulas
import Language

/// Help pages, all read off the tables: commands, functions, units, inputs, ledgers, records, models.
struct Help {
  let session: Session

  init(_ session: Session) { self.session = session }

  private var sheet: Worksheet { session.sheet }

  func page(_ subject: String, at span: Span) throws(Diagnostic) -> [String] {
    if subject.isEmpty { return overview }
    if let topic = Topic.all.first(where: { $0.name == subject || $0.words.contains(subject) }) {
      return topic.lines(width: width)
    }
    if let command = Command.all.first(where: { $0.verb.rawValue == subject }) { return page(command) }
    if let code = Diagnostic.Code(rawValue: subject.uppercasedASCII) {
      return Paragraph.entries([(code.rawValue, code.explanation)], width: width)
    }
    if let page = named(subject) { return page }
    if let function = Function.all.first(where: { $0.name == subject }) { return page(function) }
    if let unit = sheet.units[subject] { return page(unit) }
    if let page = model(subject) { return page }
    if let page = try row(subject, span) { return page }
    if subject == Worksheet.measurements { return page(Command.measure) }
    let known =
      Command.all.map(\.verb.rawValue) + sheet.order.map { sheet.names[$0] } + Function.all.map(\.name)
      + sheet.presetOrder + Topic.all.map(\.name) + sheet.units.names
    throw Diagnostic(
      .unknownSubject, "there is no help on \(subject)", at: span,
      Suggestion.nearest(to: subject, among: known).map { "did you mean \($0)?" }
        ?? "help alone shows where to begin")
  }

  private var overview: [String] {
    var lines = Paragraph.wrap("acct says what the training of a Transformer costs, and why.", width: width)
    lines += [
      "",
      "  use gpt2-xl                     take a model",
      "  memory                          look at a ledger",
      "  batch_size = 8                  set an input",
      "  memory with precision = bf16    what if",
      "  explain memory.activations      why", "",
    ]
    lines += entries(Command.all.map { ($0.usage, $0.summary) })
    lines.append("")
    lines += Paragraph.wrap(
      "help NAME says more about a command, function, unit, input, ledger or model; list shows what there is.",
      width: width)
    return lines
      + Paragraph.wrap("topics: " + Topic.all.map { "help \($0.name)" }.joined(separator: ", "), width: width)
  }

  private func page(_ command: Command) -> [String] {
    var lines = [command.usage, "", "  " + command.summary]
    if !command.details.isEmpty { lines += wrap(command.details) }
    return lines + examples(command.example)
  }

  private func page(_ function: Function) -> [String] {
    [function.name + "   " + function.summary, "", "  takes \(function.signature)"]
      + examples([function.example])
  }

  private func page(_ unit: Unit) -> [String] {
    let value = sheet.units.exact(Quantity(unit.factor, unit.dimension))
    var lines = ["\(unit.name)   a unit: \(value)"]
    if let text = sheet.units.descriptions[unit.name], !text.isEmpty { lines += ["", "  " + text] }
    return lines + examples(["3 \(unit.name)", "3 \(unit.name) -> \(unit.name)"])
  }

  /// An input, a ledger, a record, a name of the user's.
  private func named(_ subject: String) -> [String]? {
    guard let about = sheet.about(subject) else { return nil }
    var lines = ["\(subject)   \(about.kind)"]
    if !about.description.isEmpty { lines += [""] + wrap(about.description) }
    lines.append("")
    lines += entries(about.facts + (about.place.map { [("declared in", $0)] } ?? []))
    return lines + examples(about.examples)
  }

  private func model(_ subject: String) -> [String]? {
    if let preset = sheet.presetList.first(where: { $0.name == subject }) {
      return ["\(subject)   a preset of the family \(preset.family)", "", "  " + preset.description]
        + ["  " + session.size(of: subject, on: session.pristine) + " params"] + examples(["use \(subject)"])
    }
    if let family = sheet.familyList.first(where: { $0.name == subject }) {
      return ["\(subject)   a family of models", ""] + wrap(family.description) + examples(["use \(subject)"])
    }
    if let op = sheet.opList.first(where: { $0.name == subject }) {
      return ["\(subject)   an op", ""] + wrap(op.description)
    }
    return nil
  }

  /// A row of a ledger, by its path.
  private func row(_ subject: String, _ span: Span) throws(Diagnostic) -> [String]? {
    guard subject.contains(".") else { return nil }
    let source = Source(name: "", bytes: Array(subject.utf8))
    var parser = try Parser(source, index: sheet.sources.add(source), arena: sheet.arena)
    guard case .expression(let formula)? = try parser.nextStatement()?.kind else { return nil }
    let answer: Answer
    do throws(Diagnostic) {
      answer = try sheet.answer(formula)
    } catch {
      guard error.code == .unset else { throw error }
      let next = error.marks.first.map { "; " + $0.note } ?? ""
      return ["\(subject)   a row of \(subject.prefix { $0 != "." })", ""] + wrap(error.message + next)
        + examples(["explain \(subject)"])
    }
    guard let top = sheet.explain(answer).first else { return nil }
    var lines = ["\(subject)   \(session.text.line(answer.value))"]
    if !top.description.isEmpty { lines += [""] + wrap(top.description) }
    return lines + examples(["explain \(subject)"])
  }

  // MARK: Layout

  private func examples(_ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", "  try"] + lines.map { "    " + $0 }
  }

  private var width: Int { session.page().width }

  private func entries(_ entries: [(String, String)]) -> [String] {
    Paragraph.entries(entries, width: width - 2).map { "  " + $0 }
  }

  private func wrap(_ text: String) -> [String] {
    Paragraph.wrap(text, width: max(30, width - 2)).map { "  " + $0 }
  }
}
