import Formulas

/// A statement that has a conditional form.
protocol Branching {
  associatedtype Branch
  static func branch(_ condition: Formula, _ yes: [Branch], _ no: [Branch]) -> Branch
}

extension Declaration.OpStatement: Branching {
  static func branch(_ condition: Formula, _ yes: [Self], _ no: [Self]) -> Self {
    .choice(condition, yes, no)
  }
}

extension Declaration.ModelStatement: Branching {
  static func branch(_ condition: Formula, _ yes: [Self], _ no: [Self]) -> Self {
    .choice(condition, yes, no)
  }
}

extension Declaration.LedgerRow: Branching {
  static func branch(_ condition: Formula, _ yes: [Self], _ no: [Self]) -> Self {
    .choice(condition, yes, no)
  }
}
