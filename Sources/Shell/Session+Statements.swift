import Accounting
import Formulas
import Language

extension Session {
  func act(on statement: Statement) throws(Diagnostic) {
    switch statement.kind {
    case .expression(let formula): if try !takesAnswer(formula) { try ask(formula) }
    case .assignment(let name, let nameSpan, let formula, let isLive):
      try assign(name, nameSpan, formula, isLive: isLive, goesOn: statement.goesOn)
    case .function(let name, let nameSpan, let parameters, let body):
      try sheet.define(name, nameSpan, parameters: parameters, body)
      if statement.goesOn {
        let head = parameters.map { sheet.names[$0] }.joined(separator: ", ")
        stepText = "\(sheet.names[name])(\(head)) := \(sheet.arena.text(body))"
      }
      if echoes {
        show(
          "\(sheet.names[name])(\(parameters.map { sheet.names[$0] }.joined(separator: ", "))) := \(sheet.arena.text(body))"
        )
      }
    case .command(let verb, let arguments):
      guard let command = Command.all.first(where: { $0.verb == verb }) else { return }
      try command.run(self, arguments)
    case .declaration(let declaration):
      try sheet.declare(declaration)
      if echoes { show(page().paint("declared \(declaration.name)", .dim)) }
    case .audit(let audit): try show(audit)
    }
  }

  /// Whether what was done is said: to someone at a prompt, not in a script.
  var echoes: Bool { settings.isInteractive && scriptDepth == 0 && settings.format == .human }

  /// Evaluates a question and shows the answer.
  func ask(_ formula: Formula, depth: LedgerText.Depth = .usual) throws(Diagnostic) {
    let answer = try sheet.answer(formula)
    try weigh(answer.warnings)
    display(answer, depth: depth)
    if !sheet.arena.goesOn(formula) { previous = formula }
    lastConventions = conventions(of: answer)
    remember(answer)
    sheet.lastValue = answer.value
  }

  /// The conventions an answer rests on, through the last value too.
  func conventions(of answer: Answer) -> [(name: Symbol, value: Value)] {
    let used = sheet.conventions(of: answer)
    return used.isEmpty && sheet.arena.goesOn(answer.formula) ? lastConventions : used
  }

  /// The text of a question, as it was written.
  func question(_ formula: Formula) -> String {
    let written = sheet.sources.text(sheet.arena.span(formula))
    // The place of a formula ends before brackets that close behind its last part.
    let opened = written.reduce(0) { $0 + ("([".contains($1) ? 1 : ")]".contains($1) ? -1 : 0) }
    return written.isEmpty || opened != 0 ? sheet.arena.text(formula) : written
  }

  /// An answer in the format of the session.
  func display(_ answer: Answer, depth: LedgerText.Depth = .usual) {
    let expression = question(answer.formula)
    // CSV and Markdown have one header for answers of one shape: a ledger has other columns than a value.
    let isTree = if case .ledger(let ledger) = answer.value.bare { !ledger.rows.isEmpty } else { false }
    let header: Table.Header = lastHeaderIsOfTree == isTree ? .omitted : .shown
    if settings.format == .md, header == .shown, lastHeaderIsOfTree != nil { show("") }
    lastHeaderIsOfTree = isTree
    if isTree, let recording, case .ledger(let ledger) = answer.value.bare {
      let rows = LedgerRows(ledger, as: answer.value.display, depth: depth.levels, text: text)
      recording.add(.ledger(rows, subject: LedgerText.subject(ledger, asked: expression)))
    } else {
      renderer.lines(answer.value, expr: expression, depth: depth, header: header).forEach(show)
    }
    guard settings.format == .human else { return }
    for omission in answer.trace.omissions { show(page().paint(omission, .dim)) }
    if let line = conventionsLine(answer) { show(line) }
  }

  var renderer: Renderer { Renderer(settings.format, units: sheet.units, names: sheet.names, page: page()) }

  /// `activation_rule = saved, …`: the conventions an answer rests on, in one dim line.
  func conventionsLine(_ answer: Answer) -> String? {
    let used = conventions(of: answer)
    guard !used.isEmpty else { return nil }
    let list = used.map { "\(sheet.names[$0.name]) = \(sheet.units.plain($0.value, sheet.names))" }
    return page().paint("convention: " + list.joined(separator: ", "), .dim)
  }

  /// `= 4`, and of a rounded number `≈ 2.67` alone.
  func equated(_ value: String) -> String { value.hasPrefix("≈") ? value : "= " + value }

  private func assign(_ name: Symbol, _ span: Span, _ formula: Formula, isLive: Bool, goesOn: Bool)
    throws(Diagnostic)
  {
    let done = try sheet.assign(name, span, formula, isLive: isLive)
    if let value = done.value, sheet.restsOnTheMoment(done) {
      // What `_`, args or a measurement was then is gone later; its value is not.
      stepText = "\(sheet.names[name]) = \(sheet.literal(value))"
    } else if goesOn {
      stepText = "\(sheet.names[name]) \(isLive ? ":=" : "=") \(sheet.arena.text(formula))"
    }
    try weigh(done.warnings)
    guard echoes else { return }
    let label = sheet.names[name]
    let value = done.value.map { text.line($0) }
    if isLive {
      show("\(label) := \(sheet.arena.text(formula))" + (value.map { "   " + equated($0) } ?? ""))
      if !hasTaughtLive {
        hasTaughtLive = true
        show(
          page().paint(":= is live: it is worked out anew whenever it is used, and follows its inputs", .dim))
      }
    } else if let was = done.was {
      show(
        "\(label) \(equated(value ?? ""))     was live (:= \(sheet.arena.text(was))), now fixed; undo restores it"
      )
    } else {
      show("\(label) \(equated(value ?? ""))")
    }
    for other in sheet.frozenDependents(of: name) {
      let text = sheet.names[other]
      show(
        page().paint(
          "\(text) was computed from \(label) and stays \(sheet.text(of: text) ?? ""); with := it would follow",
          .dim))
    }
  }
}
