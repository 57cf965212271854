import Formulas

/// Statements: which kind a line is.
extension Parser {
  /// All statements of the text.
  public mutating func script() throws(Diagnostic) -> [Statement] {
    var statements: [Statement] = []
    while let statement = try nextStatement() { statements.append(statement) }
    return statements
  }

  /// The next statement; nil at the end.
  public mutating func nextStatement() throws(Diagnostic) -> Statement? {
    var documentation: [String] = []
    var first: Token?
    while true {
      switch current.kind {
      case .newline, .semicolon:
        if current.kind == .newline, at > 0, tokens[at - 1].kind == .newline {
          (documentation, first) = ([], nil)
        }
        at += 1
      case .documentation:
        documentation.append(documentationText(current))
        first = first ?? current
        at += 1
      case .end: return nil
      default:
        (nesting, isInBlock) = (0, false)
        return try oneStatement(documentation, first: first)
      }
    }
  }

  /// The statement that begins here; `first` is the first of the lines that document it.
  mutating func oneStatement(_ documentation: [String], first: Token?) throws(Diagnostic) -> Statement {
    let start = at
    brackets = 0
    (endsAtIn, equalsCompares, comparesItems, goesOn) = (false, false, false, false)
    namesModels = false
    let kind = try statement(documentation.joined(separator: " "))
    let sink = kind.mayHaveSink ? try self.sink() : nil
    let span = self.span(tokens[start]).through(self.span(tokens[max(start, at - 1)]))
    try endOfStatement()
    if case .expression(let formula) = kind, !arena.goesOn(formula) { previous = formula }
    let documented = first.map { self.span($0).through(span) } ?? span
    return Statement(
      kind: kind, span: span, documentation: documentation.joined(separator: " "), documentedSpan: documented,
      goesOn: goesOn, sink: sink)
  }

  /// Steps over the rest of a statement that could not be read, and of the block it opened; false at the end.
  public mutating func skipStatement() -> Bool {
    var start = at
    while start > 0, tokens[start - 1].kind != .newline { start -= 1 }
    var depth = 0
    for token in tokens[start..<at] {
      depth += token.kind == .leftBrace ? 1 : token.kind == .rightBrace ? -1 : 0
    }
    while current.kind != .end, current.kind != .newline || depth > 0 {
      depth += current.kind == .leftBrace ? 1 : current.kind == .rightBrace ? -1 : 0
      at += 1
    }
    isIncomplete = false
    return current.kind != .end
  }

  func documentationText(_ token: Token) -> String {
    var text = bytes[Int(token.start)..<Int(token.end)].drop { $0 == UInt8(ascii: "#") }
    while text.first == UInt8(ascii: " ") { text = text.dropFirst() }
    while let last = text.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\r") {
      text = text.dropLast()
    }
    return String(decoding: text, as: UTF8.self)
  }

  mutating func statement(_ documentation: String) throws(Diagnostic) -> Statement.Kind {
    switch current.kind {
    case .star, .slash, .arrow: return .expression(try continuation())
    case .name where text(current) == "with" || text(current) == "to": return .expression(try continuation())
    case .name: break
    default: return .expression(try expression())
    }
    let word = text(current)
    if isAtLesson { return .declaration(try lesson()) }
    if isAtAudit { return .audit(try audit()) }
    if let declaration = try declaration(word, documentation) { return .declaration(declaration) }
    let isAssigned = next.kind == .assign || next.kind == .define
    if Verb(rawValue: word) != nil || Verb.reserved.contains(word), isAssigned {
      throw Diagnostic(
        .verbAsName, "\"\(word)\" is a command and can't be a name", at: span(current), "try \(word)_n")
    }
    if let verb = Verb(rawValue: word) { return .command(verb, try arguments(verb)) }
    if word == "ask", next.kind == .string {
      throw Diagnostic(
        .syntax, "a question stands in a lesson", at: span(current),
        "lesson \"Weights\" { ask \"How many?\" expecting params }")
    }
    if Verb.reserved.contains(word), next.kind != .leftParenthesis {
      throw Diagnostic(
        .syntax, "this version has no command \"\(word)\" yet; the word is kept for it", at: span(current),
        "help lists the commands there are")
    }
    if isAssigned { return try assignment() }
    if next.kind == .leftParenthesis, let function = try functionDefinition() { return function }
    if let query = question() { return query }
    return .expression(try expression())
  }

  /// A line that goes on from the last value.
  mutating func continuation() throws(Diagnostic) -> Formula {
    let start = span(current)
    let base = text(current) == "with" && !previous.isAbsent ? previous : arena.add(.last, start)
    var left = base
    while current.kind == .star || current.kind == .slash {
      let operation: BinaryOperator = current.kind == .star ? .multiply : .divide
      advanceOver()
      let right = try factor()
      left = try added(.binary(operation, left, right), start.through(arena.span(right)))
    }
    let result = try modifiers(try sumGoingOn(from: left))
    // A lone `to`: no unit follows.
    if result == base {
      at += 1
      throw unexpected(current, wanted: "a unit")
    }
    return result
  }

  mutating func assignment() throws(Diagnostic) -> Statement.Kind {
    let token = current
    if known.isKeyword(token.symbol) {
      throw Diagnostic(
        .verbAsName, "\"\(text(token))\" is a word of the language and can't be a name", at: span(token),
        "try \(text(token))_n")
    }
    at += 1
    let isLive = current.kind == .define
    advanceOver()
    if current.kind == .assign {
      throw Diagnostic(.syntax, "one = is enough here", at: span(current), "== compares, = sets")
    }
    let formula = try expression()
    return .assignment(token.symbol, span(token), formula, isLive: isLive)
  }

  /// `f(a, b) := …`; nil when the line is a call after all.
  mutating func functionDefinition() throws(Diagnostic) -> Statement.Kind? {
    let start = at
    let name = current
    at += 2
    var parameters: [Symbol] = []
    while current.kind == .name {
      parameters.append(current.symbol)
      at += 1
      guard current.kind == .comma else { break }
      at += 1
    }
    guard current.kind == .rightParenthesis, next.kind == .define || next.kind == .assign else {
      at = start
      return nil
    }
    at += 1
    advanceOver()
    let body = try expression()
    return .function(name.symbol, span(name), parameters: parameters, body)
  }

  /// `name?` and `ledger.row?`
  mutating func question() -> Statement.Kind? {
    var index = at
    while tokens[index].kind == .name, tokens[index + 1].kind == .dot, tokens[index + 2].kind == .name {
      index += 2
    }
    guard tokens[index].kind == .name, tokens[index + 1].kind == .question else { return nil }
    let whole = span(current).through(span(tokens[index]))
    at = index + 2
    let text = String(decoding: bytes[Int(whole.start)..<Int(whole.end)], as: UTF8.self)
    return .command(.info, Statement.Arguments(text: text, textSpan: whole, formulas: [], all: false))
  }

  /// The rest of the line, up to `;`, a comment or the end.
  func restOfLine() -> (text: String, span: Span) {
    var index = at
    while !isSeparator(tokens[index]) { index += 1 }
    guard index > at else {
      return ("", Span(source: source, start: Int(current.start), end: Int(current.start)))
    }
    let whole = span(current).through(span(tokens[index - 1]))
    return (String(decoding: bytes[Int(whole.start)..<Int(whole.end)], as: UTF8.self), whole)
  }

  mutating func skipToSeparator() {
    while !isAtSeparator { at += 1 }
  }
}
