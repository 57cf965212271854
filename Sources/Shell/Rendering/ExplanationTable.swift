import Accounting
import Formulas

/// An explanation for CSV, all of it one table, and for Markdown, the chain above it.
struct ExplanationTable {
  let text: ValueText

  func csv(_ explanation: Explanation, inputs: [Explanation.Cause], header: Table.Header) -> [String] {
    var table = Table([
      .init("name"), .init("value", .right), .init("unit"), .init("formula"), .init("meaning"),
      .init("symbol"),
    ])
    func add(_ name: String, _ value: Value, _ formula: String, _ meaning: String, symbol: String = "") {
      if let quantity = value.quantity {
        let number = PlainNumber(quantity, as: nil, units: text.units)
        table.append([name, number.digits ?? "", number.unit, formula, meaning, symbol])
      } else {
        table.append([name, text.units.plain(value, text.names), "", formula, meaning, symbol])
      }
    }
    add(explanation.subject, explanation.value, explanation.chain.text, explanation.description)
    for (path, row) in zip(ExplanationTable.paths(explanation.rows), explanation.rows) {
      add(path, .quantity(row.value), row.formula.text, row.said)
    }
    for cause in explanation.causes + inputs {
      add(cause.name, cause.value, cause.formula.text, cause.description, symbol: cause.symbol)
    }
    return table.csv(header: header)
  }

  func markdown(_ explanation: Explanation, inputs: [Explanation.Cause]) -> [String] {
    let value = text.units.plain(explanation.value, text.names)
    let result = value.hasPrefix("≈") ? value : "= " + value
    var lines = ["**" + Table.markdown(explanation.subject) + "** " + Table.markdown(result), ""]
    if !explanation.description.isEmpty { lines += [Table.markdown(explanation.description), ""] }
    let chain = explanation.chain.map(\.text).filter { $0 != explanation.subject }
    // Four spaces make it code, in which nothing has to be escaped.
    if !chain.isEmpty { lines += chain.map { "    " + ($0.hasPrefix("≈") ? $0 : "= " + $0) } + [""] }
    var table = Table([
      .init("name"), .init("symbol"), .init("value", .right), .init("formula"), .init("meaning"),
    ])
    for row in explanation.rows {
      let name = String(repeating: "\u{2003}", count: row.depth) + row.name
      table.append([
        row.times.map { "\(name) (\(text.units.exact($0)) times)" } ?? name, "",
        text.units.plain(.quantity(row.value), text.names),
        row.formula.text, row.said,
      ])
    }
    for cause in explanation.causes + inputs {
      table.append([
        cause.name, cause.symbol, text.units.plain(cause.value, text.names), cause.formula.text,
        cause.description,
      ])
    }
    if !table.rows.isEmpty { lines += table.markdown() + [""] }
    return lines
  }

  /// `block.attention.q`: each row under the one before it that is less deep.
  private static func paths(_ rows: [Explanation.Row]) -> [String] {
    var open: [String] = []
    return rows.map { row in
      open = Array(open.prefix(row.depth)) + [row.name]
      return open.joined(separator: ".")
    }
  }
}
