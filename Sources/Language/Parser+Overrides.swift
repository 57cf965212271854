import Formulas

/// What may follow an expression: `-> unit`, and `with` settings.
extension Parser {
  /// { conversion | override }
  mutating func modifiers(_ formula: Formula) throws(Diagnostic) -> Formula {
    var result = formula
    while true {
      skipInBrackets()
      if current.kind == .arrow || isConversionWord {
        let start = current
        advanceOver()
        let display = try displayAfterArrow(start)
        let end = span(tokens[at - 1])
        result = try added(.convert(result, arena.display(display)), arena.span(result).through(end))
      } else if current.kind == .name, current.symbol == known.with {
        result = try overrides(result)
      } else {
        return result
      }
    }
  }

  /// `to` and `in`, where a unit or a format follows.
  var isConversionWord: Bool {
    guard current.kind == .name, current.symbol == known.to || current.symbol == known.in && !endsAtIn else {
      return false
    }
    return next.kind == .name || next.kind == .number
  }

  mutating func overrides(_ last: Formula) throws(Diagnostic) -> Formula {
    // `_ with …` asks the last question again: a value alone could not follow its inputs.
    var body = last
    if case .last = arena[last], !previous.isAbsent {
      body = previous
      goesOn = true
    }
    let items = try settings(of: body)
    let end = items.last.map { $0.isVariant ? $0.span : arena.span($0.formula) } ?? .none
    return try added(.with(body, arena.overrides(items)), arena.span(body).through(end))
  }

  /// `with NAME = core, …` behind `body`; first a variant may be named: `with gpt2-xl, batch_size = 8`.
  mutating func settings(of body: Formula, mayNameVariant: Bool = true) throws(Diagnostic) -> [Override] {
    advanceOver()
    var items: [Override] = []
    if mayNameVariant, let variant = try variant() {
      items.append(variant)
      guard current.kind == .comma, tokens[at + 1].kind == .name, Parser.binds(tokens[at + 2].kind) else {
        return items
      }
      advanceOver()
    }
    while true {
      let item = try setting(of: body)
      if items.contains(where: { $0.name == item.name }) {
        throw Diagnostic(
          .syntax, "\(arena.names[item.name]) is set twice", at: item.span, "one value is enough")
      }
      items.append(item)
      // What follows the comma may belong to an outer list: only a name that is set goes on.
      guard current.kind == .comma, !isBeforeItem else { break }
      advanceOver()
    }
    return items
  }

  static func binds(_ kind: Token.Kind) -> Bool { kind == .assign || kind == .define || kind == .equal }

  /// A word that nothing is assigned to: the name of a variant.
  mutating func variant() throws(Diagnostic) -> Override? {
    guard current.kind == .name, !known.isKeyword(current.symbol), !Parser.binds(next.kind) else {
      return nil
    }
    let start = current
    _ = try word()
    let whole = span(start).through(span(tokens[at - 1]))
    return Override(name: arena.names.symbol(text(whole)), formula: .absent, span: whole)
  }

  /// `NAME = core` or `NAME := core`.
  mutating func setting(of body: Formula) throws(Diagnostic) -> Override {
    guard current.kind == .name else {
      if current.kind == .number, at > 1, tokens[at - 1].kind == .comma, tokens[at - 2].kind == .number,
        current.start == tokens[at - 1].end
      {
        at -= 1
        throw commaInNumber(tokens[at - 1])
      }
      throw unexpected(current, wanted: "the name of an input")
    }
    let name = current
    at += 1
    if current.kind == .equal {
      throw Diagnostic(.syntax, "with sets a value, so one = is enough", at: span(current), "write =")
    }
    guard current.kind == .assign || current.kind == .define else {
      var error = unexpected(current, wanted: "= and a value for \(text(name))")
      if current.kind == .minus, current.start == name.end {
        error.details.append("a model or a scenario comes first: with gpt2-xl, batch_size = 4")
      }
      throw error
    }
    let isLive = current.kind == .define
    advanceOver()
    let opening = current
    let formula = try core()
    try refuseComparison(formula, opening, body)
    return Override(name: name.symbol, formula: formula, isLive: isLive, span: span(name))
  }

  /// `memory with batch_size = 3 <= 80 GB` would set batch_size to a condition; that is hardly meant.
  func refuseComparison(_ formula: Formula, _ opening: Token, _ body: Formula) throws(Diagnostic) {
    guard case .binary(let operation, _, let right) = arena[formula], operation.isComparison,
      operation != .equal, operation != .unequal, opening.kind != .leftParenthesis
    else { return }
    let whole = text(arena.span(body))
    throw Diagnostic(
      .syntax, "a comparison behind with wants brackets", at: arena.span(formula),
      "write (\(whole) with …) \(operation.rawValue) \(text(arena.span(right)))")
  }
}
