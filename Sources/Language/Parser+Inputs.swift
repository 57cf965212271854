import Formulas

/// Declarations of units, of inputs, and of the fields of records.
extension Parser {
  mutating func measure(_ word: String, _ documentation: String) throws(Diagnostic) -> Declaration {
    let start = current
    at += 1
    var spellings = [text(try newName("the name of a unit"))]
    if word == "scale" {
      while current.kind == .name { spellings.append(text(try newName("a unit"))) }
      var members: [Unit] = []
      for name in spellings {
        guard let unit = arena.units[name] else { throw unknownUnit(tokens[at - 1]) }
        members.append(unit)
      }
      let dimension = members[0].dimension
      let before = arena.units.scale(of: dimension)
      arena.units.setScale(members)
      return Declaration(
        name: spellings[0], span: span(start), description: documentation,
        body: .scale(dimension, members, before: before))
    }
    while current.kind == .comma {
      advanceOver()
      spellings.append(text(try newName("another spelling")))
    }
    let taken = spellings.first { arena.units.contains($0) }
    func refuseTaken(_ dimension: Dimension?, _ factor: Num) throws(Diagnostic) {
      guard let taken else { return }
      let isSame = arena.units.say(
        spellings, dimension: dimension, factor: factor, isLabel: word == "label")
      if !isSame { throw Diagnostic(.declaration, "there is a unit \(taken) already", at: span(start)) }
    }
    var dimension: Dimension?
    var factor = Num.one
    if current.kind == .assign {
      advanceOver()
      guard case .quantity(let quantity)? = arena.constantValue(try sum()), quantity.number.sign > 0 else {
        throw Diagnostic(
          .declaration, "a number with a unit is wanted: unit kB = 1000 bytes", at: span(tokens[at - 1]))
      }
      (dimension, factor) = (quantity.dimension, quantity.number)
      // A declaration that goes wrong leaves nothing behind.
      guard isAtSeparator || current.kind == .rightBrace else {
        throw unexpected(current, wanted: "the end of the declaration")
      }
      try refuseTaken(dimension, factor)
    } else {
      try refuseTaken(nil, factor)
      dimension =
        word == "label"
        ? arena.units.addLabel(spellings) : arena.units.addBase(spellings, description: documentation)
    }
    guard let dimension else {
      throw Diagnostic(
        .declaration, "there is no room for another \(word == "label" ? "label" : "base unit")",
        at: span(start))
    }
    if taken == nil {
      arena.units.add(spellings, dimension: dimension, factor: factor, description: documentation)
    }
    return Declaration(
      name: spellings[0], span: span(start), description: documentation,
      body: .unit(arena.units.rows(spellings), isNew: taken == nil))
  }

  static let domains: [String: Declaration.Domain] = [
    "count": .count, "length": .length, "whole": .whole, "fraction": .fraction, "share": .share,
    "flag": .flag,
    "number": .measure(Unit(name: "", dimension: .none, factor: .one)),
  ]

  mutating func input(_ word: String, _ documentation: String) throws(Diagnostic) -> Declaration {
    let start = current
    at += 1
    let name = try newName("the name of an input")
    let symbol = try optionalSymbol()
    var domain: Declaration.Domain?
    if current.kind == .colon {
      advanceOver()
      let word = text(current)
      if let known = Parser.domains[word] {
        at += 1
        domain = known
      } else if Parser.recordKinds.contains(word) {
        at += 1
        domain = .records(word)
      } else if arena.units.contains(word) {
        domain = .measure(try unit())
      } else {
        domain = .sameAs(try newName("a domain").symbol)
      }
    }
    var formula = Formula.absent
    var isLive = false
    if current.kind == .assign || current.kind == .define {
      isLive = current.kind == .define
      advanceOver()
      formula = try core()
    }
    if current.kind == .leftBrace {
      let words = try block(of: start) { (parser) throws(Diagnostic) in
        let (word, description) = try parser.heading("")
        return (name: word, description: description)
      }
      domain = .words(words)
    }
    guard let domain else {
      throw Diagnostic(
        .declaration, "what may \(text(name)) be?", at: span(name),
        "write : count, : fraction, : GB, or { words }")
    }
    let body = Declaration.Input(
      role: Declaration.Role(rawValue: word) ?? .input, symbol: symbol, domain: domain, formula: formula,
      isLive: isLive)
    return Declaration(name: text(name), span: span(name), description: documentation, body: .input(body))
  }

  /// `symbol T`: what an input is called on paper.
  private mutating func optionalSymbol() throws(Diagnostic) -> String {
    guard current.kind == .name, text(current) == "symbol" else { return "" }
    at += 1
    guard current.kind == .name else { throw unexpected(current, wanted: "a symbol such as T") }
    defer { at += 1 }
    return text(current)
  }

  mutating func field(mayBeLive: Bool = false) throws(Diagnostic) -> Declaration.Field {
    let name = try newName("the name of a field")
    let isLive = mayBeLive && current.kind == .define
    if isLive { advanceOver() } else { try expect(.assign, "=") }
    let formula = try expression()
    let source = try optionalText()
    return Declaration.Field(
      name: name.symbol, nameSpan: span(name), formula: formula, source: source, isLive: isLive)
  }
}
