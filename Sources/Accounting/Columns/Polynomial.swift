import Formulas

/// A product of powers of atoms, such as `d_model^2 * num_heads^-1`; atoms in order, none to the power of 0.
struct Monomial: Hashable {
  struct Factor: Hashable {
    var atom: Int32
    var power: Int32
  }

  var factors: [Factor] = []

  static let one = Monomial()

  init() {}
  init(_ atom: Int32, power: Int32 = 1) { factors = [Factor(atom: atom, power: power)] }

  func multiplied(by other: Monomial) -> Monomial {
    if factors.isEmpty { return other }
    if other.factors.isEmpty { return self }
    var result = Monomial()
    var (i, j) = (0, 0)
    while i < factors.count || j < other.factors.count {
      if j == other.factors.count || i < factors.count && factors[i].atom < other.factors[j].atom {
        result.factors.append(factors[i])
        i += 1
      } else if i == factors.count || other.factors[j].atom < factors[i].atom {
        result.factors.append(other.factors[j])
        j += 1
      } else {
        let power = factors[i].power &+ other.factors[j].power
        if power != 0 { result.factors.append(Factor(atom: factors[i].atom, power: power)) }
        (i, j) = (i + 1, j + 1)
      }
    }
    return result
  }

  var inverse: Monomial {
    var result = self
    for index in result.factors.indices { result.factors[index].power.negate() }
    return result
  }

  func power(of atom: Int32) -> Int32 { factors.first { $0.atom == atom }?.power ?? 0 }

  func filtered(_ keep: (Factor) -> Bool) -> Monomial {
    var result = Monomial()
    result.factors = factors.filter(keep)
    return result
  }
}

extension Monomial: Comparable {
  /// Any order will do, as long as it is the same in every run.
  static func < (left: Monomial, right: Monomial) -> Bool {
    for (a, b) in zip(left.factors, right.factors) where a != b {
      return a.atom == b.atom ? a.power < b.power : a.atom < b.atom
    }
    return left.factors.count < right.factors.count
  }
}

/// A sum of monomials with exact coefficients: the normal form of arithmetic over atoms. Powers may be negative.
///
/// Equal formulas become equal polynomials, like terms are one, and what cancels is gone.
struct Polynomial: Hashable {
  private(set) var terms: [Monomial: Num] = [:]

  static let zero = Polynomial()
  static let one = Polynomial(.one)

  init() {}

  init(_ constant: Num) { if !constant.isZero { terms[.one] = constant } }

  init(_ monomial: Monomial, times coefficient: Num = .one) {
    if !coefficient.isZero { terms[monomial] = coefficient }
  }

  /// The value, where it depends on nothing.
  var constant: Num? {
    if terms.isEmpty { return .zero }
    return terms.count == 1 ? terms[.one] : nil
  }

  var isZero: Bool { terms.isEmpty }

  /// The terms in an order that is the same in every run.
  var sorted: [(monomial: Monomial, coefficient: Num)] {
    terms.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  mutating func add(_ coefficient: Num, _ monomial: Monomial) {
    let sum = (terms[monomial] ?? .zero).adding(coefficient)
    terms[monomial] = sum.isZero ? nil : sum
  }

  static func + (left: Polynomial, right: Polynomial) -> Polynomial {
    var result = left
    for (monomial, coefficient) in right.terms { result.add(coefficient, monomial) }
    return result
  }

  static prefix func - (operand: Polynomial) -> Polynomial { operand.scaled(by: .int(-1)) }

  static func - (left: Polynomial, right: Polynomial) -> Polynomial { left + -right }

  static func * (left: Polynomial, right: Polynomial) -> Polynomial {
    var result = Polynomial()
    for (a, x) in left.terms {
      for (b, y) in right.terms { result.add(x.multiplying(y), a.multiplied(by: b)) }
    }
    return result
  }

  func scaled(by factor: Num) -> Polynomial {
    var result = Polynomial()
    for (monomial, coefficient) in terms { result.add(coefficient.multiplying(factor), monomial) }
    return result
  }

  func multiplied(by monomial: Monomial) -> Polynomial {
    var result = Polynomial()
    for (own, coefficient) in terms { result.add(coefficient, own.multiplied(by: monomial)) }
    return result
  }

  /// The terms with a positive coefficient, and those with a negative one turned round: `self = first − second`.
  var bySign: (Polynomial, Polynomial) {
    var (positive, negative) = (Polynomial(), Polynomial())
    for (monomial, coefficient) in terms {
      if coefficient.sign < 0 {
        negative.terms[monomial] = coefficient.negated
      } else {
        positive.terms[monomial] = coefficient
      }
    }
    return (positive, negative)
  }

  var hasNegatives: Bool { terms.values.contains { $0.sign < 0 } }

  /// The highest powers that divide every term.
  var sharedMonomial: Monomial {
    guard let first = terms.keys.first else { return .one }
    var shared = Monomial()
    for factor in first.factors {
      let power = terms.keys.reduce(factor.power) { min($0, $1.power(of: factor.atom)) }
      if power > 0 { shared.factors.append(Monomial.Factor(atom: factor.atom, power: power)) }
    }
    return shared
  }

  /// The same as a quotient without fractions: `above / (below * factor)`, powers and coefficients above whole as
  /// far as they are exact.
  var quotient: (above: Polynomial, below: Monomial, factor: Num) {
    var lowest: [Int32: Int32] = [:]
    var common: Int128 = 1
    for (monomial, coefficient) in terms {
      for factor in monomial.factors where factor.power < 0 {
        lowest[factor.atom] = min(lowest[factor.atom] ?? 0, factor.power)
      }
      guard let denominator = coefficient.fraction?.denominator, denominator > 1 else { continue }
      let (product, overflow) = (common / Int128(gcd(common.magnitude, denominator.magnitude)))
        .multipliedReportingOverflow(by: denominator)
      if !overflow { common = product }
    }
    if lowest.isEmpty, common == 1 { return (self, .one, .one) }
    var below = Monomial()
    below.factors = lowest.sorted { $0.key < $1.key }.map { Monomial.Factor(atom: $0.key, power: -$0.value) }
    let factor = Num(common)
    return (scaled(by: factor).multiplied(by: below), below, factor)
  }

  /// Every atom in it.
  var atoms: Set<Int32> { Set(terms.keys.lazy.flatMap(\.factors).map(\.atom)) }
}
