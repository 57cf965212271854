import Accounting
import Formulas
import Language

extension Command {
  static let plot = Command(
    .plot, "plot EXPRESSION, … over NAME = DOMAIN",
    "lines over an input, ledgers as bars",
    "Domains are those of sweep. A second one, behind a comma, gives a line for each of its values; named values are drawn as bars. What grows by factors, 1Ki..128Ki step *2, gets a logarithmic axis by itself; `log x`, `log y` and `log` at the end ask for one or both. Without `over`, a ledger's rows are drawn as bars: the first level, with `all` every level. A file that ends in .svg, .png or .pdf is drawn by gnuplot, a separate program; `| csv > \"FILE\"` writes the numbers.",
    example: [
      "plot memory, memory.static over batch_size = 1..64",
      "plot memory over sequence_length = 1Ki..128Ki step *2 log y",
      "plot params over d_model = [800, 1600], num_layers = [12, 24]",
      "plot memory",
      "plot memory over batch_size = 1..64 > \"memory.svg\"",
    ]
  ) { (session, arguments) throws(Diagnostic) in
    guard let formula = arguments.formulas.first else {
      throw Diagnostic(
        .syntax, "what to draw is wanted", at: arguments.textSpan, "plot memory over batch_size = 1..64")
    }
    let isPicture = session.image != nil || session.settings.format == .human
    switch (arguments.domains.isEmpty, isPicture) {
    case (false, true): try session.plotLines(arguments)
    case (false, false): try session.sweep(arguments, as: .plot)
    case (true, true): try session.plotBars(arguments)
    case (true, false):
      for formula in arguments.formulas { try session.ask(formula, depth: arguments.all ? .all : .levels(1)) }
    }
    session.previous = formula
  }
}

extension Session {
  /// Shows a picture, or has it drawn for a file.
  private func present(
    _ lines: @autoclosure () -> [String], _ block: PageBlock, _ script: (GnuplotScript) -> String
  ) throws(Diagnostic) {
    if let image { return try write(script(GnuplotScript(format: image.format)), to: image) }
    if let recording { return recording.add(block) }
    lines().forEach(show)
  }

  func plotLines(_ arguments: Statement.Arguments) throws(Diagnostic) {
    let space = try Space(arguments.domains, in: sheet)
    let points = PointEvaluator(sheet, space, arguments.formulas)
    var data = try PlotData(self, points, arguments)
    let conventions = try introduce(points, arguments).conventions
    if let chart = data.bars(self, arguments) {
      try present(BarText(chart: chart, page: page()).lines(), .bars(chart)) { $0.text(chart) }
    } else {
      let plot = try data.plot(self, arguments)
      try present(PlotText(plot: plot, page: page()).lines(), .plot(plot)) { $0.text(plot) }
    }
    data.remarks.forEach(remark)
    if !conventions.isEmpty, sink == nil, image == nil { show(conventions) }
    tell(data.refusals, of: space.count, "points")
    tellUnused(points)
  }

  func plotBars(_ arguments: Statement.Arguments) throws(Diagnostic) {
    if !arguments.logarithmic.isEmpty {
      throw Diagnostic(
        .syntax, "bars start at zero, which has no place on a logarithmic axis", at: arguments.textSpan,
        "give it something to run over: plot memory over batch_size = 1..64 log y")
    }
    var answers: [Answer] = []
    for formula in arguments.formulas {
      let answer = try sheet.answer(formula)
      try weigh(answer.warnings)
      answers.append(answer)
    }
    let chart = try chart(answers, all: arguments.all)
    try present(BarText(chart: chart, page: page()).lines(), .bars(chart)) { $0.text(chart) }
    guard sink == nil, image == nil else { return }
    var said: Set<String> = []
    for answer in answers {
      let omissions = answer.trace.omissions.map { page().paint($0, .dim) }
      for line in omissions + [conventionsLine(answer)].compactMap({ $0 }) where said.insert(line).inserted {
        show(line)
      }
    }
  }

  private func chart(_ answers: [Answer], all: Bool) throws(Diagnostic) -> BarChart {
    if answers.count == 1 {
      guard case .ledger(let ledger) = answers[0].value.bare,
        ledger.rows.contains(where: { $0.role == .counted })
      else {
        let question = question(answers[0].formula)
        throw Diagnostic(
          .wrongKind, "\(question) has no rows to draw as bars", at: sheet.arena.span(answers[0].formula),
          "say over what it is to be drawn: plot \(question) over d_model = 800..1600 step 80",
          details: ["or draw a ledger: plot memory"])
      }
      return BarChart(
        ledger, title: title(answers[0].formula), asked: answers[0].value.display, all: all, text)
    }
    var bars: [(label: String, value: Quantity, display: Display?)] = []
    for answer in answers {
      let span = sheet.arena.span(answer.formula)
      guard let value = flat(answer.value).quantity else { throw .notANumber(answer.value, span) }
      if let first = bars.first, first.value.sums(with: value) == nil {
        throw .twoUnits(
          first.value, sheet.arena.span(answers[0].formula), value, span, sheet.units, of: "one scale")
      }
      bars.append((title(answer.formula), value, answer.value.display))
    }
    return BarChart(bars, text)
  }
}

extension Value {
  /// What was asked of its display.
  var display: Display? { if case .shown(_, let display) = self { display } else { nil } }
}

extension Diagnostic {
  static func twoUnits(
    _ left: Quantity, _ leftSpan: Span, _ right: Quantity, _ rightSpan: Span, _ units: Units,
    of place: String = "one axis"
  ) -> Diagnostic {
    let (a, b) = (units.description(of: left.dimension), units.description(of: right.dimension))
    return Diagnostic(
      .unlikeUnits, "\(a) and \(b) can't share \(place)",
      [Mark(leftSpan, units.kind(of: left.dimension)), Mark(rightSpan, units.kind(of: right.dimension))],
      details: ["draw them one after the other, or divide to bring both to one unit"])
  }
}
