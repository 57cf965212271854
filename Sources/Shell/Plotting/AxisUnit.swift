import Formulas

/// The one unit in which all numbers of an axis are said.
struct AxisUnit: Sendable {
  var name: String
  var factor: Num
  /// Whether a number of this axis may take a magnitude letter: 1.5B, 128Ki. Not where the unit has one: GB.
  var takesMagnitudes: Bool

  static let none = AxisUnit(name: "", factor: .one, takesMagnitudes: true)

  /// `display` is what was asked for with `->`; a logarithmic axis wants a unit for its middle, a linear one for its
  /// end.
  init(_ quantities: [Quantity], asked display: Display?, isLogarithmic: Bool, _ units: Units) {
    guard let first = quantities.first(where: { !$0.dimension.isNone }) ?? quantities.first else {
      self = .none
      return
    }
    let dimension = first.dimension
    if case .unit(let unit)? = display {
      self.init(name: unit.name, factor: unit.factor, takesMagnitudes: false)
      return
    }
    let sizes = quantities.map(\.number.magnitude).filter { !$0.isZero }.sorted()
    let typical = isLogarithmic ? sizes.dropFirst(sizes.count / 2).first : sizes.last
    if let typical, let unit = units.humanUnit(for: typical, dimension) {
      self.init(name: unit.name, factor: unit.factor, takesMagnitudes: false)
    } else {
      self.init(name: units.name(of: dimension), factor: .one, takesMagnitudes: true)
    }
  }

  private init(name: String, factor: Num, takesMagnitudes: Bool) {
    (self.name, self.factor, self.takesMagnitudes) = (name, factor, takesMagnitudes)
  }

  /// The number an axis has for a quantity; nil for what no picture has room for.
  func number(_ quantity: Quantity) -> Double? {
    guard let scaled = quantity.number.dividing(by: factor)?.double, scaled.isFinite,
      scaled.magnitude < AxisUnit.largest
    else { return nil }
    return scaled.magnitude * AxisUnit.largest < 1 ? 0 : scaled
  }

  /// Differences of numbers below it are finite, and so are their squares; what is smaller than one of it is nothing.
  private static let largest = 1e150
}
