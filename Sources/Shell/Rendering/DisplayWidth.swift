extension Unicode.Scalar {
  /// Columns it takes on a terminal: 0 for what joins the sign before it, 2 for East Asian wide and emoji.
  var displayWidth: Int {
    if value < 0x300 { return value < 0x20 || (0x7f..<0xa0).contains(value) ? 0 : 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if (0x1160...0x11ff).contains(value) { return 0 }
    return properties.isEmojiPresentation || Unicode.Scalar.isWide(value) ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    value >= 0x1100 && wide.contains { $0.contains(value) }
  }

  /// East Asian Width W and F of Unicode 15, in whole blocks; emoji come from their own property.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
    0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60,
    0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1aff0...0x1b2ff, 0x20000...0x3fffd,
  ]
}

extension String {
  /// Columns the text takes on a terminal.
  var displayWidth: Int {
    var ascii = true
    var count = 0
    for byte in utf8 {
      if byte >= 0x80 {
        ascii = false
        break
      }
      if byte >= 0x20, byte != 0x7f { count += 1 }
    }
    return ascii ? count : unicodeScalars.reduce(0) { $0 + $1.displayWidth }
  }

  /// The text with spaces up to `width` columns.
  func padded(_ width: Int, _ alignment: Alignment = .left) -> String {
    let space = String(repeating: " ", count: max(0, width - displayWidth))
    return alignment == .left ? self + space : space + self
  }

  /// The text cut to `width` columns, with `mark` at the end where something is missing.
  func cut(_ width: Int, mark: String = "…") -> String {
    if displayWidth <= width { return self }
    let room = width - mark.displayWidth
    if room < 0 { return "" }
    var result = String.UnicodeScalarView()
    var used = 0
    for scalar in unicodeScalars {
      let next = scalar.displayWidth
      if used + next > room { break }
      result.append(scalar)
      used += next
    }
    return String(result) + mark
  }

  var withoutTrailingSpaces: String {
    guard let last = utf8.lastIndex(where: { $0 != 0x20 }) else { return "" }
    return String(self[...last])
  }
}

/// Which side of a column a text stands on.
public enum Alignment: Sendable { case left, right }
