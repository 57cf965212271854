/// Cells of characters to draw lines on: eight dots a cell in braille, or one on an ASCII page. Each cell knows which
/// line drew in it first.
struct PlotCanvas {
  let columns: Int
  let rows: Int
  private let isBraille: Bool
  private var dots: [UInt8]
  private var marks: [Character?]
  private var owners: [Int?]

  init(columns: Int, rows: Int, signs: Page.Signs) {
    (self.columns, self.rows) = (max(1, columns), max(1, rows))
    isBraille = signs == .unicode
    dots = Array(repeating: 0, count: self.columns * self.rows)
    marks = Array(repeating: nil, count: dots.count)
    owners = Array(repeating: nil, count: dots.count)
  }

  /// A mark by itself at a place, both parts from 0 to 1.
  mutating func mark(_ sign: Character, at place: (x: Double, y: Double), of owner: Int) {
    let cell = row(place.y) * columns + column(place.x)
    (marks[cell], owners[cell]) = (sign, owner)
  }

  func column(_ x: Double) -> Int { Int((x * Double(columns - 1)).rounded()) }
  func row(_ y: Double) -> Int { Int(((1 - y) * Double(rows - 1)).rounded()) }

  mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double), of owner: Int) {
    let (wide, high) = (isBraille ? 2 : 1, isBraille ? 4 : 1)
    // The middle of its cell, so that lines meet their marks; a hair beside it, where two dots are equally near, so
    // that level lines are level.
    let hair = 0.01
    func dot(_ place: (x: Double, y: Double)) -> (Double, Double) {
      (
        (place.x * Double(columns - 1) + 0.5) * Double(wide) - 0.5 + hair,
        ((1 - place.y) * Double(rows - 1) + 0.5) * Double(high) - 0.5 + hair
      )
    }
    let ((x0, y0), (x1, y1)) = (dot(start), dot(end))
    let steps = max(1, Int(max((x1 - x0).magnitude, (y1 - y0).magnitude).rounded(.up)))
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      set(Int((x0 + (x1 - x0) * part).rounded()), Int((y0 + (y1 - y0) * part).rounded()), wide, high, owner)
    }
  }

  private mutating func set(_ x: Int, _ y: Int, _ wide: Int, _ high: Int, _ owner: Int) {
    let (x, y) = (min(max(x, 0), columns * wide - 1), min(max(y, 0), rows * high - 1))
    let cell = y / high * columns + x / wide
    dots[cell] |= PlotCanvas.bits[x % wide][y % high]
    if owners[cell] == nil { owners[cell] = owner }
  }

  /// Unicode 15, Braille Patterns: dots 1 to 3 and 7 of the left column, 4 to 6 and 8 of the right one.
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  /// A row of the picture, in the colours of its lines.
  func text(_ row: Int, _ paint: Paint) -> String {
    var text = ""
    var run = ""
    var last: Int?
    for cell in row * columns..<(row + 1) * columns {
      if owners[cell] != last {
        text += last.map { paint(run, line: $0) } ?? run
        (run, last) = ("", owners[cell])
      }
      run.append(sign(cell))
    }
    let ending = run.withoutTrailingSpaces
    return text + (last.map { paint(ending, line: $0) } ?? ending)
  }

  private func sign(_ cell: Int) -> Character {
    if let mark = marks[cell] { return mark }
    guard dots[cell] != 0 else { return " " }
    return isBraille ? Character(Unicode.Scalar(UInt16(0x2800) + UInt16(dots[cell])) ?? ".") : "."
  }
}
