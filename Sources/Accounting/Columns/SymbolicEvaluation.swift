import Formulas
import Language

/// The evaluator over values that are not known yet: the same formulas, the same meanings of names, polynomials for
/// results. What is the same at every point it leaves to the evaluator itself.
///
/// A class, because it remembers what names stand for, as `Evaluation` does.
final class SymbolicEvaluation {
  let sheet: Worksheet
  let atoms: Atoms
  let requirements: Requirements
  /// The evaluator at one point of the space: its switches are those of the polynomials.
  let evaluation: Evaluation
  private var bindings: [Symbol: Symbolic]
  private var locals: [(name: Symbol, value: Symbolic)] = []
  private var memo: [Symbol: Symbolic] = [:]
  var rows: [Int: Symbolic] = [:]
  /// Evaluations for the `with`s inside.
  private var inner: [SymbolicEvaluation] = []
  /// The condition under which the formula being read is used at all.
  private(set) var path = Polynomial.one
  private var depth = 0

  /// Products larger than this are worked out point by point.
  private static let termLimit = 2_000
  private static let depthLimit = 400

  var arena: Arena { sheet.arena }

  init(
    _ sheet: Worksheet, _ atoms: Atoms, _ requirements: Requirements, _ evaluation: Evaluation,
    _ bindings: [Symbol: Symbolic]
  ) {
    (self.sheet, self.atoms, self.requirements) = (sheet, atoms, requirements)
    (self.evaluation, self.bindings) = (evaluation, bindings)
  }

  func isLocal(_ name: Symbol) -> Bool { locals.contains { $0.name == name } }

  /// Enters what decided the shape of the models that were used.
  func settle() throws(Obstacle) {
    for evaluation in inner { try evaluation.settle() }
    guard let plan = evaluation.context as? Plan else { return }
    for decision in plan.decisions {
      guard case .flag(let flag) = try value(decision.formula), case .boolean(let held) = decision.value
      else {
        continue
      }
      if decision.isDemand {
        requirements.demand(flag)
      } else {
        requirements.decide(held ? flag : atoms.not(flag))
      }
    }
  }

  /// What the evaluator finds, as an obstacle where it finds a mistake.
  func exactly<Result>(_ work: () throws(Diagnostic) -> Result) throws(Obstacle) -> Result {
    do throws(Diagnostic) { return try work() } catch { throw .wrong(error) }
  }

  // MARK: Formulas

  func value(_ formula: Formula) throws(Obstacle) -> Symbolic {
    depth += 1
    defer { depth -= 1 }
    if depth > SymbolicEvaluation.depthLimit { throw .unsupported }
    switch arena[formula] {
    case .constant(let index): return .known(arena.constant(index))
    case .last: return .known(try exactly { () throws(Diagnostic) in try evaluation.value(formula) })
    case .name(let name):
      if let local = locals.last(where: { $0.name == name }) { return local.value }
      return try self.value(of: name, at: formula)
    case .member, .element: return try member(formula)
    case .unary(.not, let operand): return try not(operand, formula)
    case .unary(.negate, let operand):
      let value = try self.value(operand)
      if value.known != nil { return try folded(.unary(.negate, constant(value, operand)), formula) }
      let (number, dimension) = try self.number(value, operand)
      return .number(-number, dimension)
    case .binary(let operation, let left, let right): return try binary(formula, operation, left, right)
    case .choice(let condition, let yes, let no): return try choice(condition, yes, no)
    case .call(let name, let arguments): return try call(name, arena.list(arguments), formula)
    case .list(let id):
      var items: [Symbolic] = []
      for item in arena.list(id) { items.append(try value(item)) }
      let known = items.compactMap(\.known)
      return known.count == items.count ? .known(.list(known.map(\.bare))) : .list(items)
    case .range, .interpolation: return try unchanging(formula)
    case .with(let body, let id): return try overriding(arena.overrides(id)).value(body)
    case .convert(let body, _):
      let value = try self.value(body)
      guard let known = value.known else { return value }
      return .known(known.bare)
    case .total(let id):
      var sum = Symbolic.known(.quantity(.zero))
      for term in arena.list(id) { sum = try added(sum, try value(term), .add, formula) }
      return sum
    }
  }

