import Formulas
import Language

/// A way through a script, statement by statement: what stands before each, and a word before and after it is done.
///
/// A class, because it remembers where in the script it is.
final class ScriptWalk {
  /// A statement, and the comments that lead to it.
  struct Place {
    /// Its number, from 1.
    var number: Int
    /// How many there are, as far as the script could be read.
    var count: Int
    /// The comments before it, without their signs; an empty line parts paragraphs.
    var narration: [String]
    /// The line of the script that it begins on, from 1.
    var line: Int
    /// The statement as it is written, with the comment behind it.
    var text: String
    /// Whether it stands right below the one before, and both only print.
    var goesOnPrinting: Bool
  }

  /// Called before a statement; false ends the script there.
  private let before: (Place) -> Bool
  /// Called behind it, with whether it succeeded; true does it once more.
  private let after: (Place, Bool) -> Bool
  private(set) var source = Source(name: "", bytes: [])
  private var end = 0
  private var number = 0
  private var hasPrinted = false

  init(before: @escaping (Place) -> Bool, after: @escaping (Place, Bool) -> Bool) {
    (self.before, self.after) = (before, after)
  }

  func begin(_ source: Source) { (self.source, end, number, hasPrinted) = (source, 0, 0, false) }

  /// Performs a statement with what stands around it; nil where the walk ends before it.
  func step(_ statement: Statement, left: Int, _ perform: (Statement) -> Bool) -> Bool? {
    number += 1
    let start = max(end, Int(statement.documentedSpan.start))
    let gap = source.bytes[end..<start]
    let narration = Narration.text(gap, isAtStart: end == 0)
    let isAdjacent = narration.isEmpty && gap.count { $0 == UInt8(ascii: "\n") } < 2
    let prints = if case .command(.print, _) = statement.kind { true } else { false }
    end = Narration.endOfComment(behind: max(start, Int(statement.span.end)), in: source.bytes)
    let place = Place(
      number: number, count: number - 1 + left, narration: narration, line: source.position(start).line,
      text: Narration.text(of: source.bytes[start..<end]),
      goesOnPrinting: isAdjacent && prints && hasPrinted)
    hasPrinted = prints
    var succeeded: Bool
    repeat {
      guard before(place) else { return nil }
      succeeded = perform(statement)
    } while after(place, succeeded)
    return succeeded
  }

  /// The comments behind the last statement that was reached.
  var epilogue: [String] { Narration.text(source.bytes[end...], isAtStart: end == 0) }
}

/// Comments of a script, read as text.
enum Narration {
  /// The comments among these bytes. The line with which the system finds the program is none.
  static func text(_ bytes: ArraySlice<UInt8>, isAtStart: Bool) -> [String] {
    var lines: [String] = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ";") }
      if text.first == UInt8(ascii: "#") {
        let comment = Narration.text(of: text.drop { $0 == UInt8(ascii: "#") })
        if isAtStart, index == 0, comment.hasPrefix("!") { continue }
        lines.append(comment.hasPrefix(" ") ? String(comment.dropFirst()) : comment)
      } else if text.allSatisfy({ $0 == UInt8(ascii: "\r") }), !lines.isEmpty, lines.last != "" {
        lines.append("")
      }
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Where a comment ends that stands behind a statement, on its line; where there is none, the statement ends.
  static func endOfComment(behind end: Int, in bytes: [UInt8]) -> Int {
    let end = min(end, bytes.count)
    let text = bytes[end...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard text.first == UInt8(ascii: "#") else { return end }
    return text.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  /// Bytes as text, without what Windows ends its lines with.
  static func text(of bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }
}
