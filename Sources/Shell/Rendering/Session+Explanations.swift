import Accounting
import Formulas

/// `explain` and `why` in the format of the session.
extension Session {
  func explain(_ answer: Answer, all: Bool) {
    let explanations = sheet.explain(answer, all: all)
    let said = Set(explanations.flatMap { $0.causes.map(\.name) } + explanations.map(\.subject))
    let inputs = sheet.inputs(of: answer).filter { !said.contains($0.name) }
    let last = explanations.count - 1
    switch settings.format {
    case .human: tell(explanations, inputs, answer)
    case .json:
      let json = ExplanationJSON(value: ValueJSON(units: sheet.units, names: sheet.names))
      for (index, explanation) in explanations.enumerated() {
        show(
          json.line(
            explanation, answer: index == 0 ? answer.value : explanation.value,
            expr: index == 0 ? question(answer.formula) : explanation.subject,
            inputs: index == last ? inputs : [], conventions: index == 0 ? conventions(of: answer) : []))
      }
    case .csv, .md:
      let table = ExplanationTable(text: text)
      beginText()
      for (index, explanation) in explanations.enumerated() {
        let inputs = index == last ? inputs : []
        let lines =
          settings.format == .md
          ? table.markdown(explanation, inputs: inputs)
          : table.csv(explanation, inputs: inputs, header: index == 0 ? .shown : .omitted)
        lines.forEach(show)
      }
    }
  }

  private func tell(_ explanations: [Explanation], _ inputs: [Explanation.Cause], _ answer: Answer) {
    if let recording {
      recording.add(.explanation(explanations, inputs: inputs, symbols: sheet.symbols(of: answer)))
      if let line = conventionsLine(answer) { show(line) }
      return
    }
    let text = ExplanationText(self)
    for (index, explanation) in explanations.enumerated() {
      if index > 0 { show("") }
      text.lines(explanation, first: index == 0).forEach(show)
    }
    for line in text.inputs(inputs) { show(line) }
    if let line = conventionsLine(answer) { show(line) }
  }

  func why(_ answer: Answer) {
    let why = sheet.why(answer)
    let expression = question(answer.formula)
    switch settings.format {
    case .human:
      let page = page()
      let line = page.spell(why)
      let lines = settings.isInteractive ? Paragraph.wrap(line, width: page.width) : [line]
      lines.forEach(show)
    case .json:
      let members = ValueJSON(units: sheet.units, names: sheet.names).members(answer.value, expr: expression)
      show(JSON.object(members + [("why", .string(why))]).text)
    case .csv, .md: showText([.init("expr"), .init("why")], [expression, why])
    }
  }

  func explain(_ code: Diagnostic.Code) {
    switch settings.format {
    case .human:
      let label = page().paint(code.rawValue, .bold)
      Paragraph.entries([(label, page().spell(code.explanation))], width: page().width).forEach(show)
    case .json:
      show(
        JSON.object([("code", .string(code.rawValue)), ("explanation", .string(code.explanation))]).text)
    case .csv, .md: showText([.init("code"), .init("explanation")], [code.rawValue, code.explanation])
    }
  }

  /// A table of one row, for CSV and Markdown.
  private func showText(_ columns: [Table.Column], _ cells: [String]) {
    beginText()
    let table = Table(columns, rows: [cells])
    (settings.format == .md ? table.markdown() + [""] : table.csv()).forEach(show)
  }

  /// What comes now has other columns than the answers before and after it.
  func beginText() {
    if settings.format == .md, lastHeaderIsOfTree != nil { show("") }
    lastHeaderIsOfTree = nil
  }
}
