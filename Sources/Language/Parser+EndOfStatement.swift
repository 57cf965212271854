import Formulas

/// Where a statement is over, and what is said when something follows it.
extension Parser {
  /// A statement is over: a separator must follow. What follows otherwise tells which mistake it is.
  mutating func endOfStatement() throws(Diagnostic) {
    if isAtSeparator || current.kind == .rightBrace { return }
    let token = current
    let before = tokens[max(0, at - 1)]
    if before.kind == .question {
      throw Diagnostic(.syntax, "nothing follows ?", at: span(token), "NAME? stands alone on its line")
    }
    switch token.kind {
    case .comma
    where token.start == before.end && before.kind == .number && next.kind == .number
      && next.start == token.end:
      throw commaInNumber(before)
    case .number, .percent, .name, .string, .leftParenthesis, .leftBracket:
      throw missingOperator(before, token)
    case .assign, .define:
      if before.kind == .rightParenthesis {
        throw Diagnostic(
          .syntax, "the parameters of a function are names", at: span(token), "f(x, y) := x * y; == compares")
      }
      throw Diagnostic(.syntax, "only a name can be set", at: span(token), "== compares")
    case .question:
      throw Diagnostic(.syntax, "? follows a name", at: span(token), "info says more about a name")
    case .bar:
      throw Diagnostic(
        .syntax, "\"|\" has no use here", at: span(token), "it follows what answers: memory | csv")
    default: throw unexpected(token, wanted: "the end of the statement")
    }
  }

  /// The comma is the current token.
  func commaInNumber(_ before: Token) -> Diagnostic {
    var index = at
    var digits = String(decoding: bytes[Int(before.start)..<Int(before.end)], as: UTF8.self)
    while tokens[index].kind == .comma, tokens[index + 1].kind == .number,
      tokens[index + 1].start == tokens[index].end
    {
      digits +=
        "_"
        + String(decoding: bytes[Int(tokens[index + 1].start)..<Int(tokens[index + 1].end)], as: UTF8.self)
      index += 2
    }
    return Diagnostic(.commaInNumber, "comma inside a number", at: span(current), "write \(digits)")
  }

  func missingOperator(_ before: Token, _ token: Token) -> Diagnostic {
    var gap = Span(source: source, start: Int(before.end), end: Int(token.start))
    if gap.start == gap.end { gap = Span(source: source, start: Int(token.start), end: Int(token.start) + 1) }
    var pasted = "write the operator"
    let close: Set<Token.Kind> = [.name, .number, .percent]
    if close.contains(before.kind), close.contains(token.kind) {
      pasted = "write \(text(before)) * \(text(token))"
      if before.kind == .number, token.kind == .name,
        let unit = Suggestion.nearest(to: text(token), among: arena.units.names)
      {
        pasted += ", or the unit: \(text(before)) \(unit)"
      }
    }
    if before.kind == .name, token.kind == .name {
      if text(before) == "all", text(token) == "with" {
        pasted = "all comes last: … with batch_size = 2 all"
      } else if next.kind == .name, Suggestion.nearest(to: text(token), among: ["with"]) != nil {
        pasted = "did you mean with?   \(text(before)) with \(text(next)) …"
      }
    }
    if token.kind == .leftParenthesis { pasted = "write \(text(before)) * (…" }
    return Diagnostic(.missingOperator, "two values without an operator", at: gap, pasted)
  }
}
