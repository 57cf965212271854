import Accounting
import Formulas

/// Labelled bars, each with its value and its part of the whole.
struct BarChart: Sendable {
  struct Bar: Sendable {
    /// How deep the row lies in the ledger.
    var depth = 0
    var label: String
    /// The label where its place does not tell the rows above: `blocks.attention.q`.
    var path: String
    /// Against the longest.
    var length: Double
    var value: String
    var share: String
  }

  var title: String
  var bars: [Bar]

  /// The rows that add up to a ledger: its own, or those of every depth.
  init(_ ledger: Ledger, title: String, asked display: Display?, all: Bool, _ text: ValueText) {
    var rows: [(above: [String], ledger: Ledger)] = []
    func add(_ ledgers: [Ledger], _ above: [String]) {
      for row in ledgers where row.role == .counted {
        rows.append((above, row))
        if all { add(row.rows, above + [row.name]) }
      }
    }
    add(ledger.rows, [])
    let whole = ledger.total.number
    self.title = title + "   " + BarChart.said(ledger.total, display, text)
    bars = rows.map { above, row in
      let part = row.total.number.dividing(by: whole)
      let times = row.times.map { " × " + text.units.exact($0) } ?? ""
      return Bar(
        depth: above.count, label: row.name + times,
        path: (above + [row.name]).joined(separator: ".") + times,
        length: row.total.number.double,
        value: BarChart.said(row.total, display, text), share: part.map(LedgerRows.percent) ?? "")
    }
    scale()
  }

  /// Answers beside each other.
  init(
    _ answers: [(label: String, value: Quantity, display: Display?)], title: String = "", _ text: ValueText
  ) {
    self.title = title
    bars = answers.map {
      Bar(
        label: $0.label, path: $0.label, length: $0.value.number.double,
        value: BarChart.said($0.value, $0.display, text),
        share: "")
    }
    scale()
  }

  /// Lengths from 0 to 1.
  private mutating func scale() {
    let longest = bars.map(\.length).filter(\.isFinite).max() ?? 0
    for index in bars.indices {
      let part = longest > 0 ? bars[index].length / longest : 0
      bars[index].length = part.isFinite ? min(max(part, 0), 1) : 0
    }
  }

  private static func said(_ quantity: Quantity, _ display: Display?, _ text: ValueText) -> String {
    if case .unit(let unit)? = display, let number = quantity.number.dividing(by: unit.factor) {
      let isSmall = number.magnitude < .one
      let said = number.isZero ? "0" : isSmall ? number.roundedText(significant: 3) : number.fixedText(2)
      return said + " " + unit.name
    }
    if let display { return text.units.text(.quantity(quantity), as: display, text.names) }
    return text.human(quantity) ?? text.units.exact(quantity)
  }
}
