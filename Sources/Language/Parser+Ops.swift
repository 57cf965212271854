import Formulas

/// Ops: what an operation costs and keeps.
extension Parser {
  mutating func op(_ documentation: String) throws(Diagnostic) -> Declaration {
    at += 1
    let name = try newName("the name of an op")
    let parameters = try operands()
    let body = try laterBlock(of: name) { (parser) throws(Diagnostic) in try parser.opStatement() }
    return Declaration(
      name: text(name), span: span(name), description: documentation,
      body: .op(Declaration.Op(parameters: parameters, body: body)))
  }

  /// `(x, out, bias = false)`
  mutating func operands() throws(Diagnostic) -> [(name: Symbol, fallback: Formula)] {
    guard current.kind == .leftParenthesis else { throw unexpected(current, wanted: "( and the operands") }
    let opened = current
    open(opened)
    var parameters: [(name: Symbol, fallback: Formula)] = []
    while current.kind == .name {
      let parameter = try newName("an operand")
      var fallback = Formula.absent
      if current.kind == .assign {
        advanceOver()
        fallback = try core()
      }
      parameters.append((parameter.symbol, fallback))
      guard current.kind == .comma else { break }
      advanceOver()
    }
    try close(.rightParenthesis, opened: opened)
    return parameters
  }

  mutating func opStatement() throws(Diagnostic) -> Declaration.OpStatement {
    let word = current
    switch text(word) {
    case "if":
      let (condition, yes, no) = try branches { (parser) throws(Diagnostic) in try parser.opStatement() }
      return .choice(condition, yes, no)
    case "weight":
      at += 1
      let name = try newName("a name for the weight")
      try expect(.assign, "= and a shape")
      let shape = try expression()
      var kind = Declaration.WeightKind.shared
      if isKeyword("as") {
        at += 1
        guard let known = Declaration.WeightKind(rawValue: text(current)), known != .shared else {
          throw unexpected(current, wanted: "table, expert, whole, adapter or tied")
        }
        kind = known
        at += 1
      }
      return .weight(name.symbol, shape, kind, span(name))
    case "let":
      at += 1
      let name = try newName("a name")
      try expect(.assign, "=")
      return .bind(name.symbol, try expression())
    case "keeps":
      at += 1
      let name = try newName("a name for what is kept")
      try expect(.assign, "= and a tensor")
      let formula = try expression()
      let label = try optionalText()
      var kind = ""
      if isKeyword("as") {
        at += 1
        kind = text(try newName("input or weight_cast"))
        guard ["input", "weight_cast"].contains(kind) else {
          throw Diagnostic(
            .declaration, "nothing is kept as \(kind)", at: span(tokens[at - 1]), "input or weight_cast")
        }
      }
      return .keeps(name.symbol, formula, label: label, kind: kind, span(name))
    case "lists":
      at += 1
      return .lists(try expression(), span(word))
    case "gives":
      at += 1
      return .gives(try expression())
    case "gradient":
      at += 1
      guard let gradient = Declaration.Gradient(rawValue: text(current)) else {
        throw unexpected(
          current, wanted: Declaration.Gradient.allCases.map(\.rawValue).joined(separator: ", "))
      }
      at += 1
      return .gradient(gradient)
    default:
      guard word.kind == .name else {
        throw unexpected(word, wanted: "weight, forward, backward, keeps, lists, let, gives, gradient or if")
      }
      guard let cost = Declaration.Cost(rawValue: text(word)) else {
        let known =
          Declaration.Cost.allCases.map(\.rawValue)
          + ["weight", "keeps", "lists", "let", "gives", "gradient"]
        let near = Suggestion.nearest(to: text(word), among: known)
        throw Diagnostic(
          .declaration, "there is no cost \"\(text(word))\"", at: span(word),
          near.map { "did you mean \($0)?" } ?? "an op has: \(known.joined(separator: " "))")
      }
      at += 1
      try expect(.assign, "=")
      return .cost(cost, try expression(), span(word))
    }
  }

  /// `if c { … } [ else { … } | else if … ]`
  mutating func branches<Item>(
    _ item: (inout Parser) throws(Diagnostic) -> Item
  ) throws(Diagnostic) -> (Formula, [Item], [Item]) where Item: Branching, Item.Branch == Item {
    let start = current
    at += 1
    let condition = try core()
    try refuseAssignment()
    let yes = try block(of: start, item)
    let saved = at
    skipNewlines()
    guard isKeyword("else") else {
      at = saved
      return (condition, yes, [])
    }
    at += 1
    if isKeyword("if") {
      let (inner, first, second) = try branches(item)
      return (condition, yes, [Item.branch(inner, first, second)])
    }
    return (condition, yes, try block(of: start, item))
  }
}
