import Formulas
import Language

/// A formula along one numeric variable, between the variable's values too: where an edge lies that no value hits.
public struct RealLine {
  private var run: ExactRun
  private let index: Int

  /// Nil where the formula is no polynomial along the line through `places`.
  public init?(_ sheet: Worksheet, _ space: Space, _ formula: Formula, along variable: Int, at places: [Int])
  {
    let points = PointEvaluator(sheet, space, [formula])
    guard let index = points.numeric.firstIndex(of: variable), let compiled = points.compile(at: places)
    else {
      return nil
    }
    var run = compiled.run
    run.move(to: points.numeric.map { space.variables[$0].values.number(places[$0]) }, from: 1)
    (self.run, self.index) = (run, index)
    others = points.numeric.map { space.variables[$0].values.number(places[$0]) }
  }

  private let others: [Num]

  public mutating func value(at x: Double) -> Double? {
    var numbers = others
    numbers[index] = .real(x)
    run.move(to: numbers, from: index + 1)
    return run.result(0)?.double
  }

  /// Where the formula is zero between two values at which it has different signs.
  public mutating func root(between low: Double, and high: Double) -> Double? {
    guard let atLow = value(at: low), let atHigh = value(at: high), atLow.isFinite, atHigh.isFinite else {
      return nil
    }
    if atLow == 0 { return low }
    if atHigh == 0 { return high }
    guard (atLow < 0) != (atHigh < 0) else { return nil }
    var (low, high) = (low, high)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= min(low, high) || middle >= max(low, high) { break }
      guard let value = value(at: middle) else { return nil }
      if (value < 0) == (atLow < 0) { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}
