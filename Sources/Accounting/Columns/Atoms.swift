import Formulas

/// What polynomials are made of: variables, and values that are no polynomial of them.
///
/// Conditions are polynomials too, with the value 0 or 1: `and` is a product.
enum AtomKind: Hashable {
  /// A variable of the space, by its place there.
  case variable(Int)
  /// An input that stays a name.
  case name(Symbol)
  /// A sum that something is divided by.
  case sum(Polynomial)
  case floor(Polynomial)
  case ceiling(Polynomial)
  case power(Polynomial, Polynomial)
  case function(RealFunction, Polynomial)
  case least(Polynomial, Polynomial)
  case greatest(Polynomial, Polynomial)
  case select(Polynomial, Polynomial, Polynomial)
  /// 1 where it is a whole number, above zero, not below zero, zero; otherwise 0.
  case isWhole(Polynomial)
  case isPositive(Polynomial)
  case isZero(Polynomial)

  /// Functions of one plain number.
  enum RealFunction: String { case exp, log, log2, log10, round }

  var operands: [Polynomial] {
    switch self {
    case .variable, .name: []
    case .sum(let a), .floor(let a), .ceiling(let a), .function(_, let a): [a]
    case .isWhole(let a), .isPositive(let a), .isZero(let a): [a]
    case .power(let a, let b), .least(let a, let b), .greatest(let a, let b): [a, b]
    case .select(let a, let b, let c): [a, b, c]
    }
  }
}

/// The atoms met so far, each once, and what is known of them for every point.
///
/// A class, because everything that is worked out over one space shares the numbering.
final class Atoms {
  private(set) var kinds: [AtomKind] = []
  private var ids: [AtomKind: Int32] = [:]
  private(set) var facts: [Facts] = []

  /// What holds of an atom at every point.
  struct Facts {
    var isWhole = false
    var isPositive = false
    var isNotNegative = false
    /// Exact bounds; nil where none is known.
    var least: Num?
    var most: Num?
  }

  /// The atom of that kind; of variables and names is said what is known of them.
  func id(_ kind: AtomKind, _ known: Facts = Facts()) -> Int32 {
    if let known = ids[kind] { return known }
    let id = Int32(kinds.count)
    let facts = facts(kind, known)
    kinds.append(kind)
    ids[kind] = id
    self.facts.append(facts)
    return id
  }

  private func facts(_ kind: AtomKind, _ known: Facts) -> Facts {
    switch kind {
    case .variable, .name: known
    case .isWhole, .isPositive, .isZero: Facts(isWhole: true, isNotNegative: true)
    case .floor(let a): Facts(isWhole: true, isNotNegative: isNotNegative(a))
    case .ceiling(let a): Facts(isWhole: true, isPositive: isPositive(a), isNotNegative: isNotNegative(a))
    case .sum(let a): Facts(isWhole: isWhole(a), isPositive: isPositive(a), isNotNegative: isNotNegative(a))
    case .greatest(let a, let b):
      Facts(
        isWhole: isWhole(a) && isWhole(b), isPositive: isPositive(a) || isPositive(b),
        isNotNegative: isNotNegative(a) || isNotNegative(b))
    case .select(_, let a, let b), .least(let a, let b):
      Facts(
        isWhole: isWhole(a) && isWhole(b), isPositive: isPositive(a) && isPositive(b),
        isNotNegative: isNotNegative(a) && isNotNegative(b))
    case .power(let a, _): Facts(isPositive: isPositive(a), isNotNegative: true)
    case .function(let function, let a):
      Facts(
        isWhole: function == .round, isPositive: function == .exp,
        isNotNegative: function == .exp || function == .round && isNotNegative(a))
    }
  }

  func polynomial(_ kind: AtomKind) -> Polynomial { Polynomial(Monomial(id(kind))) }

