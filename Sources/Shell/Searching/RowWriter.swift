import Formulas

/// Rows of a table as they come, in the format of the session: gathered by the thousand, so that columns stand
/// straight, and no table is too long for memory.
struct RowWriter {
  private let session: Session
  private let columns: [String]
  private let expression: String
  private var rows: [[Value?]] = []
  private var styles: [ColumnStyle]?
  private var hasBegun = false
  /// Columns that hold a rounded number, as far as they were not said to in the head.
  private var rounded: Set<Int> = []
  private(set) var count = 0

  private static let chunk = 1_000

  init(_ session: Session, columns: [String], expression: String) {
    (self.session, self.columns, self.expression) = (session, columns, expression)
  }

  mutating func add(_ row: [Value?]) {
    rows.append(row)
    count += 1
    if rows.count == RowWriter.chunk { flush() }
  }

  mutating func finish() {
    if !rows.isEmpty || !hasBegun { flush() }
    guard session.settings.format == .json else { return }
    let late = rounded.sorted().map { JSON.string(columns[$0]) }
    session.write(late.isEmpty ? "]}\n" : "],\"rounded\":\(JSON.array(late).text)}\n")
  }

  private mutating func flush() {
    let grid = Grid(columns: columns, rows: rows)
    let header: Table.Header = hasBegun ? .omitted : .shown
    let text = session.text
    switch session.settings.format {
    case .human, .md:
      let styles = self.styles ?? grid.styles(text)
      self.styles = styles
      let table = grid.table(text, styles: styles)
      if session.settings.format == .md {
        table.markdown(header: header).forEach(session.show)
      } else {
        session.show(inColumns: table, header: header)
      }
    case .csv:
      grid.plainTable(units: text.units, names: text.names).csv(header: header).forEach(session.show)
    case .json:
      let heads = grid.heads(units: text.units, names: text.names)
      if !hasBegun {
        session.write(
          "{\"expr\":\(JSON.string(expression).text),\"columns\":\(JSON.array(heads).text),\"rows\":[")
      } else {
        for index in columns.indices where !grid.isExact(index, text.units) { rounded.insert(index) }
      }
      let cells = grid.cells(units: text.units, names: text.names).map(\.text)
      session.write((hasBegun && !cells.isEmpty ? "," : "") + cells.joined(separator: ","))
    }
    hasBegun = true
    rows.removeAll(keepingCapacity: true)
  }
}
