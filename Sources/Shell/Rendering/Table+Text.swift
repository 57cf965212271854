extension Table {
  private static let gap = 3
  /// A column of words is not cut below this.
  private static let shortestColumn = 8

  /// The columns side by side. Where the page is too narrow, the widest columns of words are shortened, none below
  /// the next; if that is not enough, the last columns are left out, and a line says so.
  public func lines(_ page: Page, header: Header = .shown) -> [String] {
    let titles = columns.map { page.spell($0.title) }
    let cells = rows.map { $0.map { page.spell($0) } }
    var widths = columns.indices.map { index in
      max(header == .shown ? titles[index].displayWidth : 0, cells.map { $0[index].displayWidth }.max() ?? 0)
    }
    let shown = fit(&widths, page.width)
    var lines: [String] = []
    if header == .shown { lines.append(line(titles, widths, page, .dim)) }
    lines += cells.map { line($0, widths, page, nil) }
    if shown < columns.count {
      let left = columns.count - shown
      let hint = "… \(left) more column\(left == 1 ? "" : "s"): widen the window, or \(wholeForm)"
      lines.append(page.paint(page.spell(hint).cut(page.width, mark: ""), .dim))
    }
    return lines
  }

  /// Makes the widths fit and returns how many columns are shown.
  private func fit(_ widths: inout [Int], _ room: Int) -> Int {
    func total() -> Int { widths.reduce(0, +) + Table.gap * max(0, widths.count - 1) }
    while total() > room {
      let words = widths.indices.filter {
        columns[$0].alignment == .left && !columns[$0].isWhole && widths[$0] > Table.shortestColumn
      }
      if let widest = words.max(by: { widths[$0] < widths[$1] }) {
        let next = words.map { widths[$0] }.filter { $0 < widths[widest] }.max() ?? Table.shortestColumn
        let isShared = words.filter { widths[$0] == widths[widest] }.count > 1
        widths[widest] -= isShared ? 1 : min(widths[widest] - next, total() - room)
      } else if widths.count > 1 {
        widths.removeLast()
      } else {
        widths = widths.map { min($0, room) }
        break
      }
    }
    return widths.count
  }

  private func line(_ cells: [String], _ widths: [Int], _ page: Page, _ role: Paint.Role?) -> String {
    let mark = page.spell("…")
    let texts = zip(cells, widths).enumerated().map { index, pair in
      pair.0.cut(pair.1, mark: mark).padded(pair.1, columns[index].alignment)
    }
    let text = texts.joined(separator: String(repeating: " ", count: Table.gap)).withoutTrailingSpaces
    return role.map { page.paint(text, $0) } ?? text
  }
}
