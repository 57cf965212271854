import Formulas

/// Arithmetic and comparisons of polynomials.
extension SymbolicEvaluation {
  func binary(_ formula: Formula, _ operation: BinaryOperator, _ left: Formula, _ right: Formula)
    throws(Obstacle) -> Symbolic
  {
    switch operation {
    case .and, .or:
      let a = try flag(left)
      if let known = a.constant, known.isZero == (operation == .and) {
        return .known(.boolean(operation == .or))
      }
      let b = try under(operation == .and ? a : atoms.not(a)) { () throws(Obstacle) in try flag(right) }
      return wrapped(operation == .and ? atoms.and(a, b) : atoms.or(a, b))
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return try comparison(formula, operation, left, right)
    default: break
    }
    let (a, b) = (try value(left), try value(right))
    if a.known != nil, b.known != nil {
      return try folded(.binary(operation, constant(a, left), constant(b, right)), formula)
    }
    switch operation {
    case .add, .subtract: return try added(a, b, operation, formula)
    default: return try multiplied(a, b, operation, left, right)
    }
  }

  func wrapped(_ flag: Polynomial) -> Symbolic {
    flag.constant.map { .known(.boolean(!$0.isZero)) } ?? .flag(flag)
  }

  func added(_ a: Symbolic, _ b: Symbolic, _ operation: BinaryOperator, _ formula: Formula)
    throws(Obstacle) -> Symbolic
  {
    let (x, m) = try number(a, formula)
    let (y, n) = try number(b, formula)
    guard let dimension = common(x, m, y, n) else { throw .unsupported }
    return .number(operation == .add ? x + y : x - y, dimension)
  }

  private func multiplied(
    _ a: Symbolic, _ b: Symbolic, _ operation: BinaryOperator, _ left: Formula, _ right: Formula
  ) throws(Obstacle) -> Symbolic {
    let (x, m) = try number(a, left)
    let (y, n) = try number(b, right)
    switch operation {
    case .multiply: return .number(try product(x, y), m.multiplied(by: n))
    case .divide: return .number(try quotient(x, y), m.divided(by: n))
    case .floorDivide: return .number(atoms.floor(try quotient(x, y)), m.divided(by: n))
    case .modulo:
      guard let dimension = common(x, m, y, n) else { throw .unsupported }
      return .number(x - (try product(y, atoms.floor(try quotient(x, y)))), dimension)
    case .power: return try raised(x, m, y, n)
    default: throw .unsupported
    }
  }

  func product(_ a: Polynomial, _ b: Polynomial) throws(Obstacle) -> Polynomial {
    if a.terms.count * b.terms.count > SymbolicEvaluation.termLimit { throw .unsupported }
    return a * b
  }

  func quotient(_ a: Polynomial, _ b: Polynomial) throws(Obstacle) -> Polynomial {
    demand(atoms.not(atoms.isZeroFlag(b)))
    guard let quotient = atoms.quotient(a, b) else { throw .unsupported }
    return quotient
  }

  private func raised(_ base: Polynomial, _ dimension: Dimension, _ exponent: Polynomial, _ plain: Dimension)
    throws(Obstacle) -> Symbolic
  {
    guard plain.isNone else { throw .unsupported }
    guard let constant = exponent.constant else {
      guard dimension.isNone, base.constant.map({ $0.sign > 0 }) ?? atoms.isPositive(base) else {
        throw .unsupported
      }
      return .number(atoms.polynomial(.power(base, exponent)), .none)
    }
    guard let result = dimension.raised(to: constant) else { throw .unsupported }
    if let whole = constant.integer, whole.magnitude <= 16 {
      if whole < 0 { demand(atoms.not(atoms.isZeroFlag(base))) }
      var power = Polynomial.one
      for _ in 0..<whole.magnitude { power = try product(power, base) }
      guard whole < 0 else { return .number(power, result) }
      guard let inverse = atoms.quotient(.one, power) else { throw .unsupported }
      return .number(inverse, result)
    }
    demand(atoms.not(atoms.isPositiveFlag(-base)))
    return .number(atoms.polynomial(.power(base, exponent)), result)
  }

  private func comparison(
    _ formula: Formula, _ operation: BinaryOperator, _ left: Formula, _ right: Formula
  ) throws(Obstacle) -> Symbolic {
    if isWordOfDomain(right, of: left) || isWordOfDomain(left, of: right) {
      return try words(formula, operation, left, right)
    }
    let (a, b) = (try value(left), try value(right))
    if a.known != nil, b.known != nil {
      return try folded(.binary(operation, constant(a, left), constant(b, right)), formula)
    }
    if let x = asFlag(a), let y = asFlag(b) {
      let same = atoms.or(atoms.and(x, y), atoms.and(atoms.not(x), atoms.not(y)))
      return wrapped(operation == .equal ? same : atoms.not(same))
    }
    let (x, m) = try number(a, left)
    let (y, n) = try number(b, right)
    guard common(x, m, y, n) != nil else { throw .unsupported }
    let difference = x - y
    switch operation {
    case .equal: return wrapped(atoms.isZeroFlag(difference))
    case .unequal: return wrapped(atoms.not(atoms.isZeroFlag(difference)))
    case .less: return wrapped(atoms.isPositiveFlag(-difference))
    case .lessOrEqual: return wrapped(atoms.not(atoms.isPositiveFlag(difference)))
    case .greater: return wrapped(atoms.isPositiveFlag(difference))
    default: return wrapped(atoms.not(atoms.isPositiveFlag(-difference)))
    }
  }

  private func isWordOfDomain(_ word: Formula, of input: Formula) -> Bool {
    guard case .name(let name) = arena[input], let text = arena.wordText(word) else { return false }
    return sheet.words(of: name)?.contains(text) ?? false
  }

  /// A comparison with a named value. Inputs with named values never vary within one space's polynomials.
  private func words(_ formula: Formula, _ operation: BinaryOperator, _ left: Formula, _ right: Formula)
    throws(Obstacle) -> Symbolic
  {
    .known(try exactly { () throws(Diagnostic) in try evaluation.value(formula) })
  }
}
