import Formulas
import Language

/// A line of source text as it will stand on the terminal: each sign with the column it begins at.
///
/// Tabs become spaces, control characters and bytes that are not UTF-8 a replacement sign, so that the columns
/// are right whatever the terminal would have made of them.
struct SourceLine {
  struct Sign {
    var offset: Int
    var text: String
    var column: Int
    var width: Int
  }

  private(set) var signs: [Sign] = []
  /// Columns of the whole line.
  private(set) var width = 0
  private let end: Int

  private static let tabStop = 4

  init(_ source: Source, at offset: Int) {
    var range = source.lineRange(offset)
    if let last = range.last, source.bytes[last] == UInt8(ascii: "\r") { range = range.lowerBound..<last }
    end = range.upperBound
    var at = range.lowerBound
    while at < end {
      let (text, length) = SourceLine.sign(source.bytes[at..<end], column: width)
      let columns = text.displayWidth
      signs.append(Sign(offset: at, text: text, column: width, width: columns))
      (at, width) = (at + length, width + columns)
    }
  }

  /// The columns from byte `start` up to byte `end`; at least one, also past the end of the line.
  func columns(_ start: Int, _ end: Int) -> Range<Int> {
    let first = column(start)
    return first..<max(first + 1, column(end))
  }

  private func column(_ offset: Int) -> Int {
    guard offset < end, let next = signs.firstIndex(where: { $0.offset >= offset }) else {
      return offset < end ? signs.last?.column ?? 0 : width
    }
    // A place inside a sign of several bytes is the sign's own column.
    return signs[next].offset == offset || next == 0 ? signs[next].column : signs[next - 1].column
  }

  /// The first sign of `bytes`, which is not empty, and how many bytes it takes.
  private static func sign(_ bytes: ArraySlice<UInt8>, column: Int) -> (String, Int) {
    guard let lead = bytes.first else { return ("", 1) }
    if lead == UInt8(ascii: "\t") { return (String(repeating: " ", count: tabStop - column % tabStop), 1) }
    if lead >= 0x20, lead < 0x7f { return (String(Character(Unicode.Scalar(lead))), 1) }
    let length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1
    guard length > 1, let text = String(validating: bytes.prefix(length), as: UTF8.self),
      let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1,
      !isHidden(scalar)
    else { return ("\u{fffd}", 1) }
    return (text, length)
  }

  /// Signs that show nothing or turn the text around them, so that a line could read other than it is.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: scalar != "\u{200d}" && scalar != "\u{200c}"
    default: false
    }
  }
}
