import Formulas
import Language

/// What use, unset and reset do.
extension Worksheet {
  /// What `use` did.
  public enum Used {
    case model(family: String, preset: String?)
    case record(kind: String, name: String)
  }

  /// Takes a family, a preset or an accelerator into use.
  public func use(_ subject: String, at span: Span) throws(Diagnostic) -> Used {
    // Machines first: asking for a model that is not there would read all of them.
    let word = names.symbol(subject)
    if case .record(let kind, _)? = entries[word]?.kind {
      let input = names.symbol(kind)
      if case .input? = entries[input]?.kind {
        bind(
          input,
          Binding(
            value: .fixed(.word(word), inputs: []), origin: .user, formula: arena.add(.name(word), span)),
          span)
        return .record(kind: kind, name: subject)
      }
    }
    if let preset = preset(subject) {
      try take(preset.family, preset: subject)
      for field in settings(of: preset) { try bind(field, origin: .preset(subject)) }
      return .model(family: preset.family, preset: subject)
    }
    if model(subject) != nil {
      try take(subject, preset: nil)
      for field in settings(of: subject) { try bind(field, origin: .preset(subject)) }
      return .model(family: subject, preset: nil)
    }
    let candidates = presetOrder + modelOrder + records("accelerator")
    let near = Suggestion.nearest(to: subject, among: candidates)
    throw Diagnostic(
      .unknownSubject, "there is no model or accelerator \"\(subject)\"", at: span,
      near.map { "did you mean \($0)?" } ?? "list presets, list accelerators show what there is")
  }

  /// The family in use, every shape at its default.
  func take(_ family: String, preset: String?) throws(Diagnostic) {
    willChange(.catalogue(catalogue))
    resetShapes()
    (catalogue.family, catalogue.preset) = (family, preset)
  }

  /// Binds what a family or a preset says of an input.
  func bind(_ field: Declaration.Field, origin: Binding.Origin) throws(Diagnostic) {
    if field.isLive {
      bind(field.name, Binding(value: .live, origin: origin, formula: field.formula), field.nameSpan)
      return
    }
    let evaluation = Evaluation(arena, units, self)
    let value = try evaluation.assigned(field.formula, to: field.name)
    try check(value, for: field.name, formula: field.formula, in: evaluation)
    bind(
      field.name, Binding(value: .fixed(value, inputs: []), origin: origin, formula: field.formula),
      field.nameSpan)
  }

  /// Every shape back to its default.
  private func resetShapes() {
    for name in order {
      guard case .input(var input)? = entries[name]?.kind, input.declaration.role == .shape else { continue }
      input.binding = defaultBinding(input.declaration, name)
      place(entries[name]?.with(.input(input)), name)
    }
  }

  func defaultBinding(_ declaration: Declaration.Input, _ name: Symbol) -> Binding {
    if let observation = observations[name] { return observation.binding }
    if declaration.formula.isAbsent { return .unset }
    if declaration.isLive { return Binding(value: .live, origin: .library, formula: declaration.formula) }
    let value = try? Evaluation(arena, units, self).assigned(declaration.formula, to: name)
    return Binding(
      value: value.map { .fixed($0, inputs: []) } ?? .unset, origin: .library, formula: declaration.formula)
  }

  /// An input back to its default, a name of the user's gone.
  public func unset(_ text: String, at span: Span) throws(Diagnostic) {
    let name = names.symbol(text)
    guard let entry = entries[name] else { throw unknown(name, at: span) }
    switch entry.kind {
    case .input(var input):
      input.binding = defaultBinding(input.declaration, name)
      place(entries[name]?.with(.input(input)), name)
    case .definition, .function:
      if entry.isLibrary { throw .computed(text, at: span, verb: "unset") }
      place(nil, name)
    default: throw .computed(text, at: span, verb: "unset")
    }
  }

  /// Everything as at the start; the user's declarations stay.
  public func reset() {
    willChange(.catalogue(catalogue))
    willChange(.lastValue(lastValue))
    for name in order.reversed() {
      guard let entry = entries[name] else { continue }
      switch entry.kind {
      case .input(var input):
        input.binding = defaultBinding(input.declaration, name)
        place(entries[name]?.with(.input(input)), name)
      case .definition, .function:
        if !entry.isLibrary { place(nil, name) }
      default: break
      }
    }
    (catalogue.family, catalogue.preset, lastValue) = ("cs336", nil, nil)
  }
}
