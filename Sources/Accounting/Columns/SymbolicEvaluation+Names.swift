import Formulas
import Language

/// What names stand for, under overrides too.
extension SymbolicEvaluation {
  func value(of name: Symbol, at node: Formula) throws(Obstacle) -> Symbolic {
    if let bound = bindings[name] { return bound }
    if let known = self[name] { return known }
    let outer = (locals, localValues)
    (locals, localValues) = ([], [])
    defer { (locals, localValues) = outer }
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
    self[name] = result
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
    case .measure(let unit):
      if !unit.dimension.isNone { demand(atoms.not(atoms.isPositiveFlag(-number))) }
    case nil: break
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
    let evaluation = try exactly { () throws(Diagnostic) in
      try self.evaluation.with(locals: localValues) { (evaluation) throws(Diagnostic) in
        try evaluation.overriding(overrides)
      }
    }
    let result = SymbolicEvaluation(sheet, atoms, requirements, evaluation, bound, under: path)
    (result.locals, result.localValues) = (locals, localValues)
    inner.append(result)
    return result
  }
}
