/// What gnuplot is told: the whole picture, its data among it. No name of a file stands in it: the image comes back
/// through a pipe.
struct GnuplotScript {
  let format: ImageFormat

  /// Colours that people who see fewer of them still tell apart: Okabe and Ito, 2008, without the yellow, which is
  /// hard to see on white.
  private static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
  /// Circles, squares, triangles and so on, full ones first.
  private static let signs = [7, 5, 9, 13, 11, 6, 4, 8, 12, 10]

  /// A text in single quotes, where gnuplot reads nothing else into it.
  static func quoted(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      plain.append(scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) ? " " : scalar)
      if scalar == "'" { plain.append("'") }
    }
    return "'" + String(plain) + "'"
  }

  /// A text on an axis: there a per cent sign begins a format.
  private static func label(_ text: String) -> String {
    quoted(text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%"))
  }

  private func head(height: Double = 1) -> [String] {
    [
      "set encoding utf8", "set terminal \(format.terminal(height: height))",
      "set border 3 linecolor '#555555'",
      "set tics nomirror out scale 0.6 textcolor '#222222'",
      "set grid linetype 1 linewidth 0.5 linecolor '#dddddd'",
    ]
  }

  // MARK: Lines

  func text(_ plot: Plot) -> String {
    var lines = head()
    lines += axis("x", plot.x, ticks: plot.x.ticks(atMost: 10), title: plot.x.title)
    lines += axis("y", plot.y, ticks: plot.y.ticks(atMost: 8), title: plot.heading)
    // Beside the lines, so that it hides none of them.
    lines.append(
      plot.series.count > 1
        ? "set key outside top center horizontal Left reverse samplen 2.5" : "unset key")
    for (index, series) in plot.series.enumerated() { lines += data(series, index) }
    let parts = plot.series.enumerated().map { index, series in
      let color = GnuplotScript.colors[index % GnuplotScript.colors.count]
      let sign = GnuplotScript.signs[index % GnuplotScript.signs.count]
      // Marks on every point of a long line would hide it.
      let marks =
        plot.x.isOfNames
        ? "points"
        : series.points.count > 40
          ? (plot.series.count > 1 ? "linespoints pointinterval \(series.points.count / 10)" : "lines")
          : "linespoints"
      let points = marks == "lines" ? "" : " pointtype \(sign) pointsize 1"
      return
        "$data\(index) using 1:2 with \(marks) linewidth 2 linecolor '\(color)'\(points) title \(GnuplotScript.quoted(series.name))"
    }
    lines.append("plot " + parts.joined(separator: ", "))
    return lines.joined(separator: "\n") + "\n"
  }

  private func axis(_ name: String, _ axis: PlotAxis, ticks: [PlotAxis.Tick], title: String) -> [String] {
    let list = ticks.map { "\(GnuplotScript.label($0.label)) \($0.value)" }.joined(separator: ", ")
    var lines = ["set \(name)label \(GnuplotScript.quoted(title)) textcolor '#222222'"]
    if axis.isLogarithmic { lines.append("set logscale \(name) 10") }
    // A hair of room: a number at the very end would be left out where its logarithm is rounded.
    let hair = axis.isLogarithmic ? axis.low * 1e-6 : 0
    lines.append("set \(name)range [\(axis.low - hair):\(axis.high + hair)]")
    lines.append("set \(name)tics (\(list))")
    return lines
  }

  /// A gap is an empty line: there gnuplot lifts its pen.
  private func data(_ series: Plot.Series, _ index: Int) -> [String] {
    let points = series.points.map { point in point.y.map { "\(point.x) \($0)" } ?? "" }
    return ["$data\(index) << END"] + points + ["END"]
  }

  // MARK: Bars

  func text(_ chart: BarChart) -> String {
    // As tall as it takes for each bar to have a line of text.
    var lines = head(height: min(max(Double(chart.bars.count + 2) / 16, 0.4), 20))
    let bars = chart.bars.enumerated()
    let labels = bars.map { index, bar in "\(GnuplotScript.label(bar.path)) \(index)" }
    lines += [
      chart.title.isEmpty
        ? "unset title" : "set title \(GnuplotScript.quoted(chart.title)) textcolor '#222222'",
      "unset key", "unset grid", "set border 2 linecolor '#555555'",
      // The value stands behind the bar.
      "set xrange [0:1.5]", "set yrange [\(Double(chart.bars.count) - 0.4):-0.6]", "set tics scale 0",
      "unset xtics",
      "set ytics (\(labels.joined(separator: ", ")))",
    ]
    for (index, bar) in bars {
      let value = bar.value + (bar.share.isEmpty ? "" : "   " + bar.share)
      lines.append(
        "set label \(index + 1) \(GnuplotScript.quoted(value)) at \(bar.length + 0.012),\(index) textcolor '#222222'"
      )
    }
    lines.append("$data << END")
    for (index, bar) in bars {
      lines.append("0 \(index) 0 \(bar.length) \(Double(index) - 0.36) \(Double(index) + 0.36)")
    }
    lines += [
      "END",
      "plot $data using 1:2:3:4:5:6 with boxxyerror fillstyle solid 1.0 noborder linecolor '\(GnuplotScript.colors[0])'",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
