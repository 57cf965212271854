#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A number, exact as long as 128 bits hold it.
///
/// Three tiers: a machine integer, a fraction of two 128-bit integers, a `Double`. An operation that would
/// overflow a tier moves up to the next one; nothing traps. Only `real` is inexact.
///
/// `wide` is always in lowest terms with a positive denominator, and never a value that `int` could hold.
public enum Num: Sendable {
  case int(Int)
  /// Boxed, because it is rare and large: most numbers then travel in two registers.
  indirect case wide(Int128, Int128)
  case real(Double)

  public static let zero = Num.int(0)
  public static let one = Num.int(1)

  public init(_ value: Int128) {
    self = Int(exactly: value).map(Num.int) ?? .wide(value, 1)
  }

  /// `numerator / denominator`; nil when the denominator is zero or the sign cannot be represented.
  public init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator != 0, denominator != .min, numerator != .min else { return nil }
    let divisor = gcd(numerator.magnitude, denominator.magnitude)
    let sign: Int128 = denominator < 0 ? -1 : 1
    let top = numerator / Int128(divisor) * sign
    let bottom = denominator / Int128(divisor) * sign
    self = bottom == 1 ? Num(top) : .wide(top, bottom)
  }

  public var isExact: Bool {
    if case .real = self { false } else { true }
  }

  public var isInteger: Bool {
    switch self {
    case .int: true
    case .wide(_, let denominator): denominator == 1
    case .real(let value): value.rounded() == value
    }
  }

  public var isZero: Bool {
    switch self {
    case .int(let value): value == 0
    case .wide: false
    case .real(let value): value == 0
    }
  }

  /// −1, 0 or 1; 0 for what is not a number.
  public var sign: Int {
    switch self {
    case .int(let value): value.signum()
    case .wide(let numerator, _): Int(numerator.signum())
    case .real(let value): value > 0 ? 1 : value < 0 ? -1 : 0
    }
  }

  public var double: Double {
    switch self {
    case .int(let value): Double(value)
    case .wide(let numerator, let denominator): Double(numerator) / Double(denominator)
    case .real(let value): value
    }
  }

  /// The value as a machine integer, when it is one exactly.
  public var integer: Int? {
    switch self {
    case .int(let value): value
    case .wide: nil
    case .real(let value): Int(exactly: value)
    }
  }

  /// Numerator and denominator of an exact number.
  public var fraction: (numerator: Int128, denominator: Int128)? {
    switch self {
    case .int(let value): (Int128(value), 1)
    case .wide(let numerator, let denominator): (numerator, denominator)
    case .real: nil
    }
  }
}

/// The greatest common divisor, by Euclid: one wide remainder first, then machine words where they suffice.
public func gcd(_ a: UInt128, _ b: UInt128) -> UInt128 {
  var (a, b) = (a, b)
  while b != 0 {
    if let small = UInt64(exactly: a), let other = UInt64(exactly: b) {
      var (x, y) = (small, other)
      while y != 0 { (x, y) = (y, x % y) }
      return UInt128(x)
    }
    (a, b) = (b, a % b)
  }
  return a == 0 ? 1 : a
}

extension Num {
  /// Whether it overflowed even a double.
  public var isPastAllMeasure: Bool { if case .real(let real) = self { !real.isFinite } else { false } }
}
