/// What the output can show: how many columns, which colours, which signs.
public struct Page: Sendable {
  public enum Signs: Sendable { case unicode, ascii }

  public var width: Int
  public var paint: Paint
  public var signs: Signs

  public init(width: Int = 80, paint: Paint = .off, signs: Signs = .unicode) {
    (self.width, self.paint, self.signs) = (max(width, 1), paint, signs)
  }

  /// The text with acct's own signs replaced where the locale has only ASCII. To be done before anything is
  /// aligned: a replacement may be wider.
  public func spell(_ text: String) -> String {
    guard signs == .ascii, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    return text.reduce(into: "") { $0 += Page.ascii[$1] ?? String($1) }
  }

  private static let ascii: [Character: String] = [
    "≈": "~", "×": "x", "…": "...", "├": "|", "└": "`", "│": "|", "─": "-", "┄": "-", "·": "-", "–": "-",
    "—": "-",
    "−": "-", "±": "+-", "→": "->", "≤": "<=", "≥": ">=", "≠": "!=", "²": "^2", "\u{fffd}": "?",
  ]
}
