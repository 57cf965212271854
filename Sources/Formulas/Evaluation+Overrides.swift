/// `with`: the same names with others bound.
extension Evaluation {
  /// The same names, with `overrides` in force; their formulas are evaluated here, outside.
  public func overriding(_ overrides: [Override]) throws(Diagnostic) -> Evaluation {
    var bound: [(Override, Value)] = []
    var rebound: [(name: Symbol, meaning: Meaning)] = []
    var model: Symbol?
    for override in overrides {
      if override.isVariant {
        let variant = try meanings.variant(override.name, at: override.span)
        for item in variant.overrides where !named.contains(item.name) {
          bound.append((item, try bindable(item)))
        }
        rebound += variant.rebound.filter { !named.contains($0.name) }
        model = variant.model ?? model
      } else if override.isLive {
        if let obstacle = meanings.obstacle(toOverriding: override.name, at: override.span) { throw obstacle }
        rebound.append((override.name, .formula(override.formula)))
      } else {
        bound.append((override, try bindable(override)))
      }
    }
    let set = bound.map(\.0.name) + rebound.map(\.name)
    let inner = inside(rebound, model, setsMore: set.contains { !overridden.contains($0) })
    for (override, value) in bound { inner.bind(override.name, override.formula, value) }
    inner.named.formUnion(overrides.lazy.filter { !$0.isVariant }.map(\.name))
    return inner
  }

  /// What `work` gives with `locals` for the parameters of a function.
  public func with<Result>(
    locals: [(name: Symbol, value: Value)], _ work: (Evaluation) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    let outer = self.locals
    self.locals = locals
    defer { self.locals = outer }
    return try work(self)
  }

  /// The same names, with values in force that were checked before.
  public func overriding(values: [(name: Symbol, value: Value)]) -> Evaluation {
    let inner = inside([], nil, setsMore: values.contains { !overridden.contains($0.name) })
    for (name, value) in values {
      inner.bind(name, .absent, value)
      inner.named.insert(name)
    }
    return inner
  }

  /// The value that an override binds, if it may.
  private func bindable(_ override: Override) throws(Diagnostic) -> Value {
    if let obstacle = meanings.obstacle(toOverriding: override.name, at: override.span) { throw obstacle }
    let value = try assigned(override.formula, to: override.name)
    try meanings.check(value, for: override.name, formula: override.formula, in: self)
    return value
  }

  private func bind(_ name: Symbol, _ formula: Formula, _ value: Value) {
    overridden.insert(name)
    rebound[name] = nil
    makeRoom(for: name)
    memo[Int(name.id)] = trace.close(trace.open(), .override(name), formula, value).index
  }

  /// An evaluation inside this one, in which only what is overridden is known already; `setsMore` says whether that is
  /// more than here.
  private func inside(_ rebound: [(name: Symbol, meaning: Meaning)], _ model: Symbol?, setsMore: Bool)
    -> Evaluation
  {
    let inner = Evaluation(arena, units, meanings, trace: trace)
    inner.locals = locals
    inner.depth = depth
    inner.stackStart = stackStart
    inner.overridden = overridden
    inner.named = named
    inner.rebound = self.rebound
    inner.model = model ?? self.model
    inner.isLenient = isLenient
    inner.isOneOfMany = isOneOfMany
    // What is being worked out must not be needed inside either, unless there is more set there: `stage` may ask for
    // memory with stage = 0, but nothing for itself with n = n - 1.
    if !setsMore {
      inner.active = active
      for name in active where Int(name.id) < memo.count && memo[Int(name.id)] == -2 {
        inner.makeRoom(for: name)
        inner.memo[Int(name.id)] = -2
      }
    }
    // An override that an enclosing `with` made stays in force inside; what is live is worked out anew.
    for name in overridden where self.rebound[name] == nil {
      inner.makeRoom(for: name)
      inner.memo[Int(name.id)] = memo[Int(name.id)]
    }
    for (name, meaning) in rebound {
      inner.overridden.insert(name)
      inner.rebound[name] = meaning
      inner.makeRoom(for: name)
      inner.memo[Int(name.id)] = -1
    }
    return inner
  }

  /// Whether `name` has a value of its own here, whatever it stands for elsewhere.
  public func isBound(_ name: Symbol) -> Bool { overridden.contains(name) && rebound[name] == nil }

  /// What `name` stands for here.
  public func meaning(of name: Symbol) -> Meaning {
    if !rebound.isEmpty, let meaning = rebound[name] { return meaning }
    return meanings.meaning(of: name)
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
        guard case .name(let other) = arena[formula], case .value(let value, _) = meaning(of: other),
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
