import Formulas

/// What is known of a difference, such as `pp - 1` where `pp` is at least 1: without it every point would be in doubt.
extension Atoms {
  /// Whole numbers up to here are exact in `Double`.
  private static let countable = Num.int(1 << 53)

  /// A number that has the sign of the polynomial or lies below it, at every point: bounded from below, with what all
  /// terms share divided out. Nil where none is known, and where `Double` would round the terms before they cancel.
  func differenceBound(_ polynomial: Polynomial) -> Num? {
    guard hasPlainSigns(polynomial) else { return nil }
    let above = polynomial.quotient.above
    guard isWhole(above) else { return nil }
    let (more, less) = above.bySign
    guard let size = most(of: more + less), size < Atoms.countable else { return nil }
    let (positive, negative) = above.multiplied(by: above.sharedMonomial.inverse).bySign
    guard let low = least(of: positive), let high = most(of: negative) else { return nil }
    let bound = low.subtracting(high)
    return bound.isExact ? bound : nil
  }

  /// Of a sum of whole powers without signs.
  private func least(of polynomial: Polynomial) -> Num? { bound(of: polynomial) { $0.least ?? .zero } }
  private func most(of polynomial: Polynomial) -> Num? { bound(of: polynomial) { $0.most } }

  private func bound(of polynomial: Polynomial, _ end: (Facts) -> Num?) -> Num? {
    var sum = Num.zero
    for (monomial, coefficient) in polynomial.terms {
      var product = coefficient
      for factor in monomial.factors {
        guard let value = end(facts[Int(factor.atom)]) else { return nil }
        for _ in 0..<factor.power { product = product.multiplying(value) }
      }
      sum = sum.adding(product)
    }
    return sum.isExact ? sum : nil
  }
}
