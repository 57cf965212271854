import Formulas

extension Parser {
  mutating func expression() throws(Diagnostic) -> Formula {
    let token = current
    return try nested(token) { (parser) throws(Diagnostic) in
      try parser.modifiers(try parser.core())
    }
  }

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

  mutating func core() throws(Diagnostic) -> Formula {
    skipInBrackets()
    if current.kind == .name, current.symbol == known.if { return try choice() }
    let first = try disjunction()
    guard current.kind == .dots else { return first }
    advanceOver()
    let last = try endOfRange()
    var step = Formula.absent
    var isGeometric = false
    if current.kind == .name, current.symbol == known.step {
      advanceOver()
      if current.kind == .star {
        isGeometric = true
        advanceOver()
      }
      step = try sum()
    }
    let end = step.isAbsent ? last : step
    return try added(
      .range(first, last, step: step, geometric: isGeometric), arena.span(first).through(arena.span(end)))
  }

  /// Here `step` is no unit: in `1..48 step 2` it belongs to the range.
  mutating func endOfRange() throws(Diagnostic) -> Formula {
    let outer = isEndOfRange
    isEndOfRange = true
    defer { isEndOfRange = outer }
    return try sum()
  }

  mutating func choice() throws(Diagnostic) -> Formula {
    let start = current
    return try nested(start) { (parser) throws(Diagnostic) in
      parser.advanceOver()
      let condition = try parser.core()
      try parser.refuseAssignment()
      try parser.keyword(parser.known.then, "then")
      let yes = try parser.core()
      try parser.keyword(parser.known.else, "else")
      let no = try parser.core()
      return try parser.added(.choice(condition, yes, no), parser.span(start).through(parser.arena.span(no)))
    }
  }

  mutating func keyword(_ symbol: Symbol, _ word: String) throws(Diagnostic) {
    let saved = at
    skipNewlines()
    guard current.kind == .name, current.symbol == symbol else {
      if current.kind == .end { markIncomplete() } else { at = saved }
      throw unexpected(current, wanted: "\"\(word)\"")
    }
    advanceOver()
  }

  mutating func disjunction() throws(Diagnostic) -> Formula {
    var left = try conjunction()
    while skipInBracketsTo(known.or) {
      advanceOver()
      left = try join(.or, left, try conjunction())
    }
    return left
  }

  mutating func conjunction() throws(Diagnostic) -> Formula {
    var left = try negation()
    while skipInBracketsTo(known.and) {
      advanceOver()
      left = try join(.and, left, try negation())
    }
    return left
  }

  mutating func negation() throws(Diagnostic) -> Formula {
    guard current.kind == .name, current.symbol == known.not else { return try comparison() }
    let start = current
    return try nested(start) { (parser) throws(Diagnostic) in
      parser.advanceOver()
      let operand = try parser.negation()
      return try parser.added(.unary(.not, operand), parser.span(start).through(parser.arena.span(operand)))
    }
  }

  /// In the place of a dictionary: a key of our own would cost 0.05 ms at every start.
  static func comparison(_ kind: Token.Kind) -> BinaryOperator? {
    switch kind {
    case .equal: .equal
    case .unequal: .unequal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }

  /// The comparison that stands here. `=` is one where only a condition makes sense; `>` before a text names a file.
  var comparisonHere: BinaryOperator? {
    switch current.kind {
    case .assign where equalsCompares: .equal
    case .greater where next.kind == .string: nil
    default: Parser.comparison(current.kind)
    }
  }

  mutating func comparison() throws(Diagnostic) -> Formula {
    let left = try sum()
    skipInBrackets()
    guard let operation = comparisonHere else { return left }
    advanceOver()
    let right = try sum()
    let result = try join(operation, left, right)
    if comparisonHere != nil {
      throw Diagnostic(.syntax, "comparisons don't chain", at: span(current), "write  a < b and b < c")
    }
    return result
  }

  mutating func sum() throws(Diagnostic) -> Formula { try sumGoingOn(from: try term()) }

  mutating func sumGoingOn(from first: Formula) throws(Diagnostic) -> Formula {
    var left = first
    while true {
      skipInBrackets()
      guard current.kind == .plus || current.kind == .minus else { return left }
      let operation: BinaryOperator = current.kind == .plus ? .add : .subtract
      advanceOver()
      let start = at
      let right = try term()
      try refusePercent(operation, left, right, isLiteral: at == start + 1 && tokens[start].kind == .percent)
      left = try join(operation, left, right)
    }
  }

  /// `100 + 10%` is refused; `50% + 10%` is not.
  func refusePercent(
    _ operation: BinaryOperator, _ left: Formula, _ right: Formula, isLiteral: Bool
  ) throws(Diagnostic) {
    guard isLiteral, !isPercentLiteral(left) else { return }
    let (whole, part) = (text(arena.span(left)), text(arena.span(right)))
    let digits = part.dropLast()
    let adds = operation == .add
    let factor =
      Int(digits).flatMap { $0 <= 100 ? "\(adds ? 100 + $0 : 100 - $0)%" : nil }
      ?? "(100% \(operation.rawValue) \(part))"
    throw Diagnostic(
      .percentOfNumber,
      adds
        ? "adding a percentage to a plain number is ambiguous"
        : "subtracting a percentage from a plain number is ambiguous",
      [
        Diagnostic.Mark(arena.span(left)),
        Diagnostic.Mark(
          arena.span(right),
          "write \(whole) * \(factor)   or   \(whole) \(operation.rawValue) \(arena.text(right))"),
      ])
  }

  func isPercentLiteral(_ formula: Formula) -> Bool {
    switch arena[formula] {
    case .constant: text(arena.span(formula)).hasSuffix("%")
    case .binary(.add, let left, let right), .binary(.subtract, let left, let right):
      isPercentLiteral(left) && isPercentLiteral(right)
    default: false
    }
  }

  func text(_ span: Span) -> String {
    guard span.source == source, !span.isNone else { return "" }
    return String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
  }

  mutating func term() throws(Diagnostic) -> Formula {
    var left = try factor()
    while true {
      skipInBrackets()
      let operation: BinaryOperator
      switch current.kind {
      case .star: operation = .multiply
      case .slash: operation = .divide
      case .doubleSlash: operation = .floorDivide
      case .name where current.symbol == known.mod: operation = .modulo
      default: return left
      }
      advanceOver()
      left = try join(operation, left, try factor())
    }
  }

  mutating func factor() throws(Diagnostic) -> Formula {
    guard current.kind == .minus else { return try power() }
    let start = current
    return try nested(start) { (parser) throws(Diagnostic) in
      parser.advanceOver()
      let operand = try parser.factor()
      return try parser.added(
        .unary(.negate, operand), parser.span(start).through(parser.arena.span(operand)))
    }
  }

  mutating func power() throws(Diagnostic) -> Formula {
    let base = try postfix()
    skipInBrackets()
    guard current.kind == .caret else { return base }
    let token = current
    return try nested(token) { (parser) throws(Diagnostic) in
      parser.advanceOver()
      return try parser.join(.power, base, try parser.factor())
    }
  }

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

  /// Whether the next token, past newlines inside brackets, is this word.
  mutating func skipInBracketsTo(_ word: Symbol) -> Bool {
    skipInBrackets()
    return current.kind == .name && current.symbol == word
  }

  func join(_ operation: BinaryOperator, _ left: Formula, _ right: Formula) throws(Diagnostic) -> Formula {
    try added(.binary(operation, left, right), arena.span(left).through(arena.span(right)))
  }
}
