import Formulas

/// Bytes to tokens, in one pass. Spaces and `#` comments are dropped; `##` comments are kept as documentation.
struct Lexer {
  private(set) var tokens: [Token] = []
  private(set) var numbers: [Num] = []
  private let bytes: [UInt8]
  private let source: Int32
  private let names: Names
  private var at: Int
  private let limit: Int

  /// Numbers longer than this are refused rather than read.
  private static let longestNumber = 400

  init(_ bytes: [UInt8], source: Int32, range: Range<Int>, names: Names) throws(Diagnostic) {
    self.bytes = bytes
    self.source = source
    self.names = names
    at = range.lowerBound
    limit = range.upperBound
    tokens.reserveCapacity(range.count / 4 + 8)
    if at == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    if at == 0, bytes.starts(with: Array("#!".utf8)) { skipLine() }
    while try next() {}
  }

  private func peek(_ offset: Int = 0) -> UInt8 { at + offset < limit ? bytes[at + offset] : 0 }

  private mutating func skipLine() {
    while at < limit, bytes[at] != UInt8(ascii: "\n") { at += 1 }
  }

  private mutating func add(_ kind: Token.Kind, _ length: Int) {
    tokens.append(Token(kind: kind, start: Int32(at), end: Int32(at + length)))
    at += length
  }

