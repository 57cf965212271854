import Formulas
import Language

/// A condition taken apart: the comparisons in it, and how far a point is from satisfying it.
public struct Condition {
  public struct Comparison {
    public var left: Formula
    public var operation: BinaryOperator
    public var right: Formula
  }

  public let formula: Formula
  public let comparisons: [Comparison]
  private let arena: Arena

  public init(_ formula: Formula, in sheet: Worksheet) {
    (self.formula, arena) = (formula, sheet.arena)
    comparisons = Condition.comparisons(formula, sheet.arena)
  }

  private static func comparisons(_ formula: Formula, _ arena: Arena) -> [Comparison] {
    switch arena[formula] {
    case .binary(let operation, let left, let right) where operation.isComparison:
      [turned(Comparison(left: left, operation: operation, right: right), arena)]
    case .with(let body, let id):
      comparisons(body, arena).map {
        Comparison(
          left: arena.add(.with($0.left, id), arena.span($0.left)), operation: $0.operation,
          right: arena.add(.with($0.right, id), arena.span($0.right)))
      }
    case .binary(.and, let left, let right), .binary(.or, let left, let right):
      comparisons(left, arena) + comparisons(right, arena)
    case .unary(.not, let operand): comparisons(operand, arena)
    default: []
    }
  }

  /// `80 GB >= memory` as `memory <= 80 GB`: what varies stands left.
  private static func turned(_ comparison: Comparison, _ arena: Arena) -> Comparison {
    func isFixed(_ formula: Formula) -> Bool {
      !arena.contains(formula) { if case .name = $0 { true } else { false } }
    }
    guard isFixed(comparison.left), !isFixed(comparison.right) else { return comparison }
    let turns: [BinaryOperator: BinaryOperator] = [
      .less: .greater, .lessOrEqual: .greaterOrEqual, .greater: .less, .greaterOrEqual: .lessOrEqual,
    ]
    return Comparison(
      left: comparison.right, operation: turns[comparison.operation] ?? comparison.operation,
      right: comparison.left)
  }

  /// The comparison that is all there is to the condition.
  public var only: Comparison? {
    var body = formula
    if case .with(let inner, _) = arena[body] { body = inner }
    guard comparisons.count == 1, case .binary(let operation, _, _) = arena[body], operation.isComparison
    else {
      return nil
    }
    return comparisons[0]
  }

  /// `left - right` of the only comparison.
  public var margin: Formula? { only.map { arena.add(.binary(.subtract, $0.left, $0.right)) } }

  /// A number that is the smaller, the nearer a point is to satisfying the condition; nil where there is none.
  public var violation: Formula? {
    if let only { return violation(only, isRelative: false) }
    return violation(formula)
  }

  private func violation(_ formula: Formula) -> Formula? {
    switch arena[formula] {
    case .binary(let operation, let left, let right) where operation.isComparison:
      return violation(Comparison(left: left, operation: operation, right: right), isRelative: true)
    case .binary(let operation, let left, let right) where operation == .and || operation == .or:
      guard let a = violation(left), let b = violation(right) else { return nil }
      let name = arena.names.symbol(operation == .and ? "max" : "min")
      return arena.add(.call(name, arena.list([a, b])))
    default: return nil
    }
  }

  private func violation(_ comparison: Comparison, isRelative: Bool) -> Formula? {
    let (a, b) = (comparison.left, comparison.right)
    func call(_ name: String, _ arguments: [Formula]) -> Formula {
      arena.add(.call(arena.names.symbol(name), arena.list(arguments)))
    }
    var distance: Formula
    switch comparison.operation {
    case .less, .lessOrEqual: distance = arena.add(.binary(.subtract, a, b))
    case .greater, .greaterOrEqual: distance = arena.add(.binary(.subtract, b, a))
    case .equal: distance = call("abs", [arena.add(.binary(.subtract, a, b))])
    default: return nil
    }
    guard isRelative else { return distance }
    distance = arena.add(.binary(.divide, distance, call("abs", [b])))
    return call("max", [distance, arena.number(0)])
  }
}
