/// A plot in characters: readable without colour, and on ASCII pages.
struct PlotText {
  let plot: Plot
  let page: Page

  private static let highest = 24
  private static let widest = 200
  private static let narrowest = 20

  /// What marks the points of each line, so that no colour is needed to tell them apart.
  private static let signs: [Page.Signs: [Character]] = [
    .unicode: ["●", "○", "▲", "△", "■", "□", "◆", "◇", "+", "×", "*", "#"],
    .ascii: ["*", "o", "+", "x", "#", "@", "%", "&", "=", "$", "A", "B"],
  ]
  static let lineLimit = 12

  private var width: Int { min(max(page.width, PlotText.narrowest), PlotText.widest) }
  private func sign(_ index: Int) -> Character {
    let signs = PlotText.signs[page.signs] ?? ["*"]
    return signs[index % signs.count]
  }

  func lines() -> [String] {
    let legend = legend()
    // A line for the heading, two for the axis, one for its name.
    let height = min(PlotText.highest, max(12, width / 3)) - 4 - legend.count
    let rows = max(5, height)
    let ticks = plot.y.ticks(atMost: max(2, rows / 3)).map {
      (plot.y.place(of: $0.value), page.spell($0.label))
    }
    let room = max(1, ticks.map(\.1.displayWidth).max() ?? 1)
    let columns = max(PlotText.narrowest / 2, width - room - 3)
    var canvas = PlotCanvas(columns: columns, rows: rows, signs: page.signs)
    draw(on: &canvas)

    let isASCII = page.signs == .ascii
    var labels = Array(repeating: "", count: rows)
    for (place, label) in ticks { labels[canvas.row(place)] = label }
    var lines = [page.spell(plot.heading).cut(width, mark: page.spell("…"))]
    for row in 0..<rows {
      let axis = labels[row].isEmpty ? (isASCII ? "|" : "│") : (isASCII ? "+" : "┤")
      let label = page.paint(labels[row].padded(room, .right), .dim)
      lines.append(label + " " + page.paint(axis, .dim) + canvas.text(row, page.paint))
    }
    let (axis, feet) = foot(canvas)
    lines.append(String(repeating: " ", count: room + 1) + page.paint((isASCII ? "+" : "└") + axis, .dim))
    // The labels may reach one column beyond the axis on both sides.
    lines.append(String(repeating: " ", count: room + 1) + page.paint(feet, .dim))
    let name = page.spell(plot.x.title).cut(columns, mark: page.spell("…"))
    lines.append(String(repeating: " ", count: room + 2 + (columns - name.displayWidth) / 2) + name)
    return (lines + legend).map(\.withoutTrailingSpaces)
  }

  // MARK: The lines

  private func draw(on canvas: inout PlotCanvas) {
    let pieces = plot.series.map { plot.pieces(of: $0) }
    // There is nothing between named values.
    let hasLines = !plot.x.isOfNames
    for (index, pieces) in pieces.enumerated() where hasLines {
      for piece in pieces {
        for (start, end) in zip(piece, piece.dropFirst()) { canvas.line(from: start, to: end, of: index) }
      }
    }
    for (index, pieces) in pieces.enumerated() {
      for place in marks(pieces, canvas.columns, index) { canvas.mark(sign(index), at: place, of: index) }
    }
  }

  /// The points that get a mark: all where they are few, else some, in turn with those of the other lines.
  private func marks(_ pieces: [[(x: Double, y: Double)]], _ columns: Int, _ index: Int) -> [(
    x: Double, y: Double
  )] {
    let points = pieces.flatMap { $0 }
    let isSparse = points.count * 3 <= columns
    // A point without neighbours has no line to be seen by.
    let lonely = pieces.filter { $0.count == 1 }.flatMap { $0 }
    if isSparse { return points }
    if plot.series.count == 1 { return lonely }
    let wanted = max(2, columns / 12)
    let stride = max(1, points.count / wanted)
    let offset = index * stride / plot.series.count
    return lonely + points.enumerated().filter { $0.offset % stride == offset }.map(\.element)
  }

  // MARK: The foot

  /// The horizontal axis and the labels under it: as many as find room.
  private func foot(_ canvas: PlotCanvas) -> (axis: String, labels: String) {
    let columns = canvas.columns
    for limit in stride(from: max(2, columns / 5), through: 2, by: -1) {
      let ticks = plot.x.ticks(atMost: limit)
      if let labels = labels(ticks, canvas, dropping: limit == 2) {
        var axis = Array(repeating: Character(page.signs == .ascii ? "-" : "─"), count: columns)
        for tick in ticks {
          axis[canvas.column(plot.x.place(of: tick.value))] = page.signs == .ascii ? "+" : "┬"
        }
        return (String(axis), labels)
      }
    }
    return (String(repeating: page.signs == .ascii ? "-" : "─", count: columns), "")
  }

  /// Labels in the middle under their ticks, a space between two; nil where they find no room, unless those may be
  /// dropped.
  private func labels(_ ticks: [PlotAxis.Tick], _ canvas: PlotCanvas, dropping: Bool) -> String? {
    var line = ""
    var used = 0
    let room = canvas.columns + 2
    for tick in ticks {
      let label = page.spell(tick.label).cut(room, mark: page.spell("…"))
      let width = label.displayWidth
      let middle = canvas.column(plot.x.place(of: tick.value)) + 1
      let start = min(max(0, middle - width / 2), room - width)
      guard used == 0 || start > used else {
        if dropping { continue }
        return nil
      }
      line += String(repeating: " ", count: start - used) + label
      used = start + width
    }
    return line
  }

  /// `● memory   ○ memory.activations`, on as many lines as it takes.
  private func legend() -> [String] {
    guard plot.series.count > 1 else { return [] }
    var lines: [String] = []
    var (line, used) = ("", 0)
    for (index, series) in plot.series.enumerated() {
      let name = page.spell(series.name).cut(max(4, width - 4), mark: page.spell("…"))
      let size = name.displayWidth + 2
      if used > 0, used + 3 + size > width {
        lines.append(line)
        (line, used) = ("", 0)
      }
      line += (used > 0 ? "   " : "") + page.paint(String(sign(index)), line: index) + " " + name
      used += size + (used > 0 ? 3 : 0)
    }
    return lines + [line]
  }
}
