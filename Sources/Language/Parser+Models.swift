import Formulas

/// Models, parts of models and families: the forward pass, statement by statement, and what a family sets of it.
extension Parser {
  mutating func part(_ documentation: String) throws(Diagnostic) -> Declaration {
    at += 1
    let name = try newName("the name of a part")
    let parameters = try operands()
    let body = try modelBlock(name)
    return Declaration(
      name: text(name), span: span(name), description: documentation,
      body: .part(Declaration.Part(parameters: parameters, body: body)))
  }

  mutating func family(_ documentation: String) throws(Diagnostic) -> Declaration {
    let start = current
    at += 1
    let (name, text) = try heading(documentation)
    guard isKeyword("of") else { throw unexpected(current, wanted: "of and a model") }
    at += 1
    let baseSpan = span(current)
    let base = try word()
    var reads: [String] = []
    if isKeyword("reads") {
      repeat {
        at += 1
        reads.append(try optionalText())
        if reads.last?.isEmpty != false {
          throw unexpected(current, wanted: "the model_type of a configuration, in quotation marks")
        }
      } while current.kind == .comma
    }
    let fields = try block(of: start) { (parser) throws(Diagnostic) in try parser.field(mayBeLive: true) }
    return Declaration(
      name: name, span: span(start), description: text,
      body: .family(Declaration.Family(base: base, baseSpan: baseSpan, reads: reads, fields: fields)))
  }

  mutating func modelBlock(_ start: Token) throws(Diagnostic) -> [Declaration.ModelStatement] {
    try block(of: start) { (parser) throws(Diagnostic) in try parser.modelStatement() }
  }

  mutating func modelStatement() throws(Diagnostic) -> Declaration.ModelStatement {
    let word = current
    switch text(word) {
    case "if":
      let (condition, yes, no) = try branches { (parser) throws(Diagnostic) in try parser.modelStatement() }
      return .choice(condition, yes, no)
    case "repeat":
      at += 1
      let count = try core()
      guard isKeyword("as") else { throw unexpected(current, wanted: "as and a name for one of them") }
      at += 1
      let name = try newName("a name for one of them")
      return .repetition(count, name.symbol, try modelBlock(word), span(name))
    case "checkpoint":
      at += 1
      guard isKeyword("if") else { throw unexpected(current, wanted: "if and a condition") }
      at += 1
      let condition = try core()
      try refuseAssignment()
      return .checkpoint(condition, try modelBlock(word))
    case "gives":
      at += 1
      return .gives(try expression())
    case "assert":
      at += 1
      let condition = try core()
      try refuseAssignment()
      guard current.kind == .comma else { return .assertion(condition, "") }
      advanceOver()
      return .assertion(condition, try optionalText())
    default: break
    }
    let name = try newName("a name, if, repeat, checkpoint, assert or gives")
    if current.kind == .leftBrace { return .group(name.symbol, try modelBlock(name)) }
    try expect(.assign, "= and an op")
    let isInline = isKeyword("inline")
    if isInline { at += 1 }
    guard current.kind == .name, next.kind == .leftParenthesis else {
      if isInline { throw unexpected(current, wanted: "a part and its operands") }
      return .alias(name.symbol, try expression(), span(name))
    }
    let op = current
    at += 1
    let opened = current
    open(opened)
    var arguments: [Declaration.Argument] = []
    while current.kind != .rightParenthesis {
      var label: Symbol?
      if current.kind == .name, next.kind == .assign {
        label = current.symbol
        at += 2
      }
      let formula = try expression()
      arguments.append(Declaration.Argument(name: label, formula: formula, span: arena.span(formula)))
      skipInBrackets()
      guard current.kind == .comma else { break }
      advanceOver()
    }
    try close(.rightParenthesis, opened: opened)
    let whole = span(op).through(span(tokens[at - 1]))
    return isInline
      ? .inline(name.symbol, part: op.symbol, arguments, whole)
      : .call(name.symbol, op: op.symbol, arguments, whole)
  }
}
