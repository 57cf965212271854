import Formulas

/// Writes programs from polynomials, each sum and product of atoms once.
struct ProgramWriter {
  private(set) var program: Program
  private let atoms: Atoms
  /// The level of each variable of the space: its place in the order of the loops, from 1.
  private let order: [Int: Int]
  private var sums: [Polynomial: Int32] = [:]
  private var products: [Monomial: Int32] = [:]
  /// Rounded numbers and exact ones apart, though they may be equal.
  private var numbers: [[Num]: Int32] = [:]
  private var values: [Int32: Int32] = [:]
  private var levels: [Int32: Int] = [:]

  /// `order` has the numbers of the variables, outermost first.
  init(_ atoms: Atoms, order: [Int]) {
    self.atoms = atoms
    var places: [Int: Int] = [:]
    for (place, variable) in order.enumerated() { places[variable] = place + 1 }
    self.order = places
    program = Program(variables: order.count)
  }

  mutating func write(results: [Polynomial], decisions: [Polynomial], guards: [Polynomial]) -> Program {
    program.decision = conjunction(decisions)
    program.guardian = conjunction(guards)
    for result in results {
      program.results.append(value(result))
      let (positive, negative) = result.bySign
      program.sizes.append(
        negative.isZero || positive.isZero ? program.results[program.results.count - 1] : size(result))
    }
    return program
  }

  private mutating func conjunction(_ flags: [Polynomial]) -> Int32 {
    var result: Int32 = -1
    for flag in flags.sorted(by: { level(of: $0) < level(of: $1) }) {
      let next = value(flag)
      result = result < 0 ? next : emit(.multiply, result, next)
    }
    return result
  }

  // MARK: Levels

  private mutating func level(of atom: Int32) -> Int {
    if let known = levels[atom] { return known }
    let kind = atoms.kinds[Int(atom)]
    var level = 0
    if case .variable(let variable) = kind { level = order[variable] ?? 0 }
    for operand in kind.operands { level = max(level, self.level(of: operand)) }
    levels[atom] = level
    return level
  }

  private mutating func level(of polynomial: Polynomial) -> Int {
    var highest = 0
    for monomial in polynomial.terms.keys { highest = max(highest, level(of: monomial)) }
    return highest
  }

  private mutating func level(of monomial: Monomial) -> Int {
    var highest = 0
    for factor in monomial.factors { highest = max(highest, level(of: factor.atom)) }
    return highest
  }

  // MARK: Registers

  private mutating func register(at level: Int) -> Int32 {
    program.levelOf.append(level)
    return Int32(program.levelOf.count - 1)
  }

  private mutating func number(_ value: Num) -> Int32 {
    let key = value.isExact ? [value] : [value, value]
    if let known = numbers[key] { return known }
    let register = register(at: 0)
    program.constants.append(Program.Constant(register: register, value: value))
    numbers[key] = register
    return register
  }

  private mutating func emit(
    _ operation: Program.Instruction.Operation, _ a: Int32, _ b: Int32 = -1, _ c: Int32 = -1,
    isOfWholes: Bool = false
  ) -> Int32 {
    var level = 0
    for operand in [a, b, c] where operand >= 0 { level = max(level, program.levelOf[Int(operand)]) }
    let target = register(at: level)
    program.levels[level].append(
      Program.Instruction(
        operation: operation, target: target, a: a, b: max(b, 0), c: max(c, 0), isOfWholes: isOfWholes))
    return target
  }

  // MARK: Polynomials

  private mutating func value(_ polynomial: Polynomial) -> Int32 {
    let (above, below, factor) = polynomial.quotient
    let top = sum(above)
    if below == .one, factor == .one { return top }
    return emit(.divide, top, denominator(below, factor))
  }

  private mutating func denominator(_ below: Monomial, _ factor: Num) -> Int32 {
    if below == .one { return number(factor) }
    let product = product(below)
    return factor == .one ? product : emit(.multiply, product, number(factor))
  }

  /// The sum of the terms without their signs.
  private mutating func size(_ polynomial: Polynomial) -> Int32 {
    let (positive, negative) = polynomial.bySign
    return value(positive + negative)
  }

