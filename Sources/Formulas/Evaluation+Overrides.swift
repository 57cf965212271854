/// `with`: the same names with others bound.
extension Evaluation {
  /// The same names, with `overrides` in force; their formulas are evaluated here, outside.
  func overriding(_ overrides: [Override]) throws(Diagnostic) -> Evaluation {
    var bound: [(Override, Value)] = []
    for override in overrides {
      if let obstacle = meanings.obstacle(toOverriding: override.name, at: override.span) { throw obstacle }
      let value = try assigned(override.formula, to: override.name)
      try meanings.check(value, for: override.name, formula: override.formula, in: self)
      bound.append((override, value))
    }
    let inner = Evaluation(arena, units, meanings, trace: trace)
    inner.locals = locals
    inner.depth = depth
    inner.stackStart = stackStart
    inner.overridden = overridden
    // What is being worked out must not be needed inside either.
    inner.active = active
    for name in active where Int(name.id) < memo.count && memo[Int(name.id)] == -2 {
      inner.makeRoom(for: name)
      inner.memo[Int(name.id)] = -2
    }
    // An override that an enclosing `with` made stays in force inside.
    for name in overridden {
      inner.makeRoom(for: name)
      inner.memo[Int(name.id)] = memo[Int(name.id)]
    }
    for (override, value) in bound {
      inner.overridden.insert(override.name)
      inner.makeRoom(for: override.name)
      inner.memo[Int(override.name.id)] =
        trace.close(trace.open(), .override(override.name), override.formula, value).index
    }
    return inner
  }

  /// The value of `formula` for the input `name`: a bare word is looked up in the domain of the input.
  public func assigned(_ formula: Formula, to name: Symbol) throws(Diagnostic) -> Value {
    if case .choice(let condition, let yes, let no) = arena[formula] {
      return try assigned(boolean(condition) ? yes : no, to: name)
    }
    if let text = arena.wordText(formula), local(named: formula) == nil {
      do throws(Diagnostic) {
        if let word = try meanings.word(text, for: name, at: arena.span(formula)) { return .word(word) }
      } catch {
        // Not a word of the domain; a name that holds one is as good.
        guard case .name(let other) = arena[formula], case .value(let value, _) = meanings.meaning(of: other),
          case .word = value.bare
        else { throw error }
        return value.bare
      }
    }
    return try value(formula).bare
  }

  func local(named formula: Formula) -> Value? {
    guard case .name(let name) = arena[formula] else { return nil }
    return locals.last { $0.name == name }?.value
  }
}
