import Accounting
import Formulas

/// Explanations on a page of the web: the chain of formulas, the rows with theirs, what it all rests on.
extension HTMLPage {
  func explained(_ explanation: Explanation, inputs: [Explanation.Cause], _ mathml: MathML) -> String {
    var parts: [String] = []
    let value = Math(written: text.units.plain(explanation.value.bare, text.names))
    let human = explanation.value.quantity.flatMap { text.human($0) }.map {
      " <span class=\"dim\">\(HTML.escape($0))</span>"
    }
    let isNamed = !explanation.subject.isEmpty
    let heading = isNamed ? "<strong>\(HTML.escape(explanation.subject))</strong>" : ""
    let words = explanation.description.isEmpty ? "" : " \(HTML.escape(explanation.description))"
    parts.append("<p class=\"subject\">\(heading)\(human ?? "")\(words)</p>")
    let forms = explanation.chain.map(\.math)
    let chain = forms.last == value ? forms : forms + [value]
    parts.append("<div class=\"scroll\">\(mathml.block(isNamed ? explanation.paper : nil, chain))</div>")
    if !explanation.rows.isEmpty { parts.append(rows(explanation.rows, mathml)) }
    let causes = explanation.causes + inputs
    if !causes.isEmpty { parts.append(self.causes(causes, mathml)) }
    if let place = explanation.place { parts.append(HTMLPage.aside("declared in \(HTML.escape(place))")) }
    return "<section class=\"explanation\">\(parts.joined(separator: "\n"))</section>"
  }

  private func rows(_ rows: [Explanation.Row], _ mathml: MathML) -> String {
    HTMLPage.scrolling(
      rows.map { row in
        let times = row.times.map { " × \(text.units.exact($0))" } ?? ""
        return "<tr><th scope=\"row\" style=\"padding-left:\(Double(row.depth) + 0.3)em\">"
          + "\(HTML.escape(row.name + times))</th>"
          + HTMLPage.cell(HTML.escape(text.units.exact(Quantity(row.value.number))), isNumber: true)
          + HTMLPage.cell(row.formula.first.map { mathml.inline($0.math) } ?? "")
          + "<td class=\"note\">\(HTML.escape(row.said))</td></tr>"
      }, head: [], kind: "rows")
  }

  private func causes(_ causes: [Explanation.Cause], _ mathml: MathML) -> String {
    HTMLPage.scrolling(
      causes.map { cause in
        let symbol = cause.symbol.isEmpty ? "" : mathml.inline(.name(cause.name))
        let formula = cause.formula.first.map { mathml.inline($0.math) } ?? ""
        return "<tr>" + HTMLPage.cell(symbol) + "<th scope=\"row\">\(HTML.escape(cause.name))</th>"
          + HTMLPage.cell(HTML.escape(text.units.plain(cause.value, text.names)), isNumber: true)
          + HTMLPage.cell(formula) + "<td class=\"note\">\(HTML.escape(cause.description))</td></tr>"
      },
      head: [
        HTMLPage.head("symbol"), HTMLPage.head("name"), HTMLPage.head("value", isNumber: true),
        HTMLPage.head("formula"), HTMLPage.head("meaning"),
      ], kind: "rows")
  }
}
