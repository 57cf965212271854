import Accounting
import Formulas
import Language

extension Command {
  static let collect = Command(
    .collect, "collect EXPRESSION in NAME, …",
    "an answer as a polynomial of some inputs, with exact coefficients",
    "The coefficients are exact, and stand as the ledger collected until the next time: explain collected.a says where one comes from. What is not a polynomial says why.",
    example: [
      "collect memory in batch_size", "collect flops in sequence_length; explain collected.a",
    ]
  ) { (session, arguments) throws(Diagnostic) in
    let formula = try arguments.formula("collect memory in batch_size")
    let answer = try session.sheet.answer(formula)
    try session.weigh(answer.warnings)
    let collection = try Collection(formula, in: arguments.names, of: session.sheet)
    try CollectionText(session, formula, arguments.names.map(\.symbol), collection).show(answer)
  }
}

/// A collection as it is shown, and as the ledger `collected`.
private struct CollectionText {
  let session: Session
  let formula: Formula
  let names: [Symbol]
  let collection: Collection

  init(_ session: Session, _ formula: Formula, _ names: [Symbol], _ collection: Collection) {
    (self.session, self.formula, self.names, self.collection) = (session, formula, names, collection)
  }

  private var sheet: Worksheet { session.sheet }

  /// a, b, c, …; past z, a1, b1, ….
  private func letter(_ index: Int) -> String {
    let letter = String(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index % 26))))
    return index < 26 ? letter : "\(letter)\(index / 26)"
  }

  private func power(_ term: Collection.Term) -> String {
    zip(names, term.powers).compactMap { name, power in
      power == 0 ? nil : power == 1 ? sheet.names[name] : "\(sheet.names[name])^\(power)"
    }.joined(separator: " * ")
  }

  func show(_ answer: Answer) throws(Diagnostic) {
    try declare()
    let terms = collection.terms
    guard session.settings.format == .human else { return table() }
    let subject = session.title(formula)
    let sum = terms.enumerated().map { index, term in
      let power = power(term)
      return power.isEmpty ? letter(index) : "\(letter(index)) * \(power)"
    }.joined(separator: " + ")
    let page = session.page()
    for line in Paragraph.wrap("\(subject) = \(sum.isEmpty ? "0" : sum)", width: page.width) {
      session.show(page.paint(line, .bold))
    }
    for (index, term) in terms.enumerated() {
      session.show("  \(letter(index)) \(session.equated(session.text.line(.quantity(term.coefficient))))")
      guard let formula = term.formula, sheet.arena.constantValue(formula) == nil else { continue }
      for line in Paragraph.wrap(page.spell("= " + sheet.arena.text(formula)), width: page.width - 6) {
        session.show("      " + page.paint(line, .dim))
      }
    }
    let name = sheet.names[names[0]]
    for exception in collection.exceptions {
      session.show(
        page.spell(
          "  at \(name) = \(exception.value) it is \(session.text.line(.quantity(exception.result))): a switch asks for that value"
        ))
    }
    if !terms.isEmpty {
      session.show(page.paint("explain collected.\(letter(0)) says where it comes from", .dim))
    }
    if let line = session.conventionsLine(answer) { session.show(line) }
  }

  private func table() {
    var writer = RowWriter(
      session, columns: ["coefficient", "of", "value"],
      expression:
        "collect \(session.question(formula)) in \(names.map { sheet.names[$0] }.joined(separator: ", "))")
    for (index, term) in collection.terms.enumerated() {
      writer.add([.text(letter(index)), .text(power(term)), .quantity(term.coefficient)])
    }
    writer.finish()
  }

  /// Leaves the coefficients as a ledger, so that they can be asked for and explained like any other figure.
  private func declare() throws(Diagnostic) {
    guard let first = collection.terms.first else { return }
    let rows = collection.terms.enumerated().map { index, term -> Declaration.LedgerRow in
      let power = power(term)
      return .formula(
        sheet.names.symbol(letter(index)), term.formula ?? sheet.arena.constant(.quantity(term.coefficient)),
        role: .counted, note: power.isEmpty ? "what does not depend on it" : "times \(power)", .none)
    }
    let list = names.map { sheet.names[$0] }.joined(separator: ", ")
    let body = Declaration.LedgerBody(
      dimension: first.coefficient.dimension, selector: nil, rows: Later(rows))
    try sheet.declare(
      Declaration(
        name: "collected", span: .none,
        description:
          "Coefficients of \(session.question(formula)) in \(list); their sum is its value where that is 1.",
        body: .ledger(body)))
  }
}
