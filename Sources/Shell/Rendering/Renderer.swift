import Formulas

/// The forms that answers can take: `--format`.
public enum OutputFormat: String, CaseIterable, Sendable {
  case human, json, csv, md
}

/// Answers to lines of output, in the form asked for.
public struct Renderer {
  public var format: OutputFormat
  public let text: ValueText

  public init(_ format: OutputFormat, units: Units, names: Names, page: Page) {
    self.format = format
    text = ValueText(units: units, names: names, page: page)
  }

  /// A value under the expression that gave it. `header` is for CSV and Markdown, where several answers may share
  /// one.
  public func lines(
    _ value: Value, expr: String, depth: LedgerText.Depth = .usual, header: Table.Header = .shown
  ) -> [String] {
    switch format {
    case .human: human(value, expr: expr, depth: depth)
    case .json: [ValueJSON(units: text.units, names: text.names).line(value, expr: expr)]
    case .csv: ValueTable(text).plain(value, expr: expr).csv(header: header)
    case .md: ValueTable(text).markdown(value, expr: expr).markdown(header: header)
    }
  }

  public func lines(_ grid: Grid, expr: String, header: Table.Header = .shown) -> [String] {
    switch format {
    case .human: grid.table(text).lines(text.page, header: header)
    case .json: [grid.json(expr: expr, units: text.units, names: text.names)]
    case .csv: grid.plainTable(units: text.units, names: text.names).csv(header: header)
    case .md: grid.table(text).markdown(header: header)
    }
  }

  /// A listing that holds texts only.
  public func lines(_ table: Table, expr: String, header: Table.Header = .shown) -> [String] {
    switch format {
    case .human: table.lines(text.page, header: header)
    case .json: [table.json(expr: expr)]
    case .csv: table.csv(header: header)
    case .md: table.markdown(header: header)
    }
  }

  private func human(_ value: Value, expr: String, depth: LedgerText.Depth) -> [String] {
    var display: Display?
    if case .shown(_, let wanted) = value { display = wanted }
    guard case .ledger(let ledger) = value.bare, !ledger.rows.isEmpty else { return [text.line(value)] }
    return LedgerText(text).lines(
      ledger, subject: LedgerText.subject(ledger, asked: expr), depth: depth, as: display)
  }
}

extension Table {
  /// The table in the shape of a sweep's line, all cells texts.
  func json(expr: String) -> String {
    let heads = columns.map { JSON.object([("name", .string($0.title)), ("unit", .string(""))]) }
    return JSON.object([
      ("expr", .string(expr)), ("columns", .array(heads)),
      ("rows", .array(rows.map { .array($0.map { .string($0) }) })),
    ]).text
  }
}