  private mutating func next() throws(Diagnostic) -> Bool {
    while at < limit,
      bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") || bytes[at] == UInt8(ascii: "\r")
    {
      at += 1
    }
    guard at < limit else {
      add(.end, 0)
      return false
    }
    switch bytes[at] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "$"):
      name()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    case UInt8(ascii: "\n"): add(.newline, 1)
    case UInt8(ascii: "#"): comment()
    case UInt8(ascii: "\""): try string()
    default: try symbol()
    }
    return true
  }

  private mutating func name() {
    let start = at
    at += 1
    if bytes[start] != UInt8(ascii: "$") { while at < limit, Lexer.continuesName(bytes[at]) { at += 1 } }
    let symbol = bytes.withUnsafeBufferPointer { names.symbol($0[start..<at]) }
    tokens.append(Token(kind: .name, start: Int32(start), end: Int32(at), payload: symbol.id))
  }

  static func continuesName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// DIGITS [ "." DIGITS ] [ "e" [ sign ] DIGITS ] [ "%" ], with `_` between digits.
  private mutating func number() throws(Diagnostic) {
    let start = at
    var digits: [UInt8] = []
    var decimals = 0
    func isDigitOrGap(_ index: Int) -> Bool {
      guard index < limit else { return false }
      if Lexer.isDigit(bytes[index]) { return true }
      return bytes[index] == UInt8(ascii: "_") && index + 1 < limit && Lexer.isDigit(bytes[index + 1])
    }
    while isDigitOrGap(at) {
      if bytes[at] != UInt8(ascii: "_") { digits.append(bytes[at]) }
      at += 1
    }
    if peek() == UInt8(ascii: "."), Lexer.isDigit(peek(1)) {
      at += 1
      while isDigitOrGap(at) {
        if bytes[at] != UInt8(ascii: "_") {
          digits.append(bytes[at])
          decimals += 1
        }
        at += 1
      }
    }
    var exponent = 0
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      if Lexer.isDigit(peek(signed ? 2 : 1)) {
        let negative = peek(1) == UInt8(ascii: "-")
        at += signed ? 2 : 1
        while at < limit, Lexer.isDigit(bytes[at]) {
          exponent = min(exponent * 10 + Int(bytes[at] - 48), 100_000)
          at += 1
        }
        if negative { exponent = -exponent }
      }
    }
    let span = Span(source: source, start: start, end: at)
    if digits.count > Lexer.longestNumber {
      throw Diagnostic(
        .syntax, "a number of \(digits.count) digits", at: span, "at most \(Lexer.longestNumber) digits")
    }
    let value = Num(digits: digits, decimals: decimals, exponent: exponent)
    if case .real(let real) = value, real.isInfinite {
      throw Diagnostic(.syntax, "this number is too large", at: span, "the largest is about 1.8e308")
    }
    let isPercent = peek() == UInt8(ascii: "%")
    if isPercent { at += 1 }
    numbers.append(isPercent ? value.dividing(by: .int(100)) ?? value : value)
    tokens.append(
      Token(
        kind: isPercent ? .percent : .number, start: Int32(start), end: Int32(at),
        payload: Int32(numbers.count - 1)))
  }

  private mutating func comment() {
    let start = at
    skipLine()
    if start + 1 < limit, bytes[start + 1] == UInt8(ascii: "#") {
      tokens.append(Token(kind: .documentation, start: Int32(start), end: Int32(at)))
    }
  }

  /// The whole literal as one token; its inside is read by the parser. Braces may hold strings of their own.
  private mutating func string() throws(Diagnostic) {
    let start = at
    at += 1
    var braces = 0
    while true {
      guard at < limit, bytes[at] != UInt8(ascii: "\n") else {
        throw Diagnostic(
          .unclosed, "this text is never closed", at: Span(source: source, start: start, end: start + 1),
          "add the closing \"")
      }
      switch bytes[at] {
      case UInt8(ascii: "\\"): at += min(2, limit - at)
      case UInt8(ascii: "{"):
        braces += 1
        at += 1
      case UInt8(ascii: "}"):
        braces = max(0, braces - 1)
        at += 1
      case UInt8(ascii: "\"") where braces == 0:
        at += 1
        tokens.append(Token(kind: .string, start: Int32(start), end: Int32(at)))
        return
      default: at += 1
      }
    }
  }

  private mutating func symbol() throws(Diagnostic) {
    let (first, second) = (bytes[at], peek(1))
    switch (first, second) {
    case (UInt8(ascii: "-"), UInt8(ascii: ">")): add(.arrow, 2)
    case (UInt8(ascii: ":"), UInt8(ascii: "=")): add(.define, 2)
    case (UInt8(ascii: "="), UInt8(ascii: "=")): add(.equal, 2)
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): add(.unequal, 2)
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): add(.lessOrEqual, 2)
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): add(.greaterOrEqual, 2)
    case (UInt8(ascii: "/"), UInt8(ascii: "/")): add(.doubleSlash, 2)
    case (UInt8(ascii: "."), UInt8(ascii: ".")): add(.dots, 2)
    default: try single(first)
    }
  }

  private mutating func single(_ byte: UInt8) throws(Diagnostic) {
    guard byte < 128, let kind = Lexer.singles[Int(byte)] else { throw unreadable() }
    add(kind, 1)
  }

  private static let singles: [Token.Kind?] = {
    let pairs: [(UInt8, Token.Kind)] = [
      (UInt8(ascii: "("), .leftParenthesis), (UInt8(ascii: ")"), .rightParenthesis),
      (UInt8(ascii: "["), .leftBracket),
      (UInt8(ascii: "]"), .rightBracket), (UInt8(ascii: "{"), .leftBrace), (UInt8(ascii: "}"), .rightBrace),
      (UInt8(ascii: ","), .comma), (UInt8(ascii: "."), .dot), (UInt8(ascii: ":"), .colon),
      (UInt8(ascii: ";"), .semicolon),
      (UInt8(ascii: "?"), .question), (UInt8(ascii: "|"), .bar), (UInt8(ascii: "="), .assign),
      (UInt8(ascii: "+"), .plus),
      (UInt8(ascii: "-"), .minus), (UInt8(ascii: "*"), .star), (UInt8(ascii: "/"), .slash),
      (UInt8(ascii: "^"), .caret),
      (UInt8(ascii: "<"), .less), (UInt8(ascii: ">"), .greater),
    ]
    var table = [Token.Kind?](repeating: nil, count: 128)
    for (byte, kind) in pairs { table[Int(byte)] = kind }
    return table
  }()

  /// What people paste from pages and documents, and what to write for it.
  private static let lookalikes: [Unicode.Scalar: String] = [
    "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->",
    "“": "\"", "”": "\"", "’": "'", "²": "^2", "³": "^3", "\u{00A0}": "a plain space",
  ]

  private func unreadable() -> Diagnostic {
    let length = [1, 2, 3, 4].first { count in
      at + count <= limit && String(validating: bytes[at..<(at + count)], as: UTF8.self) != nil
    }
    guard let length,
      let scalar = String(decoding: bytes[at..<(at + length)], as: UTF8.self).unicodeScalars.first
    else {
      return Diagnostic(
        .text, "this is not UTF-8 text", at: Span(source: source, start: at, end: at + 1),
        "save the file as UTF-8")
    }
    let span = Span(source: source, start: at, end: at + length)
    if let instead = Lexer.lookalikes[scalar] {
      return Diagnostic(.syntax, "\"\(scalar)\" is not a sign of the language", at: span, "write \(instead)")
    }
    switch scalar {
    case "%": return Diagnostic(.syntax, "% follows a number (50%)", at: span, "the remainder is  a mod b")
    case "!":
      return Diagnostic(.syntax, "there is no shell escape", at: span, "not equal is !=, negation is not")
    case "&": return Diagnostic(.syntax, "\"&\" is not a sign of the language", at: span, "write and")
    default:
      let shown = scalar.value < 32 ? "a control character" : "\"\(scalar)\""
      return Diagnostic(.syntax, "\(shown) is not a sign of the language", at: span)
    }
  }
}
