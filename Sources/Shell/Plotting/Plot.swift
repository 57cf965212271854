import Formulas

/// Lines over an axis, ready to be drawn: in characters by `PlotText`, in a file by `GnuplotScript`.
struct Plot: Sendable {
  /// One line. A point without a `y` is a gap.
  struct Series: Sendable {
    var name: String
    var points: [Point]
  }

  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double?
  }

  var x: PlotAxis
  var y: PlotAxis
  var series: [Series]

  /// What is written over the upright axis: with one line its name, with more only the unit they share.
  var heading: String {
    guard series.count == 1 else { return y.unit.isEmpty ? y.label : y.unit }
    return y.title
  }

  /// The lines cut at their gaps, each as places from 0 to 1 on both axes.
  func pieces(of series: Series) -> [[(x: Double, y: Double)]] {
    var pieces: [[(x: Double, y: Double)]] = [[]]
    for point in series.points {
      if let value = point.y {
        pieces[pieces.count - 1].append((x.place(of: point.x), y.place(of: value)))
      } else if pieces.last?.isEmpty == false {
        pieces.append([])
      }
    }
    return pieces.filter { !$0.isEmpty }
  }
}
