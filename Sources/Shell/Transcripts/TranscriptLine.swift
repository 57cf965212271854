import Formulas

/// Whether an answer is what a page says.
///
/// A line `...` stands for any lines, and `...` in a line for any text. A number counts to the digits that are written:
/// `34.03` stands for 34.0329 and `1.6e9` for 1_600_000_000. Where numbers are written otherwise than they came,
/// spaces count as one, because columns move.
enum TranscriptLine {
  static let ellipsis = "..."

  /// Whether lines are what is expected.
  static func match(_ actual: [String], _ expected: [String]) -> Bool {
    matches(actual, expected, isAny: { $0 == ellipsis }, agree: agree)
  }

  /// Whether one line is what is expected.
  static func agree(_ actual: String, _ expected: String) -> Bool {
    if actual == expected { return true }
    let hasEllipsis = expected.contains(ellipsis)
    if hasEllipsis, agreeLiterally(actual, expected) { return true }
    let found = pieces(actual, wantsEllipsis: false)
    let wanted = pieces(expected, wantsEllipsis: hasEllipsis)
    // Then only the spaces differ.
    if found == wanted { return false }
    return matches(found, wanted, isAny: { $0 == .anything }, agree: { $0.fulfils($1) })
  }

  /// Sign by sign.
  private static func agreeLiterally(_ actual: String, _ expected: String) -> Bool {
    var pattern: [Character?] = []
    var rest = expected[...]
    while let first = rest.first {
      if rest.hasPrefix(ellipsis) {
        pattern.append(nil)
        rest = rest.dropFirst(3)
      } else {
        pattern.append(first)
        rest = rest.dropFirst()
      }
    }
    return matches(Array(actual), pattern, isAny: { $0 == nil }, agree: { $0 == $1 })
  }

  /// Whether things are what a pattern wants, some of it standing for any number of them. After a dead end only the
  /// last of those is tried again, one thing further: what it took before is as good as any, so no more is needed.
  private static func matches<Thing, Wanted>(
    _ things: [Thing], _ pattern: [Wanted], isAny: (Wanted) -> Bool, agree: (Thing, Wanted) -> Bool
  ) -> Bool {
    var (thing, wanted) = (0, 0)
    var retry: (thing: Int, wanted: Int)?
    while thing < things.count {
      if wanted < pattern.count, isAny(pattern[wanted]) {
        wanted += 1
        retry = (thing, wanted)
      } else if wanted < pattern.count, agree(things[thing], pattern[wanted]) {
        (thing, wanted) = (thing + 1, wanted + 1)
      } else if let last = retry {
        retry = (last.thing + 1, last.wanted)
        (thing, wanted) = (last.thing + 1, last.wanted)
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy(isAny)
  }
}

extension TranscriptLine {
  /// A part of a line.
  enum Piece: Equatable {
    case anything
    case space
    case word(Substring)
    case number(WrittenNumber)

    func fulfils(_ wanted: Piece) -> Bool {
      switch (self, wanted) {
      case (.number(let found), .number(let written)): found.fulfils(written)
      default: self == wanted
      }
    }
  }

  /// A line in pieces, without the spaces around it. Digits that follow a letter are part of a name (`fp32`).
  static func pieces(_ line: String, wantsEllipsis: Bool) -> [Piece] {
    var pieces: [Piece] = []
    var rest = line[...]
    while let first = rest.first {
      if wantsEllipsis, rest.hasPrefix(ellipsis) {
        pieces.append(.anything)
        rest = rest.dropFirst(3)
      } else if first == " " {
        rest = rest.drop { $0 == " " }
        if !pieces.isEmpty, !rest.isEmpty { pieces.append(.space) }
      } else if let number = WrittenNumber(startOf: rest) {
        pieces.append(.number(number))
        rest = rest[number.text.endIndex...]
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        pieces.append(.word(word))
        rest = rest[word.endIndex...]
      } else {
        pieces.append(.word(rest.prefix(1)))
        rest = rest.dropFirst()
      }
    }
    return pieces
  }
}

/// A number as it stands on a page: `50_257`, `34.03`, `1.6e9`.
struct WrittenNumber: Equatable {
  var text: Substring
  var value: Num
  /// What one more in its last digit is worth: 0.01 for `34.03`, 10^8 for `1.6e9`.
  var lastPlace: Num

  init?(startOf line: Substring) {
    let bytes = Array(line.utf8.prefix(WrittenNumber.longest))
    func isDigit(_ at: Int) -> Bool { bytes.indices.contains(at) && bytes[at] &- 48 < 10 }
    guard isDigit(0) else { return nil }
    var (digits, decimals, exponent, at): ([UInt8], Int, Int, Int) = ([], 0, 0, 0)
    func isByte(_ at: Int, _ wanted: Unicode.Scalar) -> Bool {
      bytes.indices.contains(at) && bytes[at] == UInt8(ascii: wanted)
    }
    while isDigit(at) || isByte(at, "_") && isDigit(at + 1) {
      if isDigit(at) { digits.append(bytes[at]) }
      at += 1
    }
    if isByte(at, "."), isDigit(at + 1) {
      at += 1
      while isDigit(at) || isByte(at, "_") && isDigit(at + 1) {
        if isDigit(at) {
          digits.append(bytes[at])
          decimals += 1
        }
        at += 1
      }
    }
    let sign = isByte(at + 1, "-") || isByte(at + 1, "+") ? 1 : 0
    if isByte(at, "e") || isByte(at, "E"), isDigit(at + 1 + sign) {
      let start = at + 1 + sign
      at = start
      while isDigit(at) { at += 1 }
      let power = Int(String(decoding: bytes[start..<at], as: UTF8.self)) ?? .max
      exponent = min(power, 100_000) * (isByte(start - 1, "-") ? -1 : 1)
    }
    text = line[..<line.utf8.index(line.startIndex, offsetBy: at)]
    value = Num(digits: digits, decimals: decimals, exponent: exponent)
    lastPlace = Num(digits: [UInt8(ascii: "1")], decimals: decimals, exponent: exponent)
  }

  /// More digits than this are several numbers.
  private static let longest = 400

  /// Whether this, rounded to the digits of `written`, is `written`.
  func fulfils(_ written: WrittenNumber) -> Bool {
    if text == written.text { return true }
    let distance = value.subtracting(written.value).magnitude
    return distance.multiplying(.int(2)).compared(to: written.lastPlace) <= 0
  }
}
