import Accounting
import Formulas
import Language

extension Command {
  static let sensitivity = Command(
    .sensitivity, "sensitivity EXPRESSION", "what one step of each input does to an answer, largest first",
    "A step is one percent more, or for whole numbers the next legal value: num_heads steps to the next that divides d_model.",
    example: ["sensitivity memory", "sensitivity time.train"]
  ) { (session, arguments) throws(Diagnostic) in
    let formula = try arguments.formula("sensitivity memory")
    let answer = try session.sheet.answer(formula)
    try session.weigh(answer.warnings)
    guard answer.value.quantity != nil else {
      throw .notANumber(answer.value, session.sheet.arena.span(formula))
    }
    let effects = try session.sheet.sensitivity(of: answer)
    session.show(effects, of: answer)
  }

  static let edge = Command(
    .edge, "edge CONDITION", "how far each input can move before a condition breaks",
    "Each input alone, downwards and upwards, to the nearest value at which the condition changes; whole numbers are tried one by one.",
    example: ["edge memory <= 80 GB", "edge memory <= 80 GB and params >= 1B"]
  ) { (session, arguments) throws(Diagnostic) in
    let formula = try arguments.formula("edge memory <= 80 GB")
    let answer = try session.sheet.answer(formula)
    try session.weigh(answer.warnings)
    guard case .boolean(let holds) = answer.value.bare else {
      throw Diagnostic(
        .wrongKind, "edge wants a condition, and this is \(answer.value.kind)",
        at: session.sheet.arena.span(formula), "compare it: = < <= > >=")
    }
    try session.show(edgesOf: answer, holds: holds)
  }
}

extension Session {
  fileprivate func show(_ effects: [Effect], of answer: Answer) {
    let (units, page) = (sheet.units, page())
    guard settings.format == .human else {
      var writer = RowWriter(
        self, columns: ["input", "from", "to", question(answer.formula), "change"],
        expression: "sensitivity \(question(answer.formula))")
      for effect in effects {
        writer.add([
          .text(sheet.names[effect.name]), .quantity(effect.from), .quantity(effect.to),
          .quantity(effect.result),
          .quantity(Quantity(effect.change)),
        ])
      }
      return writer.finish()
    }
    show("\(title(answer.formula)) \(equated(text.line(flat(answer.value))))")
    if effects.isEmpty { return show(page.paint("it depends on no input that is a number", .dim)) }
    let cells = effects.map { effect in
      [
        sheet.names[effect.name], units.phrase(.quantity(effect.from), sheet.names),
        units.phrase(.quantity(effect.to), sheet.names),
        Session.percent(effect.change),
      ]
    }
    var table = Table([
      Table.Column("input"), Table.Column("from", .right), Table.Column("to", .right),
      Table.Column("change", .right), Table.Column(""),
    ])
    let longest = effects.map { $0.change.magnitude.double }.max() ?? 0
    let taken = table.columns.indices.dropLast().reduce(0) { width, column in
      width + 3
        + max(table.columns[column].title.displayWidth, cells.map { $0[column].displayWidth }.max() ?? 0)
    }
    let room = max(4, min(30, page.width - taken))
    for (effect, cells) in zip(effects, cells) {
      let part = longest > 0 ? effect.change.magnitude.double / longest : 0
      let length = Int((part * Double(room)).rounded())
      let bar = length == 0 && part > 0 ? "▏" : String(repeating: "█", count: length)
      table.append(cells + [bar])
    }
    show(inColumns: table)
    if let line = conventionsLine(answer) { show(line) }
  }

  /// `+2.44 %`; what is no change is 0, and what rounds to none says so.
  private static func percent(_ change: Num) -> String {
    let sign = change.sign < 0 ? "−" : "+"
    let percent = change.magnitude.multiplying(.int(100))
    if percent.isZero { return "0 %" }
    return percent < .wide(1, 200) ? "\(sign)<0.01 %" : "\(sign)\(percent.fixedText(2)) %"
  }

  /// Counts in full, measures in the unit people say.
  private func spoken(_ quantity: Quantity) -> String {
    quantity.number.isExact && quantity.number.isInteger && quantity.dimension.isNone
      ? sheet.units.plain(.quantity(quantity), sheet.names)
      : sheet.units.phrase(.quantity(quantity), sheet.names)
  }

  fileprivate func show(edgesOf answer: Answer, holds: Bool) throws(Diagnostic) {
    var progress = Progress(self, total: 1, of: "inputs")
    defer { progress.finish() }
    let edges = try sheet.edges(of: answer, holds: holds, workers: sheet.workers) { progress.update($0) }
    progress.finish()
    let name = question(answer.formula)
    guard settings.format == .human else {
      var writer = RowWriter(self, columns: ["input", "down", "now", "up"], expression: "edge \(name)")
      for edge in edges {
        writer.add([
          .text(sheet.names[edge.name]), edge.below.map { .quantity($0) }, .quantity(edge.now),
          edge.above.map { .quantity($0) },
        ])
      }
      return writer.finish()
    }
    let sides = sides(answer.formula).map { comparison($0) }
    let heading = holds ? "holds" : "does not hold"
    show(page().spell("\(sides ?? name)   \(heading)"))
    let moved = edges.filter { $0.below != nil || $0.above != nil }
    if !moved.isEmpty {
      var table = Table([
        Table.Column("input"), Table.Column(holds ? "breaks at" : "holds at", .right),
        Table.Column("now", .right),
        Table.Column(holds ? "breaks at" : "holds at", .right),
      ])
      for edge in moved {
        table.append([
          sheet.names[edge.name], edge.below.map(spoken) ?? "–", spoken(edge.now),
          edge.above.map(spoken) ?? "–",
        ])
      }
      show(inColumns: table)
    }
    let still = edges.filter { $0.below == nil && $0.above == nil }.map { sheet.names[$0.name] }
    if !still.isEmpty {
      let list = still.joined(separator: " ")
      let verb = holds ? "breaks" : "mends"
      let lines = Paragraph.wrap(page().spell("none of these \(verb) it alone: \(list)"), width: page().width)
      for line in lines { show(page().paint(line, .dim)) }
    }
    if let line = conventionsLine(answer) { show(line) }
  }
}
