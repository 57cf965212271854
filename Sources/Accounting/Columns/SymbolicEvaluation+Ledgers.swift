import Formulas
import Language

/// Rows of ledgers as polynomials: the trees that `Worksheet+Ledgers` evaluates, read the same way.
extension SymbolicEvaluation {
  func total(of ledger: Symbol) throws(Obstacle) -> Symbolic {
    let (root, body) = try tree(ledger)
    return try row(root, body, one: false)
  }

  private func tree(_ ledger: Symbol) throws(Obstacle) -> (Plan.Row, Declaration.LedgerBody) {
    guard case .ledger(let body)? = sheet.entries[ledger]?.kind else { throw .unsupported }
    let root = try exactly { () throws(Diagnostic) in
      try sheet.tree(ledger, in: evaluation)
    }
    return (root, body)
  }

  /// `memory.weights`, `activations[rule]`, `accelerator.memory`.
  func member(_ formula: Formula) throws(Obstacle) -> Symbolic {
    if let (ledger, path) = try ledgerPath(formula) { return try row(of: ledger, at: path) }
    switch arena[formula] {
    case .member(let base, let name):
      guard let known = try value(base).known else { throw .unsupported }
      return try folded(.member(arena.constant(known, arena.span(base)), name), formula)
    case .element(let base, let index):
      guard let collection = try value(base).known, let position = try value(index).known else {
        throw .unsupported
      }
      return try folded(
        .element(arena.constant(collection, arena.span(base)), arena.constant(position, arena.span(index))),
        formula)
    default: throw .unsupported
    }
  }

  private func ledgerPath(_ formula: Formula) throws(Obstacle) -> (Symbol, [Symbol])? {
    var parts: [Symbol] = []
    var current = formula
    while true {
      switch arena[current] {
      case .member(let base, let name):
        parts.append(name)
        current = base
      case .element(let base, let index):
        guard evaluation.rootIsLedger(base) else { return nil }
        guard let known = try value(index).known, let word = evaluation.rowName(known) else { return nil }
        parts.append(word)
        current = base
      case .name(let name):
        guard !isLocal(name), case .ledger = evaluation.meaning(of: name) else { return nil }
        return (name, parts.reversed())
      default: return nil
      }
    }
  }

  private func row(of ledger: Symbol, at path: [Symbol]) throws(Obstacle) -> Symbolic {
    let (root, body) = try tree(ledger)
    return try row(at: path[...], below: root, body)
  }

  private func row(at path: ArraySlice<Symbol>, below root: Plan.Row, _ body: Declaration.LedgerBody)
    throws(Obstacle) -> Symbolic
  {
    var current = root
    var isOne = false
    var copies = Symbolic.known(.quantity(Quantity(.one)))
    for (index, name) in zip(path.indices, path) {
      let text = sheet.names[name]
      let next = current.rows.first { $0.name == name }
      let folded = next ?? current.rows.first { $0.times != nil && sheet.names[$0.name] + "s" == text }
      guard let folded else {
        if text == "total", index == path.endIndex - 1 {
          return try repeated(try row(current, body, one: isOne), copies)
        }
        return try repeated(try beyond(current, path[index...], body), copies)
      }
      if !isOne, let times = current.times { copies = try repeated(try value(times), copies) }
      current = folded
      isOne = next?.times != nil
    }
    return try repeated(try row(current, body, one: isOne), copies)
  }

  /// Rows of the row that a ledger picks, or of the ledger that a row refers to.
  private func beyond(_ row: Plan.Row, _ rest: ArraySlice<Symbol>, _ body: Declaration.LedgerBody)
    throws(Obstacle) -> Symbolic
  {
    if row.selector != nil {
      guard let chosen = try chosen(row) else { throw .unsupported }
      return try self.row(at: rest, below: chosen, body)
    }
    guard let formula = row.formula else { throw .unsupported }
    if case .with(let ledger, let id) = arena[formula] {
      return try overriding(arena.overrides(id)).row(below: ledger, at: rest)
    }
    return try self.row(below: formula, at: rest)
  }

  /// A row of the ledger that a formula names.
  private func row(below formula: Formula, at rest: ArraySlice<Symbol>) throws(Obstacle) -> Symbolic {
    guard let (ledger, path) = try ledgerPath(formula) else { throw .unsupported }
    return try self.row(of: ledger, at: path + rest)
  }

  private func chosen(_ row: Plan.Row) throws(Obstacle) -> Plan.Row? {
    guard case .input(let selector)? = row.selector else { return nil }
    guard case .word(let word)? = try value(of: selector, at: .absent).known?.bare else { return nil }
    return row.rows.first { $0.name == word }
  }

  private func repeated(_ value: Symbolic, _ copies: Symbolic) throws(Obstacle) -> Symbolic {
    let (number, dimension) = try self.number(value, .absent)
    let (factor, unit) = try self.number(copies, .absent)
    return .number(try product(factor, number), unit.multiplied(by: dimension))
  }

  /// One row: its formula, or the sum of its rows; `one` of the copies where it stands for several.
  private func row(_ row: Plan.Row, _ body: Declaration.LedgerBody, one: Bool) throws(Obstacle) -> Symbolic {
    if let times = row.times, !one {
      return try repeated(try self.row(row, body, one: true), try value(times))
    }
    let key = row.key(.one)
    if let known = self[row: key] { return known }
    let result: Symbolic
    if row.selector?.isLargest == true {
      var largest: Polynomial?
      for child in row.rows where child.role == .counted {
        let next = (try self.number(try self.row(child, body, one: true), .absent)).0
        largest = largest.map { atoms.greatest($0, next) } ?? next
      }
      result = .number(largest ?? .zero, body.dimension)
    } else if row.selector != nil {
      guard let chosen = try chosen(row) else { throw .unsupported }
      result = try self.row(chosen, body, one: false)
    } else if let formula = row.formula {
      let (number, dimension) = try self.number(try value(formula), formula)
      guard dimension.isNone || common(number, dimension, .one, body.dimension) != nil else {
        throw .unsupported
      }
      result = .number(number, body.dimension)
    } else {
      var sum = Polynomial.zero
      for child in row.rows where child.role == .counted {
        sum = sum + (try self.number(try self.row(child, body, one: false), .absent)).0
      }
      result = .number(sum, body.dimension)
    }
    self[row: key] = result
    return result
  }
}
