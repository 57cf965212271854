/// How exactly an answer was meant, read off its digits: `2.13B` says something about three of them.
///
/// A number that stands alone is taken as rounded in its last digit. Inside an expression only those with a decimal point
/// and three digits are: whole numbers, and 0.5 or 1.5, are meant as they are.
struct WrittenPrecision {
  /// How far off the answer may be by its own rounding, as a fraction of it.
  let tolerance: Double

  /// Three digits are asked for: half a unit in the third of `1.00`.
  static let coarsest = 0.005

  var isCoarse: Bool { tolerance > Self.coarsest * (1 + 1e-9) }

  init(_ text: String) {
    let numbers = Self.numbers(in: text)
    let isAlone = numbers.count == 1 && !text.contains { "+-*/^([".contains($0) }
    tolerance = numbers.reduce(0) { sum, number in
      guard isAlone || number.hasPoint && number.value >= 100, number.value > 0 else { return sum }
      return sum + 0.5 * number.lastPlace / number.value
    }
  }

  private struct Number {
    /// The digits as a whole number, and what a step in the last that counts is worth.
    var value = 0.0
    var lastPlace = 1.0
    var hasPoint = false
  }

  private static func numbers(in text: String) -> [Number] {
    var numbers: [Number] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      // A name such as `gpt2` holds no number.
      if isLetter(first) {
        rest = rest.drop { isLetter($0) || isDigit($0) }
      } else if isDigit(first) {
        let (number, length) = number(at: rest)
        numbers.append(number)
        rest = rest.dropFirst(length)
        // Its magnitude, its unit, its power of ten say nothing about digits.
        rest = rest.drop { isLetter($0) || isDigit($0) }
      } else {
        rest.removeFirst()
      }
    }
    return numbers
  }

  private static func number(at bytes: ArraySlice<UInt8>) -> (Number, length: Int) {
    var number = Number()
    var zeros = 0
    var length = 0
    for (offset, byte) in bytes.enumerated() {
      if isDigit(byte) {
        number.value = number.value * 10 + Double(byte - UInt8(ascii: "0"))
        zeros = byte == UInt8(ascii: "0") ? zeros + 1 : 0
      } else if byte == UInt8(ascii: "."), !number.hasPoint,
        bytes.dropFirst(offset + 1).first.map(isDigit) == true
      {
        number.hasPoint = true
      } else if byte != UInt8(ascii: "_") {
        break
      }
      length = offset + 1
    }
    // Behind three digits the zeros of a whole number fill its places: 2_127_000_000 has four, 20 has two.
    guard !number.hasPoint else { return (number, length) }
    let filled = (0..<zeros).reduce(1.0) { place, _ in place * 10 }
    if number.value / filled >= 100 { number.lastPlace = filled }
    return (number, length)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte >= 0x80
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
