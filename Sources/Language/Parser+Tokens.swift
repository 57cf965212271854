import Formulas

/// Stepping over tokens, brackets and newlines, and what is said when the wrong one comes.
extension Parser {
  var current: Token { tokens[at] }
  var next: Token { tokens[min(at + 1, tokens.count - 1)] }

  func span(_ token: Token) -> Span { Span(source: source, start: Int(token.start), end: Int(token.end)) }
  func text(_ token: Token) -> String {
    String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  static func separates(_ kind: Token.Kind) -> Bool {
    kind == .newline || kind == .semicolon || kind == .end || kind == .documentation
  }

  var isAtSeparator: Bool { isSeparator(current) }

  /// Inside a block of statements the brace that ends it ends the last of them too.
  func isSeparator(_ token: Token) -> Bool {
    Parser.separates(token.kind) || isInBlock && token.kind == .rightBrace
  }

  func isKeyword(_ word: String) -> Bool { current.kind == .name && text(current) == word }

  /// Steps over a token after which a line may go on, and over the newlines there.
  mutating func advanceOver() {
    at += 1
    skipNewlines()
    if current.kind == .end { isIncomplete = true }
  }

  mutating func skipNewlines() {
    while current.kind == .newline || current.kind == .documentation { at += 1 }
  }

  /// Inside brackets a newline means nothing.
  mutating func skipInBrackets() {
    if brackets > 0 { skipNewlines() }
  }

  mutating func open(_ token: Token) {
    isEndOfRange = false
    brackets += 1
    at += 1
    skipNewlines()
  }

  mutating func close(_ kind: Token.Kind, opened: Token) throws(Diagnostic) {
    skipInBrackets()
    guard current.kind == kind else {
      if current.kind == .end {
        isIncomplete = true
        throw Diagnostic(.unclosed, "\"\(text(opened))\" is never closed", at: span(opened))
      }
      let before = tokens[max(0, at - 1)]
      if [.number, .percent, .name, .string, .leftParenthesis].contains(current.kind) {
        throw missingOperator(before, current)
      }
      if current.kind == .assign { throw Diagnostic.equalsInCondition(span(current)) }
      throw unexpected(current, wanted: kind == .rightBracket ? "]" : kind == .rightBrace ? "}" : ")")
    }
    brackets -= 1
    at += 1
  }

  func unexpected(_ token: Token, wanted: String) -> Diagnostic {
    let found =
      token.kind == .end
      ? "the end of the text" : token.kind == .newline ? "the end of the line" : "\"\(text(token))\""
    var place = span(token)
    if token.kind == .newline || token.kind == .end {
      place = Span(source: source, start: Int(token.start), end: Int(token.start) + 1)
    }
    return Diagnostic(.syntax, "\(wanted) was wanted, and here is \(found)", at: place)
  }

  func refuseAssignment() throws(Diagnostic) {
    if current.kind == .assign { throw Diagnostic.equalsInCondition(span(current)) }
  }

  /// Adds a node, refusing trees too deep to evaluate.
  func added(_ node: Node, _ span: Span) throws(Diagnostic) -> Formula {
    let formula = arena.add(node, span)
    if arena.depth(formula) > Arena.depthLimit {
      throw Diagnostic(
        .tooDeep, "this expression has more than \(Arena.depthLimit) levels", at: span, "name its parts")
    }
    return formula
  }

  mutating func nested<Result>(_ token: Token, _ rule: (inout Parser) throws(Diagnostic) -> Result)
    throws(Diagnostic) -> Result
  {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.nestingLimit {
      throw Diagnostic(
        .tooDeep, "nested more than \(Parser.nestingLimit) deep", at: span(token), "name the inner parts")
    }
    return try rule(&self)
  }
}
