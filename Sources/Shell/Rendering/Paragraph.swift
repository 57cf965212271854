/// Breaking prose into lines.
enum Paragraph {
  static func wrap(_ text: String, width: Int) -> [String] {
    flow(text.split(separator: " ").map(String.init), separator: " ", width: width)
  }

  /// The items one after the other, none of them broken.
  static func flow(_ items: [String], separator: String, width: Int) -> [String] {
    var lines: [String] = []
    for item in items {
      let longer = lines.last.map { $0 + separator + item }
      if let longer, terminalWidth(of: longer) <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(item)
      }
    }
    return lines
  }

  /// A line of code broken at blanks, none of them lost; what goes on is indented.
  static func broken(_ code: String, width: Int) -> [String] {
    let margin = String(repeating: " ", count: code.prefix { $0 == " " }.count + 2 * gap)
    var lines: [String] = []
    var rest = code[...]
    while terminalWidth(of: String(rest)) > width {
      var (end, column, blank) = (rest.startIndex, 0, rest.startIndex)
      while column < width {
        if rest[end] == " ", column > margin.count { blank = end }
        column += terminalWidth(of: String(rest[end]))
        end = rest.index(after: end)
      }
      let cut = blank > rest.startIndex ? blank : end
      lines.append(String(rest[..<cut]))
      rest = (margin + rest[cut...].drop { $0 == " " })[...]
    }
    return lines + [String(rest)]
  }

  private static let gap = 2
  /// A column of text is not made narrower; then it stands below its label.
  private static let narrowest = 24

  /// Labels in one column and what is said about each beside them.
  static func entries(_ entries: [(label: String, text: String)], width: Int) -> [String] {
    let column = (entries.map { terminalWidth(of: $0.label) }.max() ?? 0) + gap
    let isBelow = width - column < narrowest
    let indent = String(repeating: " ", count: isBelow ? 2 * gap : column)
    return entries.flatMap { label, text in
      let lines = wrap(text, width: max(narrowest, width - indent.utf8.count)).map { indent + $0 }
      guard !isBelow, let first = lines.first else { return [label] + lines }
      let head = label + String(repeating: " ", count: column - terminalWidth(of: label))
      return [head + first.dropFirst(column)] + lines.dropFirst()
    }
  }
}
