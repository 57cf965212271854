/// Texts in aligned columns, for people, for spreadsheets and for Markdown.
public struct Table: Sendable {
  public struct Column: Sendable {
    public var title: String
    public var alignment: Alignment
    /// Whether it is never cut: names that are to be typed.
    public var isWhole: Bool

    public init(_ title: String, _ alignment: Alignment = .left, isWhole: Bool = false) {
      (self.title, self.alignment, self.isWhole) = (title, alignment, isWhole)
    }
  }

  public enum Header: Sendable { case shown, omitted }

  public var columns: [Column]
  /// What shows the columns that the page has no room for.
  public var wholeForm = "| csv"
  public private(set) var rows: [[String]] = []

  public init(_ columns: [Column], rows: [[String]] = []) {
    self.columns = columns
    for row in rows { append(row) }
  }

  /// Adds a row; missing cells are empty, cells past the last column are dropped.
  public mutating func append(_ cells: [String]) {
    let missing = max(0, columns.count - cells.count)
    rows.append(Array(cells.prefix(columns.count)) + Array(repeating: "", count: missing))
  }

  /// RFC 4180, with the line ends of the system.
  public func csv(header: Header = .shown) -> [String] {
    let titles = header == .shown ? [columns.map(\.title)] : []
    return (titles + rows).map { $0.map(Table.csvField).joined(separator: ",") }
  }

  public func markdown(header: Header = .shown) -> [String] {
    var lines: [String] = []
    if header == .shown {
      lines.append(Table.markdownRow(columns.map(\.title)))
      lines.append("|" + columns.map { $0.alignment == .right ? " ---: |" : " --- |" }.joined())
    }
    return lines + rows.map(Table.markdownRow)
  }

  private static func csvField(_ text: String) -> String {
    let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0a, 0x0d]
    guard text.utf8.contains(where: special.contains) else { return text }
    return "\"" + text.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
  }

  private static func markdownRow(_ cells: [String]) -> String {
    "| " + cells.map(Table.markdown).joined(separator: " | ") + " |"
  }

  /// A text that Markdown shows as it is.
  static func markdown(_ text: String) -> String {
    text.reduce(into: "") { out, character in
      switch character {
      case "|", "\\", "*", "`", "<": out += "\\" + String(character)
      case "\n", "\r\n": out += "<br>"
      default: out.append(character)
      }
    }
  }
}