  /// A formula of a kind that has no polynomial: fine where its parts are the same at every point.
  private func unchanging(_ formula: Formula) throws(Obstacle) -> Symbolic {
    for part in parts(formula) { if try value(part).known == nil { throw .unsupported } }
    guard locals.isEmpty else { throw .unsupported }
    return .known(try exactly { () throws(Diagnostic) in try evaluation.value(formula) })
  }

  private func parts(_ formula: Formula) -> [Formula] {
    switch arena[formula] {
    case .range(let a, let b, let c, _): [a, b] + (c.isAbsent ? [] : [c])
    case .interpolation(let id): arena.list(id)
    default: []
    }
  }

  /// `node`, whose parts are constants, as the evaluator sees it.
  func folded(_ node: Node, _ formula: Formula) throws(Obstacle) -> Symbolic {
    let made = arena.add(node, arena.span(formula))
    return .known(try exactly { () throws(Diagnostic) in try evaluation.value(made) })
  }

  func constant(_ value: Symbolic, _ formula: Formula) -> Formula {
    arena.constant(value.known ?? .boolean(false), arena.span(formula))
  }

  func number(_ value: Symbolic, _ formula: Formula) throws(Obstacle) -> (Polynomial, Dimension) {
    switch value {
    case .known(let known):
      guard let quantity = known.quantity else { throw .wrong(.notANumber(known, arena.span(formula))) }
      return (Polynomial(quantity.number), quantity.dimension)
    case .number(let polynomial, let dimension): return (polynomial, dimension)
    case .flag, .list: throw .unsupported
    }
  }

  func flag(_ formula: Formula) throws(Obstacle) -> Polynomial {
    switch try value(formula) {
    case .flag(let flag): return flag
    case .known(let known):
      guard case .boolean(let holds) = known.bare else { throw .unsupported }
      return holds ? .one : .zero
    case .number, .list: throw .unsupported
    }
  }

  private func not(_ operand: Formula, _ formula: Formula) throws(Obstacle) -> Symbolic {
    let value = try self.value(operand)
    if value.known != nil { return try folded(.unary(.not, constant(value, operand)), formula) }
    guard case .flag(let flag) = value else { throw .unsupported }
    return .flag(atoms.not(flag))
  }

  /// `work` as it is only used where `condition` holds.
  private func under<Result>(_ condition: Polynomial, _ work: () throws(Obstacle) -> Result) throws(Obstacle)
    -> Result
  {
    let outer = path
    path = atoms.and(path, condition)
    defer { path = outer }
    return try work()
  }

  /// Refuses the points where `condition` does not hold, as far as they come here at all.
  func demand(_ condition: Polynomial) {
    requirements.demand(path == .one ? condition : atoms.or(atoms.not(path), condition))
  }

  private func choice(_ condition: Formula, _ yes: Formula, _ no: Formula) throws(Obstacle) -> Symbolic {
    let flag = try self.flag(condition)
    if let known = flag.constant { return try value(known.isZero ? no : yes) }
    let a = try under(flag) { () throws(Obstacle) in try value(yes) }
    let b = try under(atoms.not(flag)) { () throws(Obstacle) in try value(no) }
    if let x = asFlag(a), let y = asFlag(b) { return .flag(atoms.select(flag, x, y)) }
    let (x, m) = try number(a, yes)
    let (y, n) = try number(b, no)
    guard let dimension = common(x, m, y, n) else { throw .unsupported }
    return .number(atoms.select(flag, x, y), dimension)
  }

  private func asFlag(_ value: Symbolic) -> Polynomial? {
    switch value {
    case .flag(let flag): flag
    case .known(let known): if case .boolean(let holds) = known.bare { holds ? .one : .zero } else { nil }
    default: nil
    }
  }

  /// The dimension of a sum, as the evaluator has it; a zero without a unit adds to anything.
  func common(_ a: Polynomial, _ m: Dimension, _ b: Polynomial, _ n: Dimension) -> Dimension? {
    Quantity(a.isZero ? .zero : .one, m).sums(with: Quantity(b.isZero ? .zero : .one, n))
  }

