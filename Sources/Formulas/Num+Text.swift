#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Num {
  /// The number written by `digits` (ASCII digits, `_` skipped), of which the last `decimals` stand behind the
  /// point, times `10^exponent`. Read as a decimal, never through Double, as long as 128 bits hold it.
  public init(digits: some Sequence<UInt8>, decimals: Int, exponent: Int) {
    var mantissa: Int128 = 0
    var dropped = 0
    for byte in digits where byte != UInt8(ascii: "_") {
      let (tens, o1) = mantissa.multipliedReportingOverflow(by: 10)
      let (next, o2) = tens.addingReportingOverflow(Int128(byte) - 48)
      if dropped > 0 || o1 || o2 { dropped += 1 } else { mantissa = next }
    }
    let scale = exponent - decimals
    var exact = mantissa == 0 ? Num.zero : nil
    if dropped == 0, mantissa != 0, let power = Num.powerOfTen(abs(clamping: scale)) {
      exact = scale >= 0 ? Num(mantissa).multiplying(power) : Num(mantissa).dividing(by: power)
    }
    if let exact, exact.isExact {
      self = exact
    } else {
      // Rounded once, by the system: `1.7e203` is the double next to it, and reads back as written.
      let text = "\(mantissa)e\(min(max(scale + dropped, -100_000), 100_000))"
      self = .real(Double(text) ?? (scale < 0 ? 0 : .infinity))
    }
  }

  /// The number in the shortest text that a double reads back from: `1.5e-20`, `0.25`.
  init(shortest value: Double) {
    let parts = "\(value.magnitude)".split(separator: "e")
    let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let decimals = digits.count > 1 && digits[1] != "0" ? String(digits[1]) : ""
    let magnitude = Num(
      digits: (digits[0] + decimals).utf8, decimals: decimals.utf8.count,
      exponent: parts.count > 1 ? Int(parts[1].drop { $0 == "+" }) ?? 0 : 0)
    self = value < 0 ? magnitude.negated : magnitude
  }

  static func powerOfTen(_ exponent: Int) -> Num? {
    exponent >= 0 && exponent <= 38 ? Num.int(10).power(.int(exponent)) : nil
  }

  /// The value in full, when finitely many decimals (at most `limit`) write it; otherwise nil.
  public func exactText(grouped: Bool = true, limit: Int = 12) -> String? {
    guard let (numerator, denominator) = fraction else { return nil }
    if denominator == 1 { return Num.group(String(numerator), grouped) }
    var (twos, fives, rest) = (0, 0, denominator)
    while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
    while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
    let places = max(twos, fives)
    guard rest == 1, places <= limit, let power = Num.powerOfTen(places) else { return nil }
    guard let (scaled, one) = multiplying(power).fraction, one == 1 else { return nil }
    return Num.place(point: places, in: scaled, grouped)
  }

  /// The value rounded to `places` decimals.
  public func fixedText(_ places: Int, grouped: Bool = true) -> String {
    if let power = Num.powerOfTen(places), let (scaled, one) = multiplying(power).rounded.fraction, one == 1 {
      return Num.place(point: places, in: scaled, grouped)
    }
    guard double.isFinite, double.magnitude < 1e18 else { return scientificText() }
    guard let scaled = Int128(exactly: (double * pow(10, Double(places))).rounded()) else {
      return scientificText()
    }
    return Num.place(point: places, in: scaled, grouped)
  }

  /// The value rounded to `digits` significant ones, plainly where that is readable.
  public func roundedText(significant digits: Int = 6, grouped: Bool = true) -> String {
    let value = double.magnitude
    if value == 0 { return "0" }
    if !value.isFinite || value >= 1e15 || value < 1e-5 { return scientificText(digits) }
    let exponent = Int(Num.log10(value).rounded(.down))
    return Num.trim(fixedText(max(0, min(digits - 1 - exponent, 15)), grouped: grouped))
  }

  /// Whether so many significant digits write it exactly.
  func hasAtMost(significant digits: Int) -> Bool {
    guard let text = exactText(grouped: false, limit: 30) else { return false }
    let all = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let zero = UInt8(ascii: "0")
    guard let first = all.firstIndex(where: { $0 != zero }), let last = all.lastIndex(where: { $0 != zero })
    else {
      return true
    }
    return last - first < digits
  }

  /// `1.234e+20`; `inf` and `nan` by name.
  public func scientificText(_ digits: Int = 6) -> String {
    let value = double
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value == 0 { return "0" }
    var exponent = Int(Num.log10(value.magnitude).rounded(.down))
    var mantissa = value / pow(10, Double(exponent))
    if exponent < -300 { mantissa = value * 1e300 / pow(10, Double(exponent + 300)) }
    let scale = pow(10, Double(max(0, digits - 1)))
    if (mantissa.magnitude * scale).rounded() >= scale * 10 {
      (mantissa, exponent) = (mantissa / 10, exponent + 1)
    }
    return Num.trim(Num.real(mantissa).fixedText(max(0, digits - 1))) + "e" + (exponent < 0 ? "-" : "+")
      + String(exponent.magnitude)
  }

  private static func trim(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static func place(point places: Int, in scaled: Int128, _ grouped: Bool) -> String {
    var digits = String(scaled.magnitude)
    if digits.utf8.count <= places {
      digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
    }
    let whole = group(String(digits.dropLast(places)), grouped)
    return (scaled < 0 ? "-" : "") + (places == 0 ? whole : whole + "." + digits.suffix(places))
  }

  /// `50257` as `50_257`, the way the language reads it back.
  private static func group(_ digits: String, _ grouped: Bool) -> String {
    guard grouped, digits.utf8.count > 3 else { return digits }
    var result: [UInt8] = []
    let bytes = Array(digits.utf8)
    for (index, byte) in bytes.enumerated() {
      let left = bytes.count - index
      let isDigit = byte != UInt8(ascii: "-")
      if left % 3 == 0, index > 0, isDigit, bytes[index - 1] != UInt8(ascii: "-") {
        result.append(UInt8(ascii: "_"))
      }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}

private func abs(clamping value: Int) -> Int { Int(clamping: value.magnitude) }