  /// A sum of whole powers: terms are gathered by what they depend on innermost, so that each step outward is worked
  /// out less often.
  private mutating func sum(_ polynomial: Polynomial) -> Int32 {
    if let constant = polynomial.constant { return number(constant) }
    if let known = sums[polynomial] { return known }
    let level = self.level(of: polynomial)
    var groups: [Monomial: Polynomial] = [:]
    for (monomial, coefficient) in polynomial.terms {
      var inner = Monomial()
      var outer = Monomial()
      for factor in monomial.factors {
        if self.level(of: factor.atom) == level {
          inner.factors.append(factor)
        } else {
          outer.factors.append(factor)
        }
      }
      groups[inner, default: .zero].add(coefficient, outer)
    }
    var result: Int32 = -1
    for (inner, rest) in groups.sorted(by: { $0.key < $1.key }) {
      var term = rest.constant == .one ? -1 : sum(rest)
      if inner != .one {
        let product = product(inner)
        term = term < 0 ? product : emit(.multiply, term, product)
      } else if term < 0 {
        term = number(.one)
      }
      result = result < 0 ? term : emit(.add, result, term)
    }
    sums[polynomial] = result
    return result
  }

  private mutating func product(_ monomial: Monomial) -> Int32 {
    if let known = products[monomial] { return known }
    var result: Int32 = -1
    // Outer factors first, so that their product is shared by all inner points.
    let ordered = monomial.factors.map { (level(of: $0.atom), $0) }.sorted { $0.0 < $1.0 }
    for (_, factor) in ordered {
      let value = value(ofAtom: factor.atom)
      for _ in 0..<factor.power { result = result < 0 ? value : emit(.multiply, result, value) }
    }
    products[monomial] = result
    return result
  }

  private mutating func value(ofAtom atom: Int32) -> Int32 {
    if let known = values[atom] { return known }
    let result: Int32
    switch atoms.kinds[Int(atom)] {
    case .variable(let variable):
      let level = order[variable] ?? 0
      result = register(at: level)
      program.variables[level - 1] = result
    case .name: result = number(.zero)
    case .sum(let a): result = value(a)
    case .floor(let a): result = quotient(.floorQuotient, a)
    case .ceiling(let a): result = quotient(.ceilingQuotient, a)
    case .isWhole(let a): result = quotient(.isWhole, a)
    case .isPositive(let a): result = sign(.isPositive, a)
    case .isZero(let a): result = sign(.isZero, a)
    case .least(let a, let b): result = emit(.least, value(a), value(b))
    case .greatest(let a, let b): result = emit(.greatest, value(a), value(b))
    case .select(let condition, let yes, let no):
      result = emit(.select, value(condition), value(yes), value(no))
    case .power(let a, let b): result = emit(.power, value(a), value(b))
    case .function(let function, let a):
      let operation: Program.Instruction.Operation =
        switch function {
        case .exp: .exp
        case .log: .log
        case .log2: .log2
        case .log10: .log10
        case .round: .round
        }
      result = emit(operation, value(a))
    }
    values[atom] = result
    return result
  }

  private mutating func quotient(_ operation: Program.Instruction.Operation, _ a: Polynomial) -> Int32 {
    let (above, below, factor) = a.quotient
    let isOfWholes =
      atoms.isWhole(above) && atoms.isWhole(Polynomial(below)) && atoms.isNotNegative(above)
    return emit(operation, sum(above), denominator(below, factor), isOfWholes: isOfWholes)
  }

  /// The sign of a difference: what is above zero less what is below, with their sum to judge the rounding by.
  private mutating func sign(_ operation: Program.Instruction.Operation, _ a: Polynomial) -> Int32 {
    let a = withoutDenominator(a)
    let (positive, negative) = a.bySign
    let (more, less) = (value(positive), value(negative))
    // Where terms may have either sign, their sum says nothing of their size: then every lane is in doubt.
    let isPlain = atoms.hasPlainSigns(a)
    return emit(
      operation, emit(.subtract, more, less),
      isPlain ? emit(.add, more, less) : number(.real(.infinity)), isOfWholes: isPlain && atoms.isWhole(a))
  }

  /// A number of the same sign that `Double` has exactly, where there is one: `n / (tp * pp) - 1` as `n - tp * pp`.
  private func withoutDenominator(_ a: Polynomial) -> Polynomial {
    let (above, below, _) = a.quotient
    // A positive common denominator changes no sign; of others it is not known.
    return atoms.isWhole(above) && atoms.isPositive(Polynomial(below)) ? above : a
  }
}