  // MARK: Operators

  private func binary(_ formula: Formula, _ operation: BinaryOperator, _ left: Formula, _ right: Formula)
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

  // MARK: Names

  func value(of name: Symbol, at node: Formula) throws(Obstacle) -> Symbolic {
    if let bound = bindings[name] { return bound }
    if let known = memo[name] { return known }
    let outer = locals
    locals = []
    defer { locals = outer }
    let result: Symbolic
    switch evaluation.meaning(of: name) {
    case .formula(let formula) where !evaluation.isBound(name):
      // A circle would never end; the evaluator has met it at the first point already.
      let value = try assigned(formula, to: name)
      try check(value, for: name)
      result = value
    case .ledger: result = try total(of: name)
    case .formula, .value, .unknown, .unset, .function:
      result = .known(
        try exactly { () throws(Diagnostic) in
          evaluation.trace.value(of: try evaluation.step(for: name, at: node))
        })
    }
    // Under a condition the demands are weaker, so that is no result for everyone.
    if path == .one { memo[name] = result }
    return result
  }

  /// As `Evaluation.assigned`: a bare word is looked up in the domain of the input.
  private func assigned(_ formula: Formula, to name: Symbol) throws(Obstacle) -> Symbolic {
    if case .choice(let condition, let yes, let no) = arena[formula], sheet.words(of: name) != nil {
      guard let known = try flag(condition).constant else { throw .unsupported }
      return try assigned(known.isZero ? no : yes, to: name)
    }
    if arena.wordText(formula) != nil, sheet.words(of: name) != nil {
      return .known(
        try exactly { () throws(Diagnostic) in try evaluation.assigned(formula, to: name) })
    }
    return try value(formula)
  }

  /// What the domain of an input asks of a value that follows others.
  private func check(_ value: Symbolic, for name: Symbol) throws(Obstacle) {
    guard case .number(let number, _) = value else { return }
    switch sheet.domain(of: name) {
    case .count, .length:
      demand(atoms.isWholeFlag(number))
      demand(atoms.isPositiveFlag(number))
    case .whole:
      demand(atoms.isWholeFlag(number))
      demand(atoms.not(atoms.isPositiveFlag(-number)))
    case .fraction:
      demand(atoms.not(atoms.isPositiveFlag(-number)))
      demand(atoms.not(atoms.isPositiveFlag(number - .one)))
    case .share:
      demand(atoms.isPositiveFlag(number))
      demand(atoms.not(atoms.isPositiveFlag(number - .one)))
    case .measure, nil: break
    case .flag, .words, .sameAs, .records: throw .unsupported
    }
  }

  /// The same, with `overrides` in force inside.
  func overriding(_ overrides: [Override]) throws(Obstacle) -> SymbolicEvaluation {
    var bound = bindings
    for override in overrides {
      if override.isVariant { throw .unsupported }
      if override.isLive {
        bound[override.name] = nil
        continue
      }
      let value = try assigned(override.formula, to: override.name)
      try check(value, for: override.name)
      bound[override.name] = value
    }
    let evaluation = try exactly { () throws(Diagnostic) in try self.evaluation.overriding(overrides) }
    let result = SymbolicEvaluation(sheet, atoms, requirements, evaluation, bound)
    result.path = path
    inner.append(result)
    return result
  }

  // MARK: Functions

  private func call(_ name: Symbol, _ arguments: [Formula], _ formula: Formula) throws(Obstacle) -> Symbolic {
    var values: [Symbolic] = []
    for argument in arguments { values.append(try value(argument)) }
    if case .function(let parameters, let body) = evaluation.meaning(of: name) {
      guard parameters.count == values.count else { throw .unsupported }
      let outer = locals
      locals = zip(parameters, values).map { ($0, $1) }
      defer { locals = outer }
      return try value(body)
    }
    if values.allSatisfy({ $0.known != nil }) {
      let constants = zip(values, arguments).map { constant($0, $1) }
      return try folded(.call(name, arena.list(constants)), formula)
    }
    return try function(arena.names[name], values, arguments)
  }
}