  /// Whether the value is a whole number wherever the atoms are.
  func isWhole(_ polynomial: Polynomial) -> Bool {
    polynomial.terms.allSatisfy { monomial, coefficient in
      coefficient.isExact && coefficient.isInteger
        && monomial.factors.allSatisfy { $0.power > 0 && facts[Int($0.atom)].isWhole }
    }
  }

  func isPositive(_ polynomial: Polynomial) -> Bool {
    if polynomial.isZero { return false }
    if !polynomial.hasNegatives {
      return polynomial.terms.keys.allSatisfy { $0.factors.allSatisfy { facts[Int($0.atom)].isPositive } }
    }
    return differenceBound(polynomial).map { bound in
      bound.sign > 0 && polynomial.atoms.allSatisfy { facts[Int($0)].isPositive }
    } ?? false
  }

  func isNotNegative(_ polynomial: Polynomial) -> Bool {
    if !polynomial.hasNegatives { return hasPlainSigns(polynomial) }
    return differenceBound(polynomial).map { $0.sign >= 0 } ?? false
  }

  /// Whether no atom in it is ever below zero, so that its terms have the signs of their coefficients.
  func hasPlainSigns(_ polynomial: Polynomial) -> Bool {
    polynomial.atoms.allSatisfy { facts[Int($0)].isNotNegative }
  }

  /// Every atom that `polynomial` leads to, those inside other atoms too.
  func reach(_ polynomials: [Polynomial]) -> Set<Int32> {
    var seen: Set<Int32> = []
    var open = polynomials
    while let next = open.popLast() {
      for atom in next.atoms where seen.insert(atom).inserted { open += kinds[Int(atom)].operands }
    }
    return seen
  }

  // MARK: What is no polynomial

  func quotient(_ a: Polynomial, _ b: Polynomial) -> Polynomial? {
    if let constant = b.constant {
      return Num.one.dividing(by: constant).map(a.scaled)
    }
    if let only = b.terms.first, b.terms.count == 1 {
      return Num.one.dividing(by: only.value).map { a.multiplied(by: only.key.inverse).scaled(by: $0) }
    }
    return a.multiplied(by: Monomial(id(.sum(b)), power: -1))
  }

  func floor(_ a: Polynomial) -> Polynomial {
    if let constant = a.constant { return Polynomial(constant.floor) }
    if isWhole(a) { return a }
    return isNotNegative(-a) ? -polynomial(.ceiling(-a)) : polynomial(.floor(a))
  }

  func least(_ a: Polynomial, _ b: Polynomial) -> Polynomial {
    if a == b { return a }
    return polynomial(.least(a, b))
  }

  func greatest(_ a: Polynomial, _ b: Polynomial) -> Polynomial {
    a == b ? a : polynomial(.greatest(a, b))
  }

  func select(_ condition: Polynomial, _ yes: Polynomial, _ no: Polynomial) -> Polynomial {
    if let known = condition.constant { return known.isZero ? no : yes }
    return yes == no ? yes : polynomial(.select(condition, yes, no))
  }

  func isWholeFlag(_ a: Polynomial) -> Polynomial {
    if let constant = a.constant { return constant.isInteger ? .one : .zero }
    return isWhole(a) ? .one : polynomial(.isWhole(a))
  }

  func isPositiveFlag(_ a: Polynomial) -> Polynomial {
    if let constant = a.constant { return constant.sign > 0 ? .one : .zero }
    if isPositive(a) { return .one }
    return isPositive(-a) ? .zero : polynomial(.isPositive(a))
  }

  func isZeroFlag(_ a: Polynomial) -> Polynomial {
    if let constant = a.constant { return constant.isZero ? .one : .zero }
    return isPositive(a) || isPositive(-a) ? .zero : polynomial(.isZero(a))
  }

  func and(_ a: Polynomial, _ b: Polynomial) -> Polynomial { a == b ? a : a * b }
  func not(_ a: Polynomial) -> Polynomial { .one - a }
  func or(_ a: Polynomial, _ b: Polynomial) -> Polynomial { not(and(not(a), not(b))) }
}
