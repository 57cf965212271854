import Formulas

/// The language's own functions over polynomials. Those missing here are worked out point by point.
extension SymbolicEvaluation {
  func function(_ name: String, _ values: [Symbolic], _ formulas: [Formula]) throws(Obstacle) -> Symbolic {
    switch name {
    case "min": return try folded(values, formulas, atoms.least)
    case "max": return try folded(values, formulas, atoms.greatest)
    case "sum": return try folded(values, formulas, +)
    case "length":
      guard case .list(let items)? = values.first else { throw .unsupported }
      return .known(.quantity(Quantity(.int(items.count))))
    case "abs": return try mapped(values, formulas) { atoms.greatest($0, -$0) }
    case "floor": return try mapped(values, formulas, atoms.floor)
    case "ceil": return try mapped(values, formulas) { -atoms.floor(-$0) }
    case "round":
      if values.count == 1 {
        return try mapped(values, formulas) { atoms.polynomial(.function(.round, $0)) }
      }
      return try toMultiple(values, formulas) { atoms.polynomial(.function(.round, $0)) }
    case "ceil_to": return try toMultiple(values, formulas) { -atoms.floor(-$0) }
    case "share":
      let (a, b, _) = try pair(values, formulas)
      return .number(try quotient(a, b), .none)
    case "divides":
      let (divisor, number, _) = try pair(values, formulas)
      return wrapped(atoms.isWholeFlag(try quotient(number, divisor)))
    case "sqrt":
      let (number, dimension) = try self.number(values[0], formulas[0])
      let half = Num.one.dividing(by: .int(2)) ?? .one
      guard let root = dimension.raised(to: half) else { throw .unsupported }
      demand(atoms.not(atoms.isPositiveFlag(-number)))
      return .number(atoms.polynomial(.power(number, Polynomial(half))), root)
    case "exp", "log", "log2", "log10":
      let (number, dimension) = try self.number(values[0], formulas[0])
      guard let function = AtomKind.RealFunction(rawValue: name), dimension.unlabelled.isNone else {
        throw .unsupported
      }
      if function != .exp { demand(atoms.isPositiveFlag(number)) }
      return .number(atoms.polynomial(.function(function, number)), .none)
    default: throw .unsupported
    }
  }

  /// Two numbers in one unit.
  private func pair(_ values: [Symbolic], _ formulas: [Formula]) throws(Obstacle)
    -> (Polynomial, Polynomial, Dimension)
  {
    let (a, m) = try number(values[0], formulas[0])
    let (b, n) = try number(values[1], formulas[1])
    guard let dimension = common(a, m, b, n) else { throw .unsupported }
    return (a, b, dimension)
  }

  private func mapped(_ values: [Symbolic], _ formulas: [Formula], _ change: (Polynomial) -> Polynomial)
    throws(Obstacle) -> Symbolic
  {
    let (number, dimension) = try self.number(values[0], formulas[0])
    return .number(change(number), dimension)
  }

  private func toMultiple(_ values: [Symbolic], _ formulas: [Formula], _ whole: (Polynomial) -> Polynomial)
    throws(Obstacle) -> Symbolic
  {
    let (a, b, dimension) = try pair(values, formulas)
    return .number(try product(whole(try quotient(a, b)), b), dimension)
  }

  /// Over all numbers: the arguments, or the members of the lists among them.
  private func folded(
    _ values: [Symbolic], _ formulas: [Formula], _ combine: (Polynomial, Polynomial) -> Polynomial
  ) throws(Obstacle) -> Symbolic {
    var result: (Polynomial, Dimension)?
    for (value, formula) in zip(values, formulas) {
      for item in try members(value) {
        let (next, n) = try number(item, formula)
        guard let (sum, m) = result else {
          result = (next, n)
          continue
        }
        guard let dimension = common(sum, m, next, n) else { throw .unsupported }
        result = (combine(sum, next), dimension)
      }
    }
    guard let result else { throw .unsupported }
    return .number(result.0, result.1)
  }

  private func members(_ value: Symbolic) throws(Obstacle) -> [Symbolic] {
    switch value {
    case .list(let items): return items
    case .known(let known):
      switch known.bare {
      case .list(let items): return items.map { .known($0) }
      case .range(let range):
        let items = range.members(limit: 1_001)
        if items.count > 1_000 { throw .unsupported }
        return items.map { .known(.quantity($0)) }
      default: return [value]
      }
    case .number, .flag: return [value]
    }
  }
}
