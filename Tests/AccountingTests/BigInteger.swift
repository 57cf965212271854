/// An integer of any size, the plainest way: sign, and digits to the base 2^32 with the lowest first.
///
/// What `Num` is checked against; nothing here can overflow.
struct BigInteger: Comparable {
  var isNegative: Bool
  var digits: [UInt32]

  init(_ value: Int128) {
    isNegative = value < 0
    digits = []
    var rest = value.magnitude
    while rest > 0 {
      digits.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
  }

  private init(_ isNegative: Bool, _ digits: [UInt32]) {
    self.digits = Array(digits.reversed().drop { $0 == 0 }.reversed())
    self.isNegative = isNegative && !self.digits.isEmpty
  }

  static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    var digits = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
    for (i, a) in left.digits.enumerated() {
      var carry: UInt64 = 0
      for (j, b) in right.digits.enumerated() {
        let sum = UInt64(a) * UInt64(b) + UInt64(digits[i + j]) + carry
        digits[i + j] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
      digits[i + right.digits.count] = UInt32(carry)
    }
    return BigInteger(left.isNegative != right.isNegative, digits)
  }

  static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    if left.isNegative == right.isNegative {
      return BigInteger(left.isNegative, sum(left.digits, right.digits))
    }
    return isLess(left.digits, right.digits)
      ? BigInteger(right.isNegative, difference(right.digits, left.digits))
      : BigInteger(left.isNegative, difference(left.digits, right.digits))
  }

  static prefix func - (value: BigInteger) -> BigInteger { BigInteger(!value.isNegative, value.digits) }

  static func < (left: BigInteger, right: BigInteger) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? isLess(right.digits, left.digits) : isLess(left.digits, right.digits)
  }

  /// Rounded; sizes here stay far below the largest Double.
  var double: Double {
    let magnitude = digits.reversed().reduce(0.0) { $0 * 4_294_967_296 + Double($1) }
    return isNegative ? -magnitude : magnitude
  }

  private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
    if left.count != right.count { return left.count < right.count }
    return left.reversed().lexicographicallyPrecedes(right.reversed())
  }

  private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var carry: UInt64 = 0
    var digits = (0..<max(left.count, right.count)).map { index -> UInt32 in
      let a = index < left.count ? UInt64(left[index]) : 0
      let b = index < right.count ? UInt64(right[index]) : 0
      let sum = a + b + carry
      carry = sum >> 32
      return UInt32(truncatingIfNeeded: sum)
    }
    digits.append(UInt32(carry))
    return digits
  }

  /// `left` is not below `right`.
  private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var borrow: Int64 = 0
    return left.enumerated().map { index, digit in
      var rest = Int64(digit) - (index < right.count ? Int64(right[index]) : 0) - borrow
      borrow = rest < 0 ? 1 : 0
      if rest < 0 { rest += 4_294_967_296 }
      return UInt32(rest)
    }
  }
}
