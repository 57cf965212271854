import Formulas

/// Values: numbers, names, calls, members, lists and brackets.
extension Parser {
  mutating func postfix() throws(Diagnostic) -> Formula {
    var result = try primary()
    while true {
      switch current.kind {
      case .dot:
        at += 1
        guard current.kind == .name else { throw unexpected(current, wanted: "the name of a row") }
        result = try added(.member(result, current.symbol), arena.span(result).through(span(current)))
        at += 1
      case .leftBracket where current.start == tokens[at - 1].end:
        let bracket = current
        open(bracket)
        let index = try expression()
        try close(.rightBracket, opened: bracket)
        result = try added(.element(result, index), arena.span(result).through(span(tokens[at - 1])))
      case .leftParenthesis where current.start == tokens[at - 1].end:
        guard case .name(let function) = arena[result] else { return result }
        let bracket = current
        let arguments = try items(until: .rightParenthesis, opened: bracket)
        result = try added(
          .call(function, arena.list(arguments)), arena.span(result).through(span(tokens[at - 1])))
      default: return result
      }
    }
  }

  /// Expressions between brackets, separated by commas.
  mutating func items(until kind: Token.Kind, opened: Token) throws(Diagnostic) -> [Formula] {
    open(opened)
    var items: [Formula] = []
    while current.kind != kind {
      items.append(try expression())
      skipInBrackets()
      guard current.kind == .comma else { break }
      advanceOver()
    }
    try close(kind, opened: opened)
    return items
  }

  mutating func primary() throws(Diagnostic) -> Formula {
    skipInBrackets()
    let token = current
    switch token.kind {
    case .number, .percent: return try number()
    case .string: return try string()
    case .leftParenthesis:
      open(token)
      let inner = try expression()
      try close(.rightParenthesis, opened: token)
      return inner
    case .leftBracket:
      let items = try items(until: .rightBracket, opened: token)
      return try added(.list(arena.list(items)), span(token).through(span(tokens[at - 1])))
    case .name:
      if namesModels, let name = modelName() { return name }
      return try name()
    case .dot where next.kind == .number:
      throw Diagnostic(.syntax, "a number starts with a digit", at: span(token), "write 0.\(text(next))")
    case .end:
      if at > 0 { markIncomplete() }
      throw unexpected(token, wanted: "a value")
    default: throw unexpected(token, wanted: "a value")
    }
  }

  /// A name that ends where an item of a list does.
  private mutating func modelName() -> Formula? {
    let (start, first) = (self, current)
    guard (try? word()) != nil,
      current.kind == .comma || current.kind == .rightBracket || current.kind == .colon
    else {
      self = start
      return nil
    }
    let whole = span(first).through(span(tokens[at - 1]))
    return arena.add(.name(arena.names.symbol(text(whole))), whole)
  }

  mutating func name() throws(Diagnostic) -> Formula {
    let token = current
    switch token.symbol {
    case known.yes, known.no:
      at += 1
      return arena.constant(.boolean(token.symbol == known.yes), span(token))
    case known.last:
      at += 1
      return try added(.last, span(token))
    case known.if:
      return try choice()
    default:
      if known.isKeyword(token.symbol) { throw unexpected(token, wanted: "a value") }
      at += 1
      return try added(.name(token.symbol), span(token))
    }
  }
}
