import Formulas
import Language

/// Setting and defining.
extension Worksheet {
  /// What an assignment did, for whoever shows it.
  public struct Assignment {
    public var name: Symbol
    public var value: Value?
    public var isLive: Bool
    public var formula: Formula
    /// What the name was before, where that is worth a word: it was live and is fixed now.
    public var was: Formula?
    public var warnings: [Diagnostic]
    public var trace: Trace
  }

  public func assign(_ name: Symbol, _ span: Span, _ formula: Formula, isLive: Bool) throws(Diagnostic)
    -> Assignment
  {
    if isLedger(name) { throw computed(name, span, formula) }
    try refuse(setting: name, at: span)
    let evaluation = Evaluation(arena, units, self)
    let old = entries[name]
    if isLive { bind(name, Binding(value: .live, origin: .user, formula: formula), span) }
    do throws(Diagnostic) {
      let value: Value
      let inputs: [Symbol]
      if isLive {
        let step = try evaluation.step(for: name, at: formula)
        value = evaluation.trace[step].value
        inputs = []
      } else {
        value = try evaluation.assigned(formula, to: name)
        try check(value, for: name, formula: formula, in: evaluation)
        inputs = settable(in: evaluation.trace)
        bind(
          name,
          Binding(
            value: .fixed(normal(value, for: name), inputs: inputs.filter { $0 != name }), origin: .user,
            formula: formula), span)
      }
      let was: Formula? =
        if !isLive, let previous = liveFormula(old) { previous } else { nil }
      return Assignment(
        name: name, value: value, isLive: isLive, formula: formula, was: was,
        warnings: evaluation.trace.warnings + decimalContext(name, formula)
          + nearInput(name, span, isNew: old == nil), trace: evaluation.trace)
    } catch {
      // A live definition may wait for inputs that are not set yet; anything else is taken back.
      if isLive, error.code == .unset {
        return Assignment(
          name: name, value: nil, isLive: true, formula: formula, was: nil, warnings: [],
          trace: evaluation.trace)
      }
      place(old, name)
      throw error
    }
  }

  /// Names bound with `=` whose value was computed from `name` and stays as it is.
  public func frozenDependents(of name: Symbol) -> [Symbol] {
    order.filter { other in
      guard other != name, let binding = binding(of: other), case .fixed(_, let inputs) = binding.value else {
        return false
      }
      return inputs.contains(name)
    }
  }

  public func define(_ name: Symbol, _ span: Span, parameters: [Symbol], _ body: Formula) throws(Diagnostic) {
    try refuse(setting: name, at: span)
    if case .input? = entries[name]?.kind {
      throw Diagnostic(
        .computed, "\(names[name]) is an input and can't be a function", at: span, "choose another name")
    }
    if Function.named(names[name]) != nil {
      throw Diagnostic(
        .computed, "\(names[name]) is a function of the language", at: span, "choose another name")
    }
    add(
      name,
      Entry(
        kind: .function(parameters: parameters, body: body), description: "", span: span, isLibrary: false))
  }

  /// A ledger can't be set; the search that finds an input which gives the value can be pasted.
  private func computed(_ name: Symbol, _ span: Span, _ formula: Formula) -> Diagnostic {
    let value = sources.text(arena.span(formula))
    let isOfShape = name == names.symbol("params")
    let remedy =
      isOfShape
      ? "solve d_model within 256..8192 step 64 for params = \(value)"
      : "solve max batch_size within 1..1024 for \(names[name]) <= \(value)"
    return Diagnostic(
      .computed, "\"\(names[name])\" is computed, so it can't be set", at: span,
      "to choose an input that gives it:  \(remedy)")
  }

  private func refuse(setting name: Symbol, at span: Span) throws(Diagnostic) {
    guard let entry = entries[name] else { return }
    switch entry.kind {
    case .input: return
    case .definition, .function:
      if entry.isLibrary { throw .computed(names[name], at: span, verb: "set") }
    case .ledger: throw .computed(names[name], at: span, verb: "set")
    case .record(let kind, _):
      throw Diagnostic(
        .computed, "\"\(names[name])\" is the name of \(kind) \(names[name])", at: span, "choose another name"
      )
    }
  }

  func bind(_ name: Symbol, _ binding: Binding, _ span: Span) {
    if case .input(var input)? = entries[name]?.kind {
      input.binding = binding
      place(entries[name]?.with(.input(input)), name)
    } else {
      add(name, Entry(kind: .definition(binding), description: "", span: span, isLibrary: false))
    }
  }

  private func liveFormula(_ entry: Entry?) -> Formula? {
    switch entry?.kind {
    case .input(let input): if case .live = input.binding.value { input.binding.formula } else { nil }
    case .definition(let binding): if case .live = binding.value { binding.formula } else { nil }
    default: nil
    }
  }

  /// Counts are stored without their label: `batch_size = 8 sequences` is 8.
  private func normal(_ value: Value, for name: Symbol) -> Value {
    switch domain(of: name) {
    case .count, .length, .whole: value.quantity.map { .quantity(Quantity($0.number)) } ?? value
    default: value
    }
  }

  /// The names that can be set among those an evaluation used.
  func settable(in trace: Trace) -> [Symbol] {
    trace.steps.compactMap { step in
      guard case .name(let name) = step.subject, binding(of: name) != nil else { return nil }
      return name
    }
  }

  /// A new name that is hardly more than a misspelt input.
  private func nearInput(_ name: Symbol, _ span: Span, isNew: Bool) -> [Diagnostic] {
    let text = names[name]
    guard isNew else { return [] }
    func told(_ meant: String) -> [Diagnostic] {
      [Diagnostic(.newName, "\(text) is a new name, and no input", at: span, "did you mean \(meant)?")]
    }
    if let meant = Synonyms.inputs[text.lowercased()] { return told(meant) }
    let inputs = order.filter { if case .input? = entries[$0]?.kind { true } else { false } }.map {
      names[$0]
    }
    if let same = inputs.first(where: { $0 == text.lowercased() }) { return told(same) }
    guard text.utf8.count >= 5, let last = text.last, !last.isNumber,
      let near = Suggestion.slip(of: text, among: inputs)
    else { return [] }
    return told(near)
  }

  private func decimalContext(_ name: Symbol, _ formula: Formula) -> [Diagnostic] {
    guard case .length? = domain(of: name) else { return [] }
    let text = sources.text(arena.span(formula))
    guard let last = text.last, last == "K" || last == "k", let count = Int(text.dropLast()) else {
      return []
    }
    let binary = Num.int(count).multiplying(.int(1024)).exactText() ?? ""
    return [
      Diagnostic(
        .decimalContext,
        "\(text) is \(Num.int(count).multiplying(.int(1000)).exactText() ?? ""); a \(text) context is usually \(count)Ki = \(binary)",
        at: arena.span(formula))
    ]
  }

  /// Binds a name from outside the language, the arguments of a script: it is there from the start, and stays.
  public func bind(_ name: String, to value: Value) {
    let binding = Binding(value: .fixed(value, inputs: []), origin: .library, formula: .absent)
    add(
      names.symbol(name),
      Entry(
        kind: .definition(binding), description: "The arguments of the script.", span: .none, isLibrary: true)
    )
  }
}
