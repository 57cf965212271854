import Formulas

/// Single values and ledgers as tables, for CSV and Markdown.
public struct ValueTable {
  let text: ValueText

  public init(_ text: ValueText) { self.text = text }

  /// A ledger as `path,value,unit`, a line a row; anything else as `expr,value,unit`.
  public func plain(_ value: Value, expr: String) -> Table {
    let (bare, display) = ValueTable.split(value)
    guard case .ledger(let ledger) = bare else {
      var table = Table([.init("expr"), .init("value", .right), .init("unit")])
      table.append([expr] + figures(bare, display))
      return table
    }
    var table = Table([.init("path"), .init("value", .right), .init("unit")])
    add(ledger, path: ledger.name.isEmpty ? expr : ledger.name, display, &table)
    return table
  }

  /// A ledger with its parts indented by path, exact and rounded; anything else on one row.
  public func markdown(_ value: Value, expr: String) -> Table {
    let (bare, display) = ValueTable.split(value)
    guard case .ledger(let ledger) = bare else {
      var table = Table([.init("expression"), .init("value", .right), .init("rounded", .right)])
      let human = display == nil ? bare.quantity.flatMap { text.human($0) } : nil
      table.append([expr, text.units.plain(value, text.names), human ?? ""])
      return table
    }
    return ValueTable.table(LedgerRows(ledger, as: display, depth: .max, text: text))
  }

  /// Rows of a ledger, the parts indented.
  static func table(_ rows: LedgerRows) -> Table {
    var table = Table([
      .init("part"), .init("value", .right), .init("rounded", .right), .init("share", .right),
    ])
    for row in rows.rows {
      let name = String(repeating: "\u{2003}", count: row.level) + row.name
      table.append([name, row.unit.isEmpty ? row.number : row.number + " " + row.unit, row.human, row.share])
    }
    return table
  }

  private func add(_ ledger: Ledger, path: String, _ display: Display?, _ table: inout Table) {
    var display = display
    if case .unit(let unit)? = display, unit.dimension.powers != ledger.total.dimension.powers {
      display = nil
    }
    table.append([path] + figures(.quantity(ledger.total), display))
    for row in ledger.rows { add(row, path: path + "." + row.name, display, &table) }
  }

  private func figures(_ value: Value, _ display: Display?) -> [String] {
    if let quantity = value.quantity {
      let number = PlainNumber(quantity, as: display, units: text.units)
      return [number.digits ?? "", number.unit]
    }
    return [text.units.plain(value, text.names), ""]
  }

  private static func split(_ value: Value) -> (Value, Display?) {
    if case .shown(let inner, let display) = value { (inner.bare, display) } else { (value, nil) }
  }
}

extension JSON {
  /// The value as a field of a CSV line.
  var field: String {
    switch self {
    case .null: ""
    case .string(let text): text
    default: text
    }
  }
}
