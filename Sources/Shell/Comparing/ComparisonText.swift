import Formulas

/// A comparison in the format of the session.
struct ComparisonText {
  let comparison: Comparison
  let text: ValueText

  /// Rows that lie deeper are for programs; people ask for the part.
  private static let depth = 2
  private static let longestHead = 40
  private static let shortestHead = 12
  private static let shortestName = 8
  private static let gap = 3

  // MARK: For people

  /// The table, then in a few words what it leaves out.
  func lines() -> (table: [String], note: String?) {
    var limit = ComparisonText.longestHead
    while limit > ComparisonText.shortestHead, width(limit) > text.page.width, tells(limit - 1) {
      limit -= 1
    }
    let excess = width(limit) - text.page.width
    let longest = shown.map { name($0).displayWidth }.max() ?? 0
    let table = table(limit, names: excess > 0 ? max(ComparisonText.shortestName, longest - excess) : .max)
    return (table.lines(text.page), note)
  }

  func markdown() -> (table: [String], note: String?) { (full.markdown(), note) }

  /// The table with nothing shortened.
  var full: Table { table(.max) }

  private var shown: [Comparison.Row] {
    comparison.rows.filter { $0.level == 0 || $0.hasMoved && $0.level <= ComparisonText.depth }
  }

  private func table(_ limit: Int, names: Int = .max) -> Table {
    let rows = shown
    let values = rows.map { row in row.quantities.map { value($0) } }
    let style = ColumnStyle(values.flatMap { $0 }, leading: values.first, text)
    let titles = heads(limit) + (hasDifference ? ["difference"] : []) + ["ratio"]
    let label = comparison.hasParts && !comparison.subject.isEmpty ? comparison.subject : ""
    var table = Table(
      [Table.Column(label.isEmpty ? style.heading : style.title(label))]
        + titles.map { Table.Column($0, .right) })
    for (row, cells) in zip(rows, values) {
      table.append(
        [name(row, names)] + cells.map { style.cell($0, text) }
          + (hasDifference ? [signed(row, style)] : []) + [ratio(row)])
    }
    return table
  }

  private func heads(_ limit: Int) -> [String] {
    comparison.heads.map { text.page.spell($0).cut(limit, mark: text.page.spell("…")) }
  }

  /// Whether heads of that length still tell the columns apart.
  private func tells(_ limit: Int) -> Bool { Set(heads(limit)).count == Set(comparison.heads).count }

  private func width(_ limit: Int) -> Int {
    let table = table(limit)
    return table.columns.indices.reduce(ComparisonText.gap * (table.columns.count - 1)) { sum, index in
      sum
        + max(
          table.columns[index].title.displayWidth, table.rows.map { $0[index].displayWidth }.max() ?? 0)
    }
  }

  private func name(_ row: Comparison.Row) -> String {
    if row.level > 0 { return row.path }
    if comparison.hasParts { return "total" }
    return comparison.subject.isEmpty ? "value" : comparison.subject
  }

  /// The end of a path says which row it is.
  private func name(_ row: Comparison.Row, _ limit: Int) -> String {
    let name = name(row)
    guard row.level > 0, name.count > limit else { return name }
    return text.page.spell("…") + name.suffix(limit - 1)
  }

  private func signed(_ row: Comparison.Row, _ style: ColumnStyle) -> String {
    let cell = style.cell(value(row.difference), text)
    guard let difference = row.difference, difference.number.sign > 0 else { return cell }
    let mark = text.page.spell("≈") + " "
    return cell.hasPrefix(mark) ? mark + "+" + cell.dropFirst(mark.count) : "+" + cell
  }

  /// `×1.98`, with more digits where two decimals would say that nothing moved.
  private func ratio(_ row: Comparison.Row) -> String {
    guard let ratio = row.ratio?.number else { return text.page.spell("–") }
    var number = ratio.fixedText(2)
    if number == "1.00", ratio != .one {
      number = ratio.roundedText()
    } else if ratio.magnitude < .wide(1, 10), !ratio.isZero {
      number = ratio.roundedText(significant: 2)
    } else if !(ratio.magnitude < .int(1000)) {
      number = ratio.roundedText(significant: 4)
    }
    return text.page.spell("×") + number
  }

  private var note: String? {
    guard comparison.hasParts else { return nil }
    let parts = comparison.rows.filter { $0.level > 0 }
    let still = parts.filter { $0.level <= ComparisonText.depth && !$0.hasMoved }.count
    let deeper = parts.filter { $0.level > ComparisonText.depth && $0.hasMoved }.count
    let notes = [
      still == 0 ? nil : "\(still) \(still == 1 ? "row" : "rows") did not move",
      deeper == 0 ? nil : "\(deeper) deeper \(deeper == 1 ? "row" : "rows") moved: | csv shows all",
    ]
    let said = notes.compactMap(\.self)
    return said.isEmpty ? nil : said.joined(separator: "; ")
  }

  // MARK: For programs

  /// All rows, in full.
  func grid(movedOnly: Bool) -> Grid {
    let rows = comparison.rows.filter { !movedOnly || $0.level == 0 || $0.hasMoved }
    return Grid(
      columns: ["row"] + comparison.heads + (hasDifference ? ["difference"] : []) + ["ratio"],
      rows: rows.map { row in
        [.text(name(row))] + row.quantities.map { value($0) }
          + (hasDifference ? [value(row.difference)] : []) + [row.ratio.map { .quantity($0) }]
      })
  }

  private var hasDifference: Bool { comparison.heads.count == 2 }

  private func value(_ quantity: Quantity?) -> Value? {
    guard let quantity else { return nil }
    guard let display = comparison.display else { return .quantity(quantity) }
    return .shown(.quantity(quantity), display)
  }
}

extension Session {
  /// Shows a comparison; `expression` is what was asked, for programs.
  func show(_ comparison: Comparison, expression: String, movedOnly: Bool = false) {
    let text = ComparisonText(comparison: comparison, text: text)
    switch settings.format {
    case .human:
      let lines = text.lines()
      if let recording { recording.table(text.full, header: .shown) } else { lines.table.forEach(show) }
      if let note = lines.note { show(page().paint(page().spell(note).cut(page().width, mark: ""), .dim)) }
    case .md:
      beginText()
      let lines = text.markdown()
      (lines.table + [""]).forEach(show)
      if let note = lines.note { [page().spell(note), ""].forEach(show) }
    case .csv:
      beginText()
      text.grid(movedOnly: movedOnly).plainTable(units: sheet.units, names: sheet.names).csv().forEach(show)
    case .json:
      show(text.grid(movedOnly: movedOnly).json(expr: expression, units: sheet.units, names: sheet.names))
    }
  }
}
