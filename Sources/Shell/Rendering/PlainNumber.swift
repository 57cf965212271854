import Formulas

/// A number as programs read it: digits without groups, a unit, and whether the digits are the whole truth.
struct PlainNumber {
  /// Nil for what no number can say: infinity, not a number.
  var digits: String?
  var unit: String
  var isExact: Bool

  init(_ quantity: Quantity, as display: Display?, units: Units) {
    var number = quantity.number
    unit = units.name(of: quantity.dimension)
    var isRounded = false
    switch display {
    case .unit(let wanted)?:
      if let scaled = number.dividing(by: wanted.factor) { (number, unit) = (scaled, wanted.name) }
    case .format(.percent)?: (number, unit) = (number.multiplying(.int(100)), "%")
    case .places(let places)?:
      if number.exactText(limit: places) == nil {
        digits = number.fixedText(places, grouped: false)
        isRounded = true
      }
    case .format?, nil: break
    }
    isExact = !isRounded && number.isExact
    if isRounded, number.double.isFinite { return }
    // A conversion to Gi divides by 2^30, which 30 decimals write in full.
    if let exact = number.exactText(grouped: false, limit: 30) {
      digits = exact
    } else {
      isExact = false
      digits = number.double.isFinite ? "\(number.double)" : nil
    }
  }

  var json: JSON { digits.map { .number($0) } ?? .null }
}
