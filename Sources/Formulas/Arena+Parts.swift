extension Arena {
  /// The formulas that a formula is directly made of.
  public func parts(of formula: Formula) -> [Formula] {
    switch self[formula] {
    case .constant, .name, .last: []
    case .member(let a, _), .unary(_, let a), .convert(let a, _): [a]
    case .element(let a, let b), .binary(_, let a, let b): [a, b]
    case .choice(let a, let b, let c): [a, b, c]
    case .range(let a, let b, let c, _): c.isAbsent ? [a, b] : [a, b, c]
    case .call(_, let id), .list(let id), .interpolation(let id), .total(let id): list(id)
    case .with(let a, let id): [a] + overrides(id).filter { !$0.isVariant }.map(\.formula)
    }
  }

  /// Whether a formula or one it is made of is such a node.
  public func contains(_ formula: Formula, _ isWanted: (Node) -> Bool) -> Bool {
    isWanted(self[formula]) || parts(of: formula).contains { contains($0, isWanted) }
  }
}
