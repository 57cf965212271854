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
  var bindings: [Symbol: Symbolic]
  var locals: [(name: Symbol, value: Symbolic)] = []
  /// The same at the point of `evaluation`, where a function's body overrides inputs.
  var localValues: [(name: Symbol, value: Value)] = []
  /// Evaluations for the `with`s inside.
  var inner: [SymbolicEvaluation] = []
  /// The condition under which the formula being read is used at all.
  private(set) var path = Polynomial.one
  /// What was worked out under each condition met so far. Under a condition demands are weaker, so that is no result
  /// for everyone; without one it is.
  private var known = [Known()]
  private var places: [Polynomial: Int] = [.one: 0]
  private var place = 0

  private struct Known {
    var names: [Symbol: Symbolic] = [:]
    var rows: [Int: Symbolic] = [:]
  }
  private var depth = 0

  /// Products larger than this are worked out point by point.
  static let termLimit = 2_000
  private static let depthLimit = 400

  var arena: Arena { sheet.arena }

  init(
    _ sheet: Worksheet, _ atoms: Atoms, _ requirements: Requirements, _ evaluation: Evaluation,
    _ bindings: [Symbol: Symbolic], under path: Polynomial = .one
  ) {
    (self.sheet, self.atoms, self.requirements) = (sheet, atoms, requirements)
    (self.evaluation, self.bindings) = (evaluation, bindings)
    enter(path)
  }

  func isLocal(_ name: Symbol) -> Bool { locals.contains { $0.name == name } }

  /// Enters what decided the shape of the models and ledgers that were used.
  func settle() throws(Obstacle) {
    if let inUse = evaluation.context as? Plan.InUse {
      // What is asked of the values while the model is built. Where that fails it does so for every model that begins
      // alike, so that the point is refused and not one of another model.
      let asked = Requirements()
      let asker = SymbolicEvaluation(sheet, atoms, asked, evaluation, bindings, under: path)
      for decision in inUse.plan.decisions { try settle(decision, asker) }
      for guardian in asked.guards { requirements.demand(guardian) }
      // A condition may ask for further ledgers, and for evaluations inside.
      var settled: Set<Symbol> = []
      while let (ledger, tree) = inUse.trees.first(where: { !settled.contains($0.key) }) {
        settled.insert(ledger)
        for decision in tree.decisions { try settle(decision, self, unless: asked.refusal(atoms)) }
      }
    }
    var next = 0
    while next < inner.count {
      try inner[next].settle()
      next += 1
    }
  }

  private func settle(
    _ decision: Elaborator.Decision, _ asker: SymbolicEvaluation, unless refused: Polynomial? = nil
  ) throws(Obstacle) {
    guard case .flag(let flag) = try asker.value(decision.formula), case .boolean(let held) = decision.value
    else { return }
    if decision.isDemand {
      asker.requirements.demand(flag)
    } else {
      requirements.decide(
        atoms.or(refused ?? asker.requirements.refusal(atoms), held ? flag : atoms.not(flag)))
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

  private func enter(_ path: Polynomial) {
    self.path = path
    if let seen = places[path] {
      place = seen
    } else {
      place = known.count
      places[path] = place
      known.append(Known())
    }
  }

  /// What `name` was found to be, here or under no condition.
  subscript(name: Symbol) -> Symbolic? {
    get { known[0].names[name] ?? known[place].names[name] }
    set { known[place].names[name] = newValue }
  }

  /// The same for a row of a ledger.
  subscript(row key: Int) -> Symbolic? {
    get { known[0].rows[key] ?? known[place].rows[key] }
    set { known[place].rows[key] = newValue }
  }

  /// `work` as it is only used where `condition` holds.
  func under<Result>(_ condition: Polynomial, _ work: () throws(Obstacle) -> Result) throws(Obstacle)
    -> Result
  {
    let outer = path
    enter(atoms.and(path, condition))
    defer { enter(outer) }
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

  func asFlag(_ value: Symbolic) -> Polynomial? {
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
}
