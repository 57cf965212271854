import Formulas

/// A table of values: what `sweep` and `compare` show. Cells keep their values, so that each format writes them its
/// own way.
public struct Grid: Sendable {
  public var columns: [String]
  /// A row may hold nil where there is no value.
  public var rows: [[Value?]]

  public init(columns: [String], rows: [[Value?]]) {
    self.columns = columns
    self.rows = rows.map {
      Array($0.prefix(columns.count)) + Array(repeating: nil, count: max(0, columns.count - $0.count))
    }
  }

  /// For people: numbers to the right, the unit of a column said in every cell.
  public func table(_ text: ValueText) -> Table {
    Table(
      columns.indices.map { Table.Column(columns[$0], holdsNumbers($0) ? .right : .left) },
      rows: rows.map { $0.map(text.cell) })
  }

  /// For programs: plain digits, the unit in the head.
  public func plainTable(units: Units, names: Names) -> Table {
    let json = ValueJSON(units: units, names: names)
    let titles = columns.indices.map { index in
      let unit = self.unit(of: index, units)
      return unit.isEmpty || unit == columns[index] ? columns[index] : "\(columns[index]) (\(unit))"
    }
    return Table(
      columns.indices.map { Table.Column(titles[$0], holdsNumbers($0) ? .right : .left) },
      rows: rows.map { $0.map { json.cell($0).field } })
  }

  /// `{"expr":…,"columns":[{"name":…,"unit":…},…],"rows":[[…],…]}`; a column with a rounded cell says
  /// `"exact":false`.
  public func json(expr: String, units: Units, names: Names) -> String {
    JSON.object([
      ("expr", .string(expr)), ("columns", .array(heads(units: units, names: names))),
      ("rows", .array(cells(units: units, names: names))),
    ]).text
  }

  func heads(units: Units, names: Names) -> [JSON] {
    columns.indices.map { index in
      let exactness: [(name: String, value: JSON)] = isExact(index, units) ? [] : [("exact", .boolean(false))]
      return .object(
        [("name", .string(columns[index])), ("unit", .string(unit(of: index, units)))] + exactness)
    }
  }

  func cells(units: Units, names: Names) -> [JSON] {
    let json = ValueJSON(units: units, names: names)
    return rows.map { .array($0.map { json.cell($0) }) }
  }

  /// The numbers of a column as programs read them, each made when it is asked for.
  private func numbers(_ index: Int, _ units: Units) -> some Sequence<PlainNumber> {
    rows.lazy.compactMap { row -> PlainNumber? in
      guard let value = row[index], let quantity = value.quantity else { return nil }
      if case .shown(_, let display) = value { return PlainNumber(quantity, as: display, units: units) }
      return PlainNumber(quantity, as: nil, units: units)
    }
  }

  private func unit(of index: Int, _ units: Units) -> String {
    numbers(index, units).first { _ in true }?.unit ?? ""
  }

  func isExact(_ index: Int, _ units: Units) -> Bool { numbers(index, units).allSatisfy(\.isExact) }

  func holdsNumbers(_ index: Int) -> Bool {
    rows.contains { $0[index]?.quantity != nil }
  }
}
