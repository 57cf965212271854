import Formulas

/// Lines over an axis as SVG, in the colours of the page. Marks of other shapes tell the lines apart without colour.
struct PlotSVG {
  let plot: Plot

  private static let size = (width: 480.0, height: 290.0)
  private static let signs: [String] = ["●", "○", "▲", "△", "■", "□", "◆", "◇", "+", "×", "*", "#"]
  private static let colours = 6
  /// More marks than these hide the line.
  private static let mostMarks = 24

  /// Where the picture is, inside its axes.
  private var frame: (left: Double, top: Double, right: Double, bottom: Double) {
    let labels = plot.y.ticks(atMost: 6).map { Double($0.label.displayWidth) }
    return (14 + 7.5 * (labels.max() ?? 1), 28, PlotSVG.size.width - 18, PlotSVG.size.height - 46)
  }

  var text: String {
    let legend = plot.series.count > 1 ? (plot.series.count + 1) / 2 : 0
    let height = PlotSVG.size.height + Double(legend) * 18
    var parts = ["<title>\(HTML.escape(title))</title>"] + axes()
    for (index, series) in plot.series.enumerated() { parts += lines(series, index) }
    if legend > 0 { parts += self.legend() }
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 480 \(PlotSVG.number(height))\">"
      + parts.joined(separator: "\n") + "</svg>"
  }

  private var title: String {
    plot.series.map(\.name).joined(separator: ", ") + " over " + plot.x.title
  }

  private func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let frame = frame
    return (
      frame.left + x * (frame.right - frame.left), frame.bottom - y * (frame.bottom - frame.top)
    )
  }

  private func axes() -> [String] {
    let frame = frame
    var parts = [
      PlotSVG.text(plot.heading, 6, 16, anchor: "start"),
      PlotSVG.text(plot.x.title, (frame.left + frame.right) / 2, PlotSVG.size.height - 8, anchor: "middle"),
    ]
    for tick in plot.y.ticks(atMost: 6) {
      let y = place(0, plot.y.place(of: tick.value)).y
      parts.append(PlotSVG.line("grid", frame.left, y, frame.right, y))
      parts.append(PlotSVG.text(tick.label, frame.left - 6, y + 4, anchor: "end"))
    }
    for tick in xTicks(frame.right - frame.left) {
      let x = place(plot.x.place(of: tick.value), 0).x
      parts.append(PlotSVG.line("axis", x, frame.bottom, x, frame.bottom + 5))
      parts.append(PlotSVG.text(tick.label, x, frame.bottom + 18, anchor: "middle"))
    }
    return parts + [
      "<path class=\"axis\" d=\"M\(PlotSVG.number(frame.left)) \(PlotSVG.number(frame.top))V\(PlotSVG.number(frame.bottom))H\(PlotSVG.number(frame.right))\"/>"
    ]
  }

  /// As many ticks as their labels leave room for.
  private func xTicks(_ width: Double) -> [PlotAxis.Tick] {
    for limit in stride(from: 8, to: 2, by: -1) {
      let ticks = plot.x.ticks(atMost: limit)
      let room = ticks.map { Double($0.label.displayWidth) * 7.5 + 12 }.reduce(0, +)
      if room <= width { return ticks }
    }
    return plot.x.ticks(atMost: 2)
  }

  private func lines(_ series: Plot.Series, _ index: Int) -> [String] {
    let colour = "c\(index % PlotSVG.colours)"
    let pieces = plot.pieces(of: series).map { $0.map { place($0.x, $0.y) } }
    // There is nothing between named values.
    let drawn = plot.x.isOfNames ? [] : pieces.filter { $0.count > 1 }
    let paths = drawn.map { piece in
      let points = piece.map { "\(PlotSVG.number($0.x)),\(PlotSVG.number($0.y))" }.joined(separator: " ")
      return "<polyline class=\"line \(colour)\" points=\"\(points)\"/>"
    }
    let points = pieces.flatMap { $0 }
    let step = max(1, points.count / PlotSVG.mostMarks)
    let marks = points.enumerated().filter { $0.offset % step == 0 }.map { mark($0.element, index) }
    return paths + marks
  }

  private func mark(_ place: (x: Double, y: Double), _ index: Int) -> String {
    let colour = "c\(index % PlotSVG.colours)"
    guard plot.series.count > 1 else {
      return
        "<circle class=\"mark \(colour)\" cx=\"\(PlotSVG.number(place.x))\" cy=\"\(PlotSVG.number(place.y))\" r=\"3.5\"/>"
    }
    return PlotSVG.sign(index, place.x, place.y + 4, anchor: "middle")
  }

  private static func sign(_ index: Int, _ x: Double, _ y: Double, anchor: String) -> String {
    "<text class=\"c\(index % colours)\" style=\"fill:var(--c)\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(signs[index % signs.count])</text>"
  }

  /// What the marks stand for, in two columns below the picture.
  private func legend() -> [String] {
    plot.series.enumerated().flatMap { index, series in
      let x = index.isMultiple(of: 2) ? 16.0 : 250.0
      let y = PlotSVG.size.height + 10 + Double(index / 2) * 18
      return [
        PlotSVG.sign(index, x, y, anchor: "start"),
        PlotSVG.text(series.name.cut(30, mark: "…"), x + 16, y, anchor: "start"),
      ]
    }
  }

  private static func text(_ text: String, _ x: Double, _ y: Double, anchor: String) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(HTML.escape(text))</text>"
  }

  private static func line(_ kind: String, _ x: Double, _ y: Double, _ toX: Double, _ toY: Double) -> String {
    "<line class=\"\(kind)\" x1=\"\(number(x))\" y1=\"\(number(y))\" x2=\"\(number(toX))\" y2=\"\(number(toY))\"/>"
  }

  private static func number(_ value: Double) -> String { Num.real(value).fixedText(1, grouped: false) }
}
