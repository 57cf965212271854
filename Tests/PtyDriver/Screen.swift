/// As much of an xterm as line editors and pagers use.
public struct Screen: Sendable {
  public private(set) var columns: Int
  public private(set) var rows: Int
  public private(set) var row = 0
  public private(set) var column = 0
  public private(set) var bracketedPaste = false

  private var cells: [[Cell]]
  private var scrolledOff: [String] = []
  private var saved = (row: 0, column: 0)
  private var dim = false
  private var pending: [UInt8] = []

  private struct Cell: Equatable {
    var text = " "
    var dim = false
  }

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
  }

  /// The rows, what has scrolled off the top included, without the blanks at their ends.
  public var text: String { (scrolledOff + (0..<rows).map(line)).joined(separator: "\n").trimmingEnd() }

  public func line(_ row: Int) -> String { cells[row].map(\.text).joined().trimmingEnd() }

  /// A row without what is dimmed.
  public func solid(_ row: Int) -> String { cells[row].map { $0.dim ? " " : $0.text }.joined().trimmingEnd() }

  /// What is dimmed on a row.
  public func ghost(_ row: Int) -> String { cells[row].filter(\.dim).map(\.text).joined() }

  /// Cuts or extends rows, as xterm does; it does not wrap them anew.
  public mutating func resize(columns: Int, rows: Int) {
    while cells.count > rows && row > 0 && cells.count - 1 > row { cells.removeLast() }
    while cells.count > rows { scroll(keeping: false) }
    while cells.count < rows { cells.append([]) }
    for index in cells.indices {
      cells[index] = Array(cells[index].prefix(columns))
      cells[index] += Array(repeating: Cell(), count: columns - cells[index].count)
    }
    (self.columns, self.rows) = (columns, rows)
    row = min(row, rows - 1)
    column = min(column, columns - 1)
  }

  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    while let length = Self.unit(pending[...]) {
      let unit = Array(pending.prefix(length))
      pending.removeFirst(length)
      obey(unit)
    }
  }

  /// The length of the first character or escape sequence; nil while it is not whole.
  private static func unit(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    if first >= 0xC0 {
      let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      return bytes.count >= length ? length : nil
    }
    guard first == 0x1B else { return 1 }
    guard bytes.count >= 2 else { return nil }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["):
      let final = bytes.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }
      return final.map { $0 - bytes.startIndex + 1 }
    case UInt8(ascii: "("), UInt8(ascii: ")"): return bytes.count >= 3 ? 3 : nil
    default: return 2
    }
  }

  private mutating func obey(_ unit: [UInt8]) {
    switch unit[0] {
    case 0x1B: obeyEscape(unit)
    case 0x0A: lineFeed()
    case 0x0D: column = 0
    case 0x08: column = max(0, min(column, columns - 1) - 1)
    case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
    case 0..<0x20: break
    default: put(String(decoding: unit, as: UTF8.self))
    }
  }

  private mutating func put(_ character: String) {
    let wide = (character.unicodeScalars.first?.value ?? 0) >= 0x2E80
    if column + (wide ? 2 : 1) > columns {
      column = 0
      lineFeed()
    }
    cells[row][column] = Cell(text: character, dim: dim)
    if wide { cells[row][column + 1] = Cell(text: "", dim: dim) }
    column += wide ? 2 : 1  // may rest behind the last column until the next character
  }

  private mutating func lineFeed() {
    row += 1
    guard row == rows else { return }
    scroll(keeping: true)
    row = rows - 1
    cells.append(Array(repeating: Cell(), count: columns))
  }

  private mutating func scroll(keeping: Bool) {
    if keeping { scrolledOff.append(line(0)) }
    cells.removeFirst()
    row = max(0, row - 1)
  }

  private mutating func obeyEscape(_ unit: [UInt8]) {
    if unit[1] == UInt8(ascii: "7") { saved = (row, column) }
    if unit[1] == UInt8(ascii: "8") { (row, column) = saved }
    guard unit[1] == UInt8(ascii: "["), let last = unit.last else { return }
    let body = String(decoding: unit.dropFirst(2).dropLast(), as: UTF8.self)
    let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    let given = numbers.first ?? nil
    let count = max(1, given ?? 1)
    let at = min(column, columns - 1)
    switch Character(Unicode.Scalar(last)) {
    case "A": row = max(0, row - count)
    case "B": row = min(rows - 1, row + count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, at - count)
    case "G": column = min(columns, count) - 1
    case "H":
      row = min(rows, count) - 1
      column = min(columns, max(1, (numbers.count > 1 ? numbers[1] : nil) ?? 1)) - 1
    case "J":
      if given != 2 { blank(row, from: at) }
      for row in (given == 2 ? 0 : row + 1)..<rows { blank(row, from: 0) }
    case "K": blank(row, from: at)
    case "P":
      cells[row].removeSubrange(at..<min(columns, at + count))
      cells[row] += Array(repeating: Cell(), count: columns - cells[row].count)
    case "@":
      cells[row].insert(contentsOf: Array(repeating: Cell(), count: count), at: at)
      cells[row] = Array(cells[row].prefix(columns))
    case "m":
      for number in numbers where number != 1 { dim = number == 2 }
    case "h" where body == "?2004": bracketedPaste = true
    case "l" where body == "?2004": bracketedPaste = false
    default: break
    }
  }

  private mutating func blank(_ row: Int, from column: Int) {
    for index in column..<columns { cells[row][index] = Cell() }
  }
}

extension String {
  func trimmingEnd() -> String {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...last])
  }
}
