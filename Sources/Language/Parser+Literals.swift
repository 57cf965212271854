import Formulas

extension Parser {
  static let magnitudes: [String: Num] = [
    "k": .int(1000), "K": .int(1000), "M": .int(1_000_000), "B": .int(1_000_000_000),
    "T": .int(1_000_000_000_000),
    "Ki": .int(1024), "Mi": .int(1_048_576), "Gi": .int(1_073_741_824),
  ]

  /// NUMBER [ magnitude ] [ unit ]: glued letters are a magnitude, else a unit; letters after a space are a unit.
  mutating func number() throws(Diagnostic) -> Formula {
    let token = current
    var value = numbers[Int(token.payload)]
    var end = span(token)
    at += 1
    if token.kind == .percent { return arena.constant(.quantity(Quantity(value)), end) }
    if current.kind == .name, current.start == token.end {
      let letters = text(current)
      if let factor = Parser.magnitudes[letters] {
        value = value.multiplying(factor)
        end = span(current)
        at += 1
      } else if !arena.units.contains(letters) {
        throw unknownMagnitude(token, current)
      }
    }
    let unit = try unitAfterNumber(token)
    let quantity = Quantity(value.multiplying(unit?.factor ?? .one), unit?.dimension ?? .none)
    let whole = span(token).through(unit == nil ? end : span(tokens[at - 1]))
    if quantity.number.isPastAllMeasure { throw .tooLarge(whole) }
    return arena.constant(.quantity(quantity), whole)
  }

  func unknownMagnitude(_ number: Token, _ letters: Token) -> Diagnostic {
    let digits = text(number)
    let word = text(letters)
    var note = "write \(digits) * \(word), or a unit after a space"
    switch word {
    case "b":
      note = "write \(digits)B (billion); bytes are written \"\(digits) bytes\", bits \"\(digits) bits\""
    case "m": note = "write \(digits)M (million)"
    case "t": note = "write \(digits)T (trillion)"
    case "g", "G": note = "write \(digits)B (billion), or \(digits) GB"
    case "bn", "bln": note = "write \(digits)B (billion)"
    default:
      if word.hasPrefix("x"), digits == "0" {
        note = "numbers are decimal; -> hex shows one in hexadecimal"
      } else if let near = Suggestion.nearest(to: word, among: arena.units.names) {
        note = "did you mean \(digits) \(near)?"
      }
    }
    return Diagnostic(.unknownMagnitude, "unknown magnitude \"\(word)\"", at: span(letters), note)
  }

  /// The unit behind a number, glued or after a space; nil when what follows is no unit.
  mutating func unitAfterNumber(_ number: Token) throws(Diagnostic) -> Unit? {
    guard current.kind == .name, !known.isKeyword(current.symbol) else { return nil }
    if isEndOfRange, current.symbol == known.step { return nil }
    let word = text(current)
    if arena.units.contains(word) { return try unit() }
    let whole = span(number).through(span(current))
    let digits = text(number)
    if word == "B" {
      throw Diagnostic(
        .loneB, "\"\(digits) B\" is ambiguous", at: whole,
        "write \(digits)B for \(digits) billion, or \(digits) bytes")
    }
    if let bytes = ["kb": "kB", "Kb": "kB", "Mb": "MB", "Gb": "GB", "Tb": "TB", "Pb": "PB"][word] {
      let bits = bytes.dropLast() + "bit"
      throw Diagnostic(
        .bitsForBytes,
        "\(word) is \(["kb", "Kb"].contains(word) ? "kilo" : ["Mb": "mega", "Gb": "giga", "Tb": "tera"][word] ?? "peta")bits",
        at: span(current), "write \(digits) \(bytes) (bytes) or \(digits) \(bits)")
    }
    return nil
  }

  /// UNIT { ( "/" | "*" ) UNIT }, without spaces inside. A label dissolves in a product, so behind `*` it is no unit:
  /// `4 bytes*params` is the product with params.
  mutating func unit() throws(Diagnostic) -> Unit {
    var result = try unitPower()
    while current.kind == .slash || current.kind == .star, current.start == tokens[at - 1].end,
      next.kind == .name, next.start == current.end, let unit = arena.units[text(next)],
      current.kind == .slash || !unit.dimension.isLabel
    {
      let divides = current.kind == .slash
      at += 1
      let other = try unitPower()
      let factor =
        divides ? result.factor.dividing(by: other.factor) : result.factor.multiplying(other.factor)
      let dimension =
        divides
        ? result.dimension.divided(by: other.dimension) : result.dimension.multiplied(by: other.dimension)
      result = Unit(
        name: result.name + (divides ? "/" : "*") + other.name, dimension: dimension, factor: factor ?? .one)
    }
    return result
  }

  /// UNITNAME [ "^" INT ]
  mutating func unitPower() throws(Diagnostic) -> Unit {
    let token = current
    let name = text(token)
    guard token.kind == .name, let unit = arena.units[name] else { throw unknownUnit(token) }
    if name == "KB" {
      warnings.append(
        Diagnostic(.kilobyteSpelling, "KB is read as kB, 1000 bytes", at: span(token), "KiB is 1024"))
    }
    at += 1
    guard current.kind == .caret, current.start == token.end, next.kind == .number, next.start == current.end
    else { return unit }
    let exponent = numbers[Int(next.payload)]
    guard let dimension = unit.dimension.raised(to: exponent), let factor = unit.factor.power(exponent) else {
      throw Diagnostic(.undefinedResult, "no unit has this power", at: span(next))
    }
    at += 2
    return Unit(name: name + "^" + text(tokens[at - 1]), dimension: dimension, factor: factor)
  }

