extension Evaluation {
  func binary(_ formula: Formula, _ operation: BinaryOperator, _ left: Formula, _ right: Formula)
    throws(Diagnostic) -> Value
  {
    switch operation {
    case .and: return .boolean(try boolean(left) ? try boolean(right) : false)
    case .or: return .boolean(try boolean(left) ? true : try boolean(right))
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return .boolean(try compare(operation, left, right))
    default: return .quantity(try arithmetic(formula, operation, left, right))
    }
  }

  func arithmetic(_ formula: Formula, _ operation: BinaryOperator, _ left: Formula, _ right: Formula)
    throws(Diagnostic) -> Quantity
  {
    operation == .add || operation == .subtract
      ? try sum(operation, left, right) : try product(formula, operation, left, right)
  }

  private func sum(_ operation: BinaryOperator, _ left: Formula, _ right: Formula) throws(Diagnostic)
    -> Quantity
  {
    let (a, b) = (try quantity(left), try quantity(right))
    guard let dimension = a.sums(with: b) else {
      throw .unlike(operation == .add ? "add" : "subtract", a, arena.span(left), b, arena.span(right), units)
    }
    let number = operation == .add ? a.number.adding(b.number) : a.number.subtracting(b.number)
    if number.isPastAllMeasure { throw .tooLarge(arena.span(left).through(arena.span(right))) }
    return Quantity(number, dimension)
  }

  private func product(
    _ formula: Formula, _ operation: BinaryOperator, _ left: Formula, _ right: Formula
  ) throws(Diagnostic) -> Quantity {
    let (a, b) = (try quantity(left), try quantity(right))
    var result: Quantity
    switch operation {
    case .multiply: result = a.multiplying(b)
    case .power:
      guard b.dimension.isNone else {
        throw Diagnostic(
          .unlikeUnits, "an exponent is a plain number, and this is in \(units.description(of: b.dimension))",
          at: arena.span(right))
      }
      guard let number = a.number.power(b.number) else { throw .undefinedPower(arena.span(formula)) }
      guard let dimension = a.dimension.raised(to: b.number) else {
        throw .dimensionTooLarge(arena.span(formula))
      }
      result = Quantity(number, dimension)
    case .modulo:
      guard let dimension = a.sums(with: b) else {
        throw .unlike("divide", a, arena.span(left), b, arena.span(right), units)
      }
      guard let number = a.number.modulo(b.number) else { throw .divisionByZero(arena.span(right)) }
      result = Quantity(number, dimension)
    default:
      guard let quotient = a.dividing(by: b) else { throw .divisionByZero(arena.span(right)) }
      result = operation == .floorDivide ? Quantity(quotient.number.floor, quotient.dimension) : quotient
    }
    if result.number.isPastAllMeasure { throw .tooLarge(arena.span(formula)) }
    for index in 0..<8 where result.dimension.powers[index].magnitude > 60 {
      throw .dimensionTooLarge(arena.span(formula))
    }
    return result
  }

  private func compare(_ operation: BinaryOperator, _ left: Formula, _ right: Formula) throws(Diagnostic)
    -> Bool
  {
    let (a, b) = try sides(left, right)
    if let order = try order(a, left, b, right) {
      switch operation {
      case .equal: return order == 0
      case .unequal: return order != 0
      case .less: return order == -1
      case .lessOrEqual: return order == -1 || order == 0
      case .greater: return order == 1
      default: return order == 1 || order == 0
      }
    }
    let same = try equal(a, b, left, right)
    switch operation {
    case .equal: return same
    case .unequal: return !same
    default:
      throw Diagnostic(
        .wrongKind, "\(a.kind) has no order", at: arena.span(left), "only == and != compare it")
    }
  }

  /// Both sides, a bare word on one looked up in the domain of the input on the other.
  private func sides(_ left: Formula, _ right: Formula) throws(Diagnostic) -> (Value, Value) {
    if case .name(let name) = arena[left], let text = arena.wordText(right),
      let word = try meanings.word(text, for: name, at: arena.span(right))
    {
      return (try value(left).bare, .word(word))
    }
    if case .name(let name) = arena[right], let text = arena.wordText(left),
      let word = try meanings.word(text, for: name, at: arena.span(left))
    {
      return (.word(word), try value(right).bare)
    }
    return (try value(left).bare, try value(right).bare)
  }

  private func order(_ a: Value, _ left: Formula, _ b: Value, _ right: Formula) throws(Diagnostic) -> Int? {
    guard let x = a.quantity, let y = b.quantity else { return nil }
    guard x.sums(with: y) != nil else {
      throw .unlike("compare", x, arena.span(left), y, arena.span(right), units)
    }
    return x.number.compared(to: y.number)
  }

  private func equal(_ a: Value, _ b: Value, _ left: Formula, _ right: Formula) throws(Diagnostic) -> Bool {
    switch (a, b) {
    case (.boolean(let x), .boolean(let y)): return x == y
    case (.word(let x), .word(let y)): return x == y
    case (.text(let x), .text(let y)): return x == y
    case (.list(let x), .list(let y)):
      guard x.count == y.count else { return false }
      for (p, q) in zip(x, y) {
        if let m = p.quantity, let n = q.quantity {
          if m.sums(with: n) == nil || m.number != n.number { return false }
        } else if !(try equal(p.bare, q.bare, left, right)) {
          return false
        }
      }
      return true
    default:
      throw Diagnostic(
        .wrongKind, "can't compare \(a.kind) with \(b.kind)",
        [Diagnostic.Mark(arena.span(left), a.kind), Diagnostic.Mark(arena.span(right), b.kind)])
    }
  }
}
