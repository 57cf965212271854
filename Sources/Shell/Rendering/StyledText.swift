/// A line for a terminal, read back into pieces that look alike.
struct StyledText {
  struct Piece: Equatable {
    var text: String
    var role: Paint.Role?
  }

  private(set) var pieces: [Piece] = []

  init(_ line: String) {
    var role: Paint.Role?
    var text = ""
    var rest = line.unicodeScalars[...]
    func sequence() -> Substring.UnicodeScalarView? {
      guard rest.starts(with: ["\u{1b}", "["]) else { return nil }
      return rest.dropFirst(2).firstIndex { $0.properties.isAlphabetic }.map { rest[...$0] }
    }
    while let first = rest.first {
      if let code = sequence() {
        add(&text, role)
        role = code.last == "m" ? Paint.role(of: String(Substring(code.dropFirst(2).dropLast()))) : role
        rest = rest[code.endIndex...]
        continue
      }
      // No other control character has a place on a page.
      if first.value >= 0x20 && first.value != 0x7f || first == "\t" { text.unicodeScalars.append(first) }
      rest.removeFirst()
    }
    add(&text, role)
  }

  private mutating func add(_ text: inout String, _ role: Paint.Role?) {
    if !text.isEmpty { pieces.append(Piece(text: text, role: role)) }
    text = ""
  }

  var plain: String { pieces.map(\.text).joined() }

  /// Whether all of it is a remark: in the background, from the margin.
  var isRemark: Bool {
    guard let first = pieces.first?.text.first, first != " " else { return false }
    return pieces.allSatisfy { $0.role == .dim || $0.text.allSatisfy { $0 == " " } }
  }
}