  func unknownUnit(_ token: Token) -> Diagnostic {
    guard token.kind == .name else { return unexpected(token, wanted: "a unit") }
    let formats = Display.Format.allCases.map(\.rawValue)
    let near = Suggestion.nearest(to: text(token), among: arena.units.names + formats)
    let note = near.map { "did you mean \($0)?" } ?? "list units shows them all"
    if text(token) == "B" {
      return Diagnostic(
        .loneB, "a lone B is ambiguous", at: span(token), "write bytes, or GB; billions are 7B")
    }
    return Diagnostic(.unknownUnit, "unknown unit \"\(text(token))\"", at: span(token), note)
  }

  /// What follows `->`: a unit, or the name of a format.
  mutating func displayAfterArrow(_ arrow: Token) throws(Diagnostic) -> Display {
    if current.kind == .end { throw unexpected(current, wanted: "a unit") }
    let word = text(current)
    if current.kind == .name, !arena.units.contains(word), let format = Display.Format(rawValue: word) {
      at += 1
      return .format(format)
    }
    if current.kind == .percent || word == "%" {
      throw Diagnostic(.unknownUnit, "unknown unit \"%\"", at: span(current), "write -> percent")
    }
    return .unit(try unit())
  }

  /// A string literal: plain, or with `{expression}` and `{expression:.2}` inside.
  mutating func string() throws(Diagnostic) -> Formula {
    let token = current
    at += 1
    var parts: [Formula] = []
    var piece: [UInt8] = []
    var index = Int(token.start) + 1
    let end = Int(token.end) - 1
    func finished(_ bytes: [UInt8], _ at: Int) throws(Diagnostic) -> Value {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Diagnostic(.text, "this text is not UTF-8", at: span(token), "save the file as UTF-8")
      }
      return .text(text)
    }
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        piece.append(try escape(index, end))
        index += 2
      case UInt8(ascii: "{"):
        if !piece.isEmpty {
          parts.append(arena.constant(try finished(piece, index)))
          piece = []
        }
        let close = closingBrace(index, end)
        guard let close else {
          throw Diagnostic(
            .unclosed, "\"{\" is never closed", at: Span(source: source, start: index, end: index + 1),
            "write \\{ for a plain brace")
        }
        parts.append(try interpolated(index + 1, close))
        index = close + 1
      case UInt8(ascii: "}"):
        throw Diagnostic(
          .text, "\"}\" without \"{\"", at: Span(source: source, start: index, end: index + 1),
          "write \\} for a plain brace")
      default:
        piece.append(bytes[index])
        index += 1
      }
    }
    let tail = try finished(piece, index)
    if parts.isEmpty { return arena.constant(tail, span(token)) }
    if !piece.isEmpty { parts.append(arena.constant(tail)) }
    return try added(.interpolation(arena.list(parts)), span(token))
  }

  func escape(_ index: Int, _ end: Int) throws(Diagnostic) -> UInt8 {
    let escapes: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92,
      UInt8(ascii: "{"): 123,
      UInt8(ascii: "}"): 125,
    ]
    if index + 1 < end, let byte = escapes[bytes[index + 1]] { return byte }
    throw Diagnostic(
      .text, "unknown escape", at: Span(source: source, start: index, end: index + 2),
      "there are \\n \\t \\\" \\\\ \\{ \\}")
  }

  func closingBrace(_ start: Int, _ end: Int) -> Int? {
    var depth = 0
    var index = start
    var isText = false
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "\""): isText.toggle()
      case UInt8(ascii: "{") where !isText: depth += 1
      case UInt8(ascii: "}") where !isText:
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// `expression` or `expression:.N` between braces.
  mutating func interpolated(_ start: Int, _ end: Int) throws(Diagnostic) -> Formula {
    var stop = end
    var places: Int?
    if let colon = bytes[start..<end].lastIndex(of: UInt8(ascii: ":")), colon + 1 < end,
      bytes[colon + 1] == UInt8(ascii: ".")
    {
      guard let count = Int(String(decoding: bytes[(colon + 2)..<end], as: UTF8.self)),
        (0...30).contains(count)
      else {
        throw Diagnostic(
          .text, "a number of decimals is wanted after \":.\"",
          at: Span(source: source, start: colon, end: end), "{x:.2} shows two")
      }
      (stop, places) = (colon, count)
    }
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.nestingLimit {
      throw Diagnostic(
        .tooDeep, "nested more than \(Parser.nestingLimit) deep",
        at: Span(source: source, start: start, end: end))
    }
    var inner = try Parser(bytes, index: source, range: start..<stop, arena: arena, known: known)
    inner.nesting = nesting
    let formula = try inner.expression()
    guard inner.current.kind == .end else {
      throw inner.unexpected(inner.current, wanted: "} ")
    }
    guard let places else { return formula }
    return try added(.convert(formula, arena.display(.places(places))), arena.span(formula))
  }
}
