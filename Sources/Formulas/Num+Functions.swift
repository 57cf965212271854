#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The real functions, in one place that knows which C library has them.
extension Num {
  #if canImport(Darwin)
    public static func exp(_ x: Double) -> Double { Darwin.exp(x) }
    public static func log(_ x: Double) -> Double { Darwin.log(x) }
    public static func log2(_ x: Double) -> Double { Darwin.log2(x) }
    public static func log10(_ x: Double) -> Double { Darwin.log10(x) }
  #elseif canImport(Musl)
    public static func exp(_ x: Double) -> Double { Musl.exp(x) }
    public static func log(_ x: Double) -> Double { Musl.log(x) }
    public static func log2(_ x: Double) -> Double { Musl.log2(x) }
    public static func log10(_ x: Double) -> Double { Musl.log10(x) }
  #else
    public static func exp(_ x: Double) -> Double { Glibc.exp(x) }
    public static func log(_ x: Double) -> Double { Glibc.log(x) }
    public static func log2(_ x: Double) -> Double { Glibc.log2(x) }
    public static func log10(_ x: Double) -> Double { Glibc.log10(x) }
  #endif
}

extension Num {
  /// The whole exponent that gives this number from `base`, if there is one.
  func exactLogarithm(base: Int) -> Int? {
    guard let (numerator, one) = fraction, one == 1, numerator > 0 else { return nil }
    var (rest, exponent) = (numerator, 0)
    while rest % Int128(base) == 0 { (rest, exponent) = (rest / Int128(base), exponent + 1) }
    return rest == 1 ? exponent : nil
  }
}
