/// How wide each column of a ledger's tree is.
struct LedgerLayout {
  struct Columns: OptionSet {
    let rawValue: Int
    static let exact = Columns(rawValue: 1)
    static let unit = Columns(rawValue: 2)
    static let human = Columns(rawValue: 4)
    static let share = Columns(rawValue: 8)
    /// The rounded value in the place of the exact one.
    static let rounded = Columns(rawValue: 16)
    static let all: Columns = [.exact, .unit, .human, .share]
  }

  let tree: LedgerRows
  let columns: Columns
  private var name: Int
  private let number: Int
  private let unit: Int
  private let human: Int
  private let share: Int

  private static let gap = 3
  /// A name is not cut below this.
  private static let shortestName = 8
  /// A note that has less room than this is left out.
  private static let shortestNote = 12

  init(_ tree: LedgerRows, _ columns: Columns) {
    func widest(_ column: Columns, _ text: (LedgerRow) -> String) -> Int {
      columns.contains(column) ? tree.rows.map { text($0).displayWidth }.max() ?? 0 : 0
    }
    (self.tree, self.columns) = (tree, columns)
    name = tree.rows.map { ($0.branch + $0.name).displayWidth }.max() ?? 0
    number = max(widest(.exact, \.number), widest(.rounded, \.rounded))
    unit = widest(.unit, \.unit)
    human = widest(.human, \.human)
    share = widest(.share, \.share)
  }

  /// Columns from the first name to the last share.
  var width: Int { name + rest }

  /// The same with names cut as far as they may be.
  var narrowest: Int { min(name, LedgerLayout.shortestName) + rest }

  private var rest: Int {
    [number, human, share].reduce(unit > 0 ? 1 + unit : 0) { $0 + ($1 > 0 ? LedgerLayout.gap + $1 : 0) }
  }

  mutating func shorten(to room: Int) {
    name = max(min(name, LedgerLayout.shortestName), min(name, room - rest))
  }

  func separator(_ page: Page) -> String {
    page.paint(page.spell(String(repeating: "┄", count: min(width, page.width))), .dim)
  }

  func line(_ row: LedgerRow, _ page: Page) -> String {
    let gap = String(repeating: " ", count: LedgerLayout.gap)
    let mark = page.spell("…")
    let branch = row.branch.cut(name, mark: "")
    let label = row.name.cut(name - branch.displayWidth, mark: mark)
    let space = String(repeating: " ", count: max(0, name - branch.displayWidth - label.displayWidth))
    var cells: [(text: String, role: Paint.Role?)] = [
      (branch, .dim), (label, row.isRoot ? .bold : nil), (space + gap, nil),
      ((columns.contains(.exact) ? row.number : row.rounded).padded(number, .right), .number),
      (unit > 0 ? " " + row.unit.padded(unit) : "", .dim),
    ]
    if human > 0 { cells.append((gap + row.human.padded(human, .right), nil)) }
    if share > 0 { cells.append((gap + row.share.padded(share, .right), .dim)) }
    let room = page.width - width - LedgerLayout.gap
    if !row.note.isEmpty, room >= min(row.note.displayWidth, LedgerLayout.shortestNote) {
      cells.append((gap + row.note.cut(room, mark: mark), .dim))
    }
    return LedgerLayout.join(cells, page)
  }

  /// The cells side by side, cut at the page's edge, without spaces at the end.
  private static func join(_ cells: [(text: String, role: Paint.Role?)], _ page: Page) -> String {
    let last = cells.lastIndex { !$0.text.withoutTrailingSpaces.isEmpty } ?? -1
    var left = page.width
    var line = ""
    for (index, cell) in cells.enumerated() where index <= last && left > 0 {
      let full = index == last ? cell.text.withoutTrailingSpaces : cell.text
      let text = full.cut(left, mark: page.spell("…"))
      left -= text.displayWidth
      line += cell.role.map { page.paint(text, $0) } ?? text
      if text != full { break }
    }
    return line
  }
}
