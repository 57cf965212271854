import Formulas

/// One axis: what it shows, from where to where, and which numbers are written on it.
struct PlotAxis: Sendable, Equatable {
  enum Labels: Sendable, Equatable {
    /// `40`, `0.5`
    case plain
    /// `1.5B`
    case magnitudes
    /// `128Ki`
    case binary
    /// What stands at 0, 1, 2, …: `gpt2`
    case names([String])
  }

  var label: String
  var unit: String
  var isLogarithmic: Bool
  var labels: Labels
  private(set) var low: Double
  private(set) var high: Double
  /// Where points are; an axis of few points is marked at these.
  private(set) var stops: [Double] = []
  private(set) var isWhole = false

  struct Tick: Equatable {
    var value: Double
    var label: String
  }

  /// `sequence_length`, `memory (GB)`; a unit that only repeats the label is not said twice.
  var title: String {
    if label.isEmpty { return unit }
    return unit.isEmpty || unit == label ? label : "\(label) (\(unit))"
  }

  var isOfNames: Bool { if case .names = labels { true } else { false } }

  /// An axis of named values.
  init(_ label: String, names: [String]) {
    (self.label, unit, isLogarithmic, labels) = (label, "", false, .names(names))
    (low, high) = names.count > 1 ? (0, Double(names.count - 1)) : (-1, 1)
    stops = names.indices.map(Double.init)
    isWhole = true
  }

  /// An axis from the least of `values` to the greatest; at least one of them, and all above zero if it is logarithmic.
  init(_ label: String, unit: AxisUnit, along values: [Double], isLogarithmic: Bool) {
    (self.label, self.unit, self.isLogarithmic) = (label, unit.name, isLogarithmic)
    stops = Set(values).sorted()
    (low, high) = (stops.first ?? 0, stops.last ?? 1)
    isWhole = stops.allSatisfy { $0 == $0.rounded() }
    let large = stops.filter { $0 >= 1024 }
    let isBinary =
      isWhole && !large.isEmpty && large.allSatisfy { $0 <= 0x1p60 && $0.remainder(dividingBy: 1024) == 0 }
      && (isLogarithmic ? stops.allSatisfy { $0.significand == 1 } : large.count == stops.count)
    labels = !unit.takesMagnitudes ? .plain : isBinary ? .binary : .magnitudes
    guard low == high || (high - low) < high.magnitude * 1e-12 else { return }
    if isLogarithmic {
      (low, high) = (low / 2, high * 2)
    } else {
      let room = max(low.magnitude * 1e-9, isWhole ? 1 : low.magnitude / 2)
      (low, high) = (low - room, high + room)
    }
  }

  /// An axis with room for `values`, from round numbers to round numbers; from zero, unless that would hide how they
  /// differ.
  init(_ label: String, unit: AxisUnit, holding values: [Double], isLogarithmic: Bool) {
    self.init(label, unit: unit, along: values, isLogarithmic: isLogarithmic)
    stops = []
    isWhole = false
    if labels == .binary { labels = .magnitudes }
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    if isLogarithmic {
      (low, high) = (Ticks.roundBelow(low), Ticks.roundAbove(high))
      return
    }
    if least == most || (most - least) < most.magnitude * 1e-12 {
      (low, high) = (min(0, least), least == 0 ? 1 : max(0, most))
    } else if least > 0, least < most * 0.6 {
      low = 0
    }
    let step = Ticks.step(atLeast: (high - low) / PlotAxis.parts)
    (low, high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
  }

  private static let parts = 5.0

  /// Where a number stands, from 0 to 1.
  func place(of value: Double) -> Double {
    let place =
      isLogarithmic
      ? (Num.log10(value) - Num.log10(low)) / (Num.log10(high) - Num.log10(low))
      : (value - low) / (high - low)
    return place.isFinite ? min(max(place, 0), 1) : 0
  }
}
