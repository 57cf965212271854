import Formulas
import Language

/// A line of source text with carets under the places a message speaks of, and what is said about each.
struct Excerpt {
  struct Mark {
    var columns: Range<Int>
    var note: String
  }

  let line: SourceLine
  /// In the order of the line.
  let marks: [Mark]
  let room: Int
  let page: Page
  let role: Paint.Role
  /// The columns of the line that are shown.
  private let window: Range<Int>

  /// `focus` is the mark that has to be seen, where not all can be.
  init(_ line: SourceLine, _ marks: [Mark], focus: Mark, room: Int, page: Page, role: Paint.Role) {
    self.line = line
    self.room = max(room, 1)
    self.page = page
    self.role = role
    window = Excerpt.window(line, focus.columns, self.room)
    let start = window.lowerBound
    let limit = self.room
    self.marks = marks.sorted { $0.columns.lowerBound < $1.columns.lowerBound }.map { mark in
      let first = min(max(0, mark.columns.lowerBound - start), limit - 1)
      let last = min(max(first + 1, mark.columns.upperBound - start), limit)
      return Mark(columns: first..<last, note: page.spell(mark.note))
    }
  }

  /// The part of a long line around the focus, which stands a third from its left edge.
  private static func window(_ line: SourceLine, _ focus: Range<Int>, _ room: Int) -> Range<Int> {
    if max(line.width, focus.upperBound) <= room { return 0..<room }
    if focus.upperBound < room { return 0..<room }
    let latest = max(0, max(line.width, focus.lowerBound + 1) - room)
    let start = min(max(0, focus.lowerBound - room / 3), latest)
    return start..<(start + room)
  }

  /// The text, the carets, and the notes that did not fit beside them; of an empty line, the notes alone.
  var lines: [String] {
    line.signs.isEmpty ? marks.filter { !$0.note.isEmpty }.flatMap { wrap($0.note) } : [text] + notes
  }

  private var text: String {
    let mark = page.spell("…")
    let isCutBefore = window.lowerBound > 0
    let isCutAfter = line.width > window.upperBound
    let first = window.lowerBound + (isCutBefore ? mark.displayWidth : 0)
    let last = window.upperBound - (isCutAfter ? mark.displayWidth : 0)
    var text = isCutBefore ? mark : ""
    var column = first
    for sign in line.signs where sign.column >= first && sign.column + sign.width <= last {
      text += String(repeating: " ", count: max(0, sign.column - column)) + page.spell(sign.text)
      column = sign.column + sign.width
    }
    if isCutAfter { text += String(repeating: " ", count: max(0, last - column)) + mark }
    return text.withoutTrailingSpaces
  }

  private var notes: [String] {
    var carets = [UInt8](repeating: UInt8(ascii: " "), count: marks.map(\.columns.upperBound).max() ?? 0)
    for mark in marks { for column in mark.columns { carets[column] = UInt8(ascii: "^") } }
    var first = page.paint(String(decoding: carets, as: UTF8.self), role)
    var rows: [[(column: Int, text: String)]] = []
    for (index, mark) in marks.enumerated().reversed() where !mark.note.isEmpty {
      let width = mark.note.displayWidth
      if index == marks.count - 1, carets.count + 1 + width <= room {
        first += " " + mark.note
      } else if width > room {
        rows += wrap(mark.note).map { [(0, $0)] }
      } else {
        place(mark.note, at: min(mark.columns.lowerBound, room - width), in: &rows)
      }
    }
    return [first]
      + rows.map { row in
        row.reduce("") { $0.padded($1.column) + $1.text }
      }
  }

  /// On the first row where the note stands clear of those to its right.
  private func place(_ note: String, at column: Int, in rows: inout [[(column: Int, text: String)]]) {
    let end = column + note.displayWidth
    if let free = rows.firstIndex(where: { $0.first.map { end + 2 <= $0.column } ?? false }) {
      rows[free].insert((column, note), at: 0)
    } else {
      rows.append([(column, note)])
    }
  }

  /// The note on lines of at most `room` columns, broken between words where there are any.
  private func wrap(_ note: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in note.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      if !line.isEmpty, line.displayWidth + 1 + word.displayWidth > room {
        lines.append(line)
        line = word
      } else {
        line += line.isEmpty ? word : " " + word
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
