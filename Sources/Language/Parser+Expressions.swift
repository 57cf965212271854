import Formulas

/// Expressions: operators, from the loosest to the tightest.
extension Parser {
  mutating func expression() throws(Diagnostic) -> Formula {
    let token = current
    return try nested(token) { (parser) throws(Diagnostic) in
      try parser.modifiers(try parser.core())
    }
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

  /// Whether the next token, past newlines inside brackets, is this word.
  mutating func skipInBracketsTo(_ word: Symbol) -> Bool {
    skipInBrackets()
    return current.kind == .name && current.symbol == word
  }

  func join(_ operation: BinaryOperator, _ left: Formula, _ right: Formula) throws(Diagnostic) -> Formula {
    try added(.binary(operation, left, right), arena.span(left).through(arena.span(right)))
  }
}
