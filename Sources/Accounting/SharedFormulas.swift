import Formulas
import Language

/// Formulas made while a model is worked out, each form once: equal formulas are the same formula.
struct SharedFormulas {
  private var nodes: [Node: Formula] = [:]
  private var numbers: [Quantity: Formula] = [:]
  private var flags: [Bool: Formula] = [:]
  private var lists: [[Formula]: ListID] = [:]
  var sizes: [Symbol: Formula] = [:]
  var texts: [Symbol: Formula] = [:]

  mutating func node(_ node: Node, _ arena: Arena, _ span: Span) -> Formula {
    if let known = nodes[node] { return known }
    let formula = arena.add(node, span)
    nodes[node] = formula
    return formula
  }

  mutating func constant(_ formula: Formula, _ arena: Arena) -> Formula {
    switch arena.constantValue(formula) {
    case .quantity(let quantity):
      if let known = numbers[quantity] { return known }
      numbers[quantity] = formula
    case .boolean(let flag):
      if let known = flags[flag] { return known }
      flags[flag] = formula
    default: break
    }
    return formula
  }

  mutating func number(_ value: Int, _ arena: Arena) -> Formula {
    if let known = numbers[Quantity(.int(value))] { return known }
    let formula = arena.number(value)
    numbers[Quantity(.int(value))] = formula
    return formula
  }

  mutating func fraction(_ top: Int, _ bottom: Int, _ arena: Arena) -> Formula {
    let value = Quantity(Num.int(top).dividing(by: .int(bottom)) ?? .one)
    return constant(arena.constant(.quantity(value)), arena)
  }

  mutating func call(_ name: Symbol, _ arguments: [Formula], _ arena: Arena, _ span: Span) -> Formula {
    let list: ListID
    if let known = lists[arguments] {
      list = known
    } else {
      list = arena.list(arguments)
      lists[arguments] = list
    }
    return node(.call(name, list), arena, span)
  }

  /// The sum of some terms; nothing is zero.
  mutating func sum(_ terms: [Formula], _ arena: Arena) -> Formula {
    guard let first = terms.first else { return number(0, arena) }
    return terms.dropFirst().reduce(first) { node(.binary(.add, $0, $1), arena, .none) }
  }

  mutating func product(_ factors: [Formula], _ arena: Arena) -> Formula {
    factors.reduce(number(1, arena)) { times($0, $1, arena) }
  }

  /// What each of `count` has of something; nil is one.
  mutating func divided(_ formula: Formula, by count: Formula?, _ arena: Arena) -> Formula {
    count.map { node(.binary(.divide, formula, $0), arena, .none) } ?? formula
  }

  /// So many times something; nil is once.
  mutating func scaled(_ formula: Formula, by factor: Formula?, _ arena: Arena) -> Formula {
    factor.map { node(.binary(.multiply, formula, $0), arena, .none) } ?? formula
  }

  mutating func lessOne(_ formula: Formula, _ arena: Arena) -> Formula {
    node(.binary(.subtract, formula, number(1, arena)), arena, .none)
  }

  func isOne(_ formula: Formula, _ arena: Arena) -> Bool {
    guard case .quantity(let quantity)? = arena.constantValue(formula) else { return false }
    return quantity.number == .one && quantity.dimension.isNone
  }

  mutating func times(_ a: Formula, _ b: Formula, _ arena: Arena) -> Formula {
    if isOne(a, arena) { return b }
    if isOne(b, arena) { return a }
    if case .quantity(let x)? = arena.constantValue(a), case .quantity(let y)? = arena.constantValue(b) {
      return constant(arena.constant(.quantity(x.multiplying(y))), arena)
    }
    if case .binary(.multiply, let left, let right) = arena[b] {
      return node(.binary(.multiply, times(a, left, arena), right), arena, .none)
    }
    return node(.binary(.multiply, a, b), arena, .none)
  }
}
