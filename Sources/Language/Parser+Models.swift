import Formulas

/// Models: the forward pass, statement by statement.
extension Parser {
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
    case "assert":
      at += 1
      let condition = try core()
      try refuseAssignment()
      guard current.kind == .comma else { return .assertion(condition, "") }
      advanceOver()
      return .assertion(condition, try optionalText())
    default: break
    }
    let name = try newName("a name, if, repeat, checkpoint or assert")
    if current.kind == .leftBrace { return .group(name.symbol, try modelBlock(name)) }
    try expect(.assign, "= and an op")
    guard current.kind == .name, next.kind == .leftParenthesis else {
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
    return .call(name.symbol, op: op.symbol, arguments, span(op).through(span(tokens[at - 1])))
  }
}
