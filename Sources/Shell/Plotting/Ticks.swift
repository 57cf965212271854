import Formulas

/// Round numbers for an axis.
enum Ticks {
  /// 10 to a whole power, rounded once.
  static func ten(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

  /// The exponent of the decade a positive number lies in.
  static func decade(_ value: Double) -> Int {
    let exponent = Int(Num.log10(value).rounded(.down))
    return ten(exponent + 1) <= value ? exponent + 1 : ten(exponent) > value ? exponent - 1 : exponent
  }

  /// 1, 2 or 5 times a power of ten.
  static func step(atLeast length: Double) -> Double {
    guard length > 1e-300, length.isFinite else { return 1 }
    let decade = decade(length)
    // A step that is a hair too short is the one that was meant.
    let wanted = length * (1 - 1e-9)
    return [1, 2, 5].map { Ticks.multiple($0, decade) }.first { $0 >= wanted } ?? ten(decade + 1)
  }

  /// `5e-1` as the number that is written so.
  static func multiple(_ digit: Int, _ exponent: Int) -> Double { Double("\(digit)e\(exponent)") ?? 0 }

  static func roundBelow(_ value: Double) -> Double {
    [5, 2].map { multiple($0, decade(value)) }.first { $0 <= value } ?? ten(decade(value))
  }

  static func roundAbove(_ value: Double) -> Double {
    [1, 2, 5].map { multiple($0, decade(value)) }.first { $0 >= value } ?? ten(decade(value) + 1)
  }

  /// The multiples of `step` from `low` to `high`.
  static func multiples(of step: Double, _ low: Double, _ high: Double) -> [Double] {
    let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
    guard last >= first, last - first < 1_000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  /// Every n-th, so that at most `limit` are left.
  static func thinned(_ values: [Double], to limit: Int) -> [Double] {
    let stride = (values.count + limit - 1) / max(1, limit)
    return stride < 2 ? values : values.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
  }
}

extension PlotAxis {
  /// At most `limit` numbers to write on the axis.
  func ticks(atMost limit: Int) -> [Tick] {
    let limit = max(2, limit)
    let values = tickValues(limit)
    guard case .names(let names) = labels else {
      let places = isLogarithmic ? nil : decimals(values)
      return values.map { Tick(value: $0, label: text($0, places, values)) }
    }
    return values.map { Tick(value: $0, label: names[Int($0)]) }
  }

  private func tickValues(_ limit: Int) -> [Double] {
    if !stops.isEmpty, stops.count <= limit { return stops }
    if case .names = labels { return Ticks.thinned(stops, to: limit) }
    if isLogarithmic { return logarithmicTicks(limit) }
    return linearTicks(limit)
  }

  private func linearTicks(_ limit: Int) -> [Double] {
    let length = (high - low) / Double(limit - 1)
    guard labels == .binary else {
      let step = Ticks.step(atLeast: isWhole ? max(1, length) : length)
      return Ticks.multiples(of: step, low, high)
    }
    var step = 1024.0
    while step < length { step *= 2 }
    return Ticks.multiples(of: step, low, high)
  }

  private func logarithmicTicks(_ limit: Int) -> [Double] {
    if !stops.isEmpty, stops.allSatisfy({ $0.significand == 1 }) { return Ticks.thinned(stops, to: limit) }
    let (first, last) = (Ticks.decade(low), Ticks.decade(high))
    let (least, most) = (low * (1 - 1e-9), high * (1 + 1e-9))
    func ticks(_ digits: [Int]) -> [Double] {
      var ticks: [Double] = []
      for decade in first...max(first, last) { ticks += digits.map { Ticks.multiple($0, decade) } }
      return ticks.filter { $0 >= least && $0 <= most }
    }
    let (fine, decades) = (ticks([1, 2, 5]), ticks([1]))
    if fine.count < 2 { return linearTicks(limit) }
    if fine.count <= limit || decades.count < 2 { return Ticks.thinned(fine, to: limit) }
    return Ticks.thinned(decades, to: limit)
  }

  // MARK: Their texts

  /// Decimals that tell all of `values` apart and write each in full, as far as people write them.
  private func decimals(_ values: [Double]) -> Int { decimals(values, in: magnitude(values)?.factor ?? 1) }

  private func decimals(_ values: [Double], in scale: Double) -> Int {
    (0...6).first { places in
      values.allSatisfy {
        let shifted = $0 / scale * Ticks.ten(places)
        return (shifted - shifted.rounded()).magnitude < 1e-6 * max(1, shifted.magnitude)
      }
    } ?? 6
  }

  private func text(_ value: Double, _ places: Int?, _ all: [Double]) -> String {
    if labels == .binary { return SizeCurve.label(Int(value)) }
    let magnitude = magnitude(places == nil ? [value] : all)
    let scaled = value / (magnitude?.factor ?? 1)
    if value == 0 { return "0" }
    let isReadable = scaled.magnitude >= 1e-4 && scaled.magnitude < 1e9
    let number =
      isReadable
      ? Num.real(scaled).fixedText(places ?? decimals([value])) : Num.real(scaled).roundedText(significant: 3)
    return number + (magnitude?.letter ?? "")
  }

  private func magnitude(_ values: [Double]) -> (letter: String, factor: Double)? {
    guard labels == .magnitudes, let most = values.map(\.magnitude).max() else { return nil }
    let fitting = [("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)].first { most >= $0.1 }
    // Who set 1_600 or 50_257 wants to read just that.
    guard let fitting, decimals(values, in: fitting.1) <= (most < 10_000 ? 0 : 2) else { return nil }
    return fitting
  }
}
