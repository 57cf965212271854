#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Num {
  public func adding(_ other: Num) -> Num {
    if case .int(let a) = self, case .int(let b) = other {
      let (sum, overflow) = a.addingReportingOverflow(b)
      return overflow ? Num(Int128(a) + Int128(b)) : .int(sum)
    }
    guard let (a, b) = fraction, let (c, d) = other.fraction else { return .real(double + other.double) }
    let (ad, o1) = a.multipliedReportingOverflow(by: d)
    let (cb, o2) = c.multipliedReportingOverflow(by: b)
    let (top, o3) = ad.addingReportingOverflow(cb)
    let (bottom, o4) = b.multipliedReportingOverflow(by: d)
    if o1 || o2 || o3 || o4 { return .real(double + other.double) }
    return Num(top, over: bottom) ?? .real(double + other.double)
  }

  public var negated: Num {
    switch self {
    case .int(let value):
      let (result, overflow) = Int(0).subtractingReportingOverflow(value)
      return overflow ? Num(-Int128(value)) : .int(result)
    case .wide(let numerator, let denominator):
      return numerator == .min ? .real(-double) : Num(-numerator, over: denominator) ?? .real(-double)
    case .real(let value): return .real(-value)
    }
  }

  public func subtracting(_ other: Num) -> Num {
    if case .int(let a) = self, case .int(let b) = other {
      let (difference, overflow) = a.subtractingReportingOverflow(b)
      return overflow ? Num(Int128(a) - Int128(b)) : .int(difference)
    }
    return adding(other.negated)
  }

  public func multiplying(_ other: Num) -> Num {
    if case .int(let a) = self, case .int(let b) = other {
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? Num(Int128(a) * Int128(b)) : .int(product)
    }
    guard let (a, b) = fraction, let (c, d) = other.fraction else { return .real(double * other.double) }
    // Cancel across first: the product of two fractions in lowest terms then needs no further reduction.
    let left = Int128(gcd(a.magnitude, d.magnitude))
    let right = Int128(gcd(c.magnitude, b.magnitude))
    let (top, o1) = (a / left).multipliedReportingOverflow(by: c / right)
    let (bottom, o2) = (b / right).multipliedReportingOverflow(by: d / left)
    if o1 || o2 { return .real(double * other.double) }
    return Num(top, over: bottom) ?? .real(double * other.double)
  }

  /// The quotient; nil when `other` is zero.
  public func dividing(by other: Num) -> Num? {
    if other.isZero { return nil }
    if case .int(let a) = self, case .int(let b) = other {
      let (quotient, remainder) = Int128(a).quotientAndRemainder(dividingBy: Int128(b))
      return remainder == 0 ? Num(quotient) : Num(Int128(a), over: Int128(b))
    }
    guard let (c, d) = other.fraction, isExact, c != .min else { return .real(double / other.double) }
    guard let reciprocal = Num(d, over: c) else { return .real(double / other.double) }
    return multiplying(reciprocal)
  }

  /// The largest integer not above the value.
  public var floor: Num {
    switch self {
    case .int: return self
    case .wide(let numerator, let denominator):
      let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
      return Num(remainder < 0 ? quotient - 1 : quotient)
    case .real(let value): return .real(value.rounded(.down))
    }
  }

  /// The smallest integer not below the value.
  public var ceiling: Num { negated.floor.negated }

  /// The nearest integer; halves go away from zero.
  public var rounded: Num {
    if case .real(let value) = self { return .real(value.rounded()) }
    let half = Num.wide(1, 2)
    return sign < 0 ? subtracting(half).ceiling : adding(half).floor
  }

  public var magnitude: Num { sign < 0 ? negated : self }

  /// `self − other · ⌊self / other⌋`, with the sign of `other`; nil when `other` is zero.
  public func modulo(_ other: Num) -> Num? {
    dividing(by: other).map { subtracting(other.multiplying($0.floor)) }
  }

  /// `self` to the power `exponent`: exact for integer exponents as far as 128 bits reach, otherwise real.
  /// Nil where it is not defined: zero to a negative power, a negative number to a fractional one.
  public func power(_ exponent: Num) -> Num? {
    guard let n = exponent.integer else {
      if let root = exactRoot(exponent) { return root }
      let value = pow(double, exponent.double)
      return value.isNaN ? nil : .real(value)
    }
    if n < 0 {
      return isZero ? nil : power(.int(0).subtracting(.int(n))).flatMap { Num.one.dividing(by: $0) }
    }
    if n > 1024 { return shortcut(n) ?? .real(pow(double, Double(n))) }
    var (result, base, left) = (Num.one, self, n)
    while left > 0 {
      if left & 1 == 1 { result = result.multiplying(base) }
      left >>= 1
      if left > 0 { base = base.multiplying(base) }
    }
    return result
  }

  /// 0, 1 and −1 to any power stay exact.
  private func shortcut(_ n: Int) -> Num? {
    guard case .int(let value) = self else { return nil }
    switch value {
    case 0, 1: return self
    case -1: return .int(n & 1 == 0 ? 1 : -1)
    default: return nil
    }
  }

  /// The exact square root of a perfect square, for the exponent ½.
  private func exactRoot(_ exponent: Num) -> Num? {
    guard case .wide(1, 2) = exponent, let (a, b) = fraction, a >= 0 else { return nil }
    guard let top = perfectRoot(a), let bottom = perfectRoot(b) else { return nil }
    return Num(top, over: bottom)
  }

  private func perfectRoot(_ value: Int128) -> Int128? {
    guard var root = Int128(exactly: Double(value).squareRoot().rounded()) else { return nil }
    // One Newton step repairs the rounding of Double for values above 2^53.
    if root > 0 { root = (root + value / root) / 2 }
    let (square, overflow) = root.multipliedReportingOverflow(by: root)
    return !overflow && square == value ? root : nil
  }
}

extension Num: Comparable, Hashable {
  public static func == (left: Num, right: Num) -> Bool { left.compared(to: right) == 0 }
  public static func < (left: Num, right: Num) -> Bool { left.compared(to: right) == -1 }

  /// −1, 0 or 1; 2 where one side is not a number. Exact for exact numbers.
  public func compared(to other: Num) -> Int {
    if case .int(let a) = self, case .int(let b) = other { return a < b ? -1 : a == b ? 0 : 1 }
    if let (a, b) = fraction, let (c, d) = other.fraction {
      let (ad, o1) = a.multipliedReportingOverflow(by: d)
      let (cb, o2) = c.multipliedReportingOverflow(by: b)
      if !o1 && !o2 { return ad < cb ? -1 : ad == cb ? 0 : 1 }
      let (left, right) = (a.multipliedFullWidth(by: d), c.multipliedFullWidth(by: b))
      if left.high != right.high { return left.high < right.high ? -1 : 1 }
      return left.low < right.low ? -1 : left.low == right.low ? 0 : 1
    }
    let (a, b) = (double, other.double)
    return a < b ? -1 : a == b ? 0 : a > b ? 1 : 2
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .int(let value): hasher.combine(Double(value))
    case .wide, .real: hasher.combine(double)
    }
  }
}
