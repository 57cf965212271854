import Formulas
import Language

/// What explanations say besides formulas: the symbols of inputs, and the tensors an operation works on.
extension Worksheet {
  /// What the inputs in a trace are called on paper. A symbol stands for one value: where two inputs that share it
  /// differ, both go by their names.
  func symbols(in trace: Trace) -> [Symbol: String] {
    var symbols: [Symbol: String] = [:]
    var values: [String: Set<String>] = [:]
    var owners: [String: Set<Symbol>] = [:]
    for step in trace.steps {
      switch step.subject {
      case .name(let name), .override(let name):
        guard case .input(let input)? = entries[name]?.kind, !input.declaration.symbol.isEmpty else {
          continue
        }
        let symbol = input.declaration.symbol
        symbols[name] = symbol
        values[symbol, default: []].insert(units.plain(step.value.bare, names))
        owners[symbol, default: []].insert(name)
      default: continue
      }
    }
    return symbols.filter { values[$1]?.count == 1 || owners[$1]?.count == 1 }
  }
}

extension Explainer {
  func symbol(_ step: Step) -> String {
    switch step.subject {
    case .name(let name), .override(let name): symbols[name] ?? ""
    default: ""
    }
  }

  /// The words beside a row, with the tensors that its operation works on.
  func note(_ ledger: Ledger) -> String {
    let shapes = shapes(of: ledger.one ?? ledger)
    return shapes.isEmpty ? ledger.note : ledger.note + " " + shapes
  }

  /// `[B·T × 1_600] · [1_600 × 6_400]`: the tensors that the operation of a row works on. Inputs of the run stand as
  /// their symbols, because they change; shapes of the model as numbers.
  func shapes(of row: Ledger) -> String {
    let step = trace[row.step]
    guard case .row(let path) = step.subject, !step.formula.isAbsent,
      let operation = operation(path.split(separator: ".").map(String.init), step.formula)
    else { return "" }
    var values: [Formula: StepID] = [:]
    for cause in trace.causes(of: row.step) where !cause.node.isAbsent { values[cause.node] = cause.step }
    let matrices = operation.operands.map(\.sizes) + operation.weights.map(\.sizes).filter { $0.count > 1 }
    let vectors = operation.weights.map(\.sizes).filter { $0.count == 1 }
    return matrices.map { shape($0, values) }.joined(separator: " · ")
      + vectors.map { " + " + shape($0, values) }.joined()
  }

  /// The operation that a row of a ledger counts.
  private func operation(_ path: [String], _ formula: Formula) -> Graph.Operation? {
    guard let first = path.first else { return nil }
    for plan in sheet.plans.reversed() {
      for tree in plan.trees[sheet.names.symbol(first)] ?? [] {
        var row = tree.root
        for name in path.dropFirst() {
          guard let next = row.rows.first(where: { $0.title == name }) else { break }
          row = next
        }
        if row.formula == formula, row.path == path.joined(separator: "."), let index = row.operation {
          return plan.graph.operations[index]
        }
      }
    }
    return nil
  }

  /// The rows of a tensor of three sizes are one: `[B·T × 1_600]`.
  private func shape(_ sizes: [Formula], _ values: [Formula: StepID]) -> String {
    let texts = sizes.map { size($0, values) }
    guard texts.count == 3 else { return "[" + texts.joined(separator: " × ") + "]" }
    return "[\(texts[0])·\(texts[1]) × \(texts[2])]"
  }

  private func size(_ formula: Formula, _ values: [Formula: StepID]) -> String {
    if case .name(let name) = sheet.arena[formula], case .input(let input)? = sheet.entries[name]?.kind,
      input.declaration.role == .input, let symbol = symbols[name]
    {
      return symbol
    }
    return number(formula, values).map { Units.exact($0) } ?? sheet.arena.text(formula)
  }

  /// What a name stood for, where it was the same throughout.
  private func number(of name: Symbol) -> Num? {
    let steps = trace.steps.filter { $0.subject == .name(name) || $0.subject == .override(name) }
    let values = Set(steps.compactMap { $0.value.quantity?.number })
    return values.count == 1 ? values.first : nil
  }

  /// The value of a product, where all that is in it was used.
  private func number(_ formula: Formula, _ values: [Formula: StepID]) -> Num? {
    if let step = values[formula] { return trace[step].value.quantity?.number }
    if case .name(let name) = sheet.arena[formula] { return number(of: name) }
    switch sheet.arena[formula] {
    case .constant: return sheet.arena.constantValue(formula)?.quantity?.number
    case .binary(.multiply, let left, let right):
      guard let left = number(left, values), let right = number(right, values) else { return nil }
      return left.multiplying(right)
    default: return nil
    }
  }
}
