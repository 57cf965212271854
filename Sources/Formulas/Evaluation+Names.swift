/// Names and what they stand for here: worked out once, circles refused.
extension Evaluation {
  /// The step that gives `name` its value here.
  public func step(for name: Symbol, at node: Formula) throws(Diagnostic) -> StepID {
    let index = Int(name.id)
    makeRoom(for: name)
    if memo[index] >= 0 { return StepID(index: memo[index]) }
    if memo[index] == -2 { throw circle(to: name, at: node) }
    // Ledgers remember their rows themselves, and a figure beside a total may speak of the total.
    if case .ledger = meanings.meaning(of: name) { return try meanings.row(name, [], at: node, in: self) }
    memo[index] = -2
    active.append(name)
    let outer = locals
    locals = []
    defer {
      locals = outer
      active.removeLast()
      if memo[index] == -2 { memo[index] = -1 }
    }
    let step = try compute(name, at: node)
    memo[index] = step.index
    return step
  }

  func makeRoom(for name: Symbol) {
    guard Int(name.id) >= memo.count else { return }
    memo += Array(repeating: -1, count: max(arena.names.count, Int(name.id) + 1) - memo.count)
  }

  func compute(_ name: Symbol, at node: Formula) throws(Diagnostic) -> StepID {
    switch meaning(of: name) {
    case .unknown: throw meanings.unknown(name, at: arena.span(node))
    case .unset: throw meanings.unset(name, at: arena.span(node))
    case .value(let value, let inputs):
      if !overridden.isEmpty, let warning = meanings.frozen(name, inputs: inputs, overridden: overridden) {
        if !trace.warnings.contains(where: { $0.message == warning.message }) {
          trace.warnings.append(warning)
        }
      }
      return trace.close(trace.open(), .name(name), .absent, value)
    case .formula(let formula):
      let mark = trace.open()
      try descend(into: formula)
      defer { depth -= arena.depth(formula) + 1 }
      do throws(Diagnostic) {
        let value = try assigned(formula, to: name)
        try meanings.check(value, for: name, formula: formula, in: self)
        return trace.close(mark, .name(name), formula, value)
      } catch {
        trace.abandon(mark)
        throw error
      }
    case .ledger, .function:
      throw Diagnostic(
        .wrongKind, "\(arena.names[name]) is a function", at: arena.span(node),
        "call it: \(arena.names[name])(…)")
    }
  }

  /// Before a formula is evaluated inside others: counts the work and the levels, and stops at Ctrl-C.
  func descend(into formula: Formula) throws(Diagnostic) {
    try attend()
    trace.work += 1
    if trace.work > Evaluation.workLimit { throw .tooMuchWork }
    depth += arena.depth(formula) + 1
    if depth > Evaluation.depthLimit || isStackUsedUp() {
      depth -= arena.depth(formula) + 1
      throw .chainTooDeep(arena.span(formula))
    }
  }

  func circle(to name: Symbol, at node: Formula) -> Diagnostic {
    let start = active.firstIndex(of: name) ?? 0
    let path = (active[start...] + [name]).map { arena.names[$0] }
    let definitions: [String] = active[start...].dropFirst().compactMap { symbol in
      guard case .formula(let formula) = meaning(of: symbol) else { return nil }
      return "\(arena.names[symbol]) := \(arena.text(formula))"
    }
    return Diagnostic(
      .circular, "circular definition", at: arena.span(node),
      details: [
        path.joined(separator: " → ")
          + (definitions.isEmpty ? "" : "        (\(definitions.joined(separator: ", ")))")
      ])
  }
}
