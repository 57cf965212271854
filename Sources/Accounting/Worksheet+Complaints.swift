import Formulas
import Language

/// What is said of a name that is unknown, unset or frozen, and of an input that can't be overridden.
extension Worksheet {
  public func obstacle(toOverriding name: Symbol, at span: Span) -> Diagnostic? {
    switch entries[name]?.kind {
    case nil: unknownInput(name, at: span)
    case .input: nil
    case .definition:
      entries[name]?.isLibrary == true ? .computed(names[name], at: span, verb: "overridden") : nil
    case .ledger, .function, .record: .computed(names[name], at: span, verb: "overridden")
    }
  }

  public func unknown(_ name: Symbol, at span: Span) -> Diagnostic {
    let text = names[name]
    if Verb(rawValue: text) != nil || Verb.reserved.contains(text) {
      return Diagnostic(
        .unknownName, "\"\(text)\" is a command, not a value", at: span, "commands stand first on a line")
    }
    if ["exit", "bye", "q"].contains(text) {
      return Diagnostic(.unknownName, "unknown name", at: span, "quit leaves, and so does Ctrl-D")
    }
    if units.contains(text) {
      return Diagnostic(
        .unknownName, "unknown name", at: span, "\(text) is a unit: write a number before it, or -> \(text)")
    }
    if preset(text) != nil || model(text) != nil {
      return Diagnostic(.unknownName, "\(text) is a model, not a value", at: span, "use \(text)")
    }
    if text == Worksheet.measurements {
      return Diagnostic(.unknownName, "nothing was measured yet", at: span, "measure adamw")
    }
    for input in order {
      if let words = words(of: input), words.contains(text) {
        return Diagnostic(
          .unknownName, "\(text) is a value of \(names[input])", at: span, "write \(names[input]) = \(text)")
      }
    }
    let near = Suggestion.nearest(
      to: text, among: order.map { names[$0] } + Function.all.map(\.name) + units.names)
    return Diagnostic(
      .unknownName, "unknown name", at: span,
      "there is no \(text)." + (near.map { " Did you mean \($0)?" } ?? " list shows all names"))
  }

  func unknownInput(_ name: Symbol, at span: Span) -> Diagnostic {
    let near = Suggestion.nearest(to: names[name], among: overridable)
    return Diagnostic(
      .unknownName, "unknown name", at: span,
      "no such input." + (near.map { " Did you mean \($0)?" } ?? " list inputs shows them"))
  }

  /// The names that `=` and `with` may set.
  public var overridable: [String] {
    order.compactMap { name in
      switch entries[name]?.kind {
      case .input: names[name]
      case .definition: entries[name]?.isLibrary == false ? names[name] : nil
      default: nil
      }
    }
  }

  public func unset(_ name: Symbol, at span: Span) -> Diagnostic {
    let text = names[name]
    var remedy = "\(text) = …"
    switch domain(of: name) {
    case .records(let kind): remedy = records(kind).prefix(2).map { "use \($0)" }.joined(separator: ", ")
    case .words(let words): remedy = "\(text) = \(words.first?.name ?? "…")"
    case .fraction, .share: remedy = "\(text) = 50%"
    case .measure where text == Worksheet.optimizerTime: remedy = "measure adamw"
    case .measure(let unit) where unit.factor != .one: remedy = "\(text) = 2.5 \(unit.name)"
    case .count, .length, .whole:
      remedy =
        text == "steps"
        ? "steps = 400k, or of tokens  steps = round(15T / (batch_size * sequence_length))" : "\(text) = …"
    default: break
    }
    let what = entries[name]?.description ?? ""
    return Diagnostic(
      .unset, "\(text) has no value yet", at: span, "set it: \(remedy)",
      details: what.isEmpty ? [] : ["\(text): \(what)"])
  }

  public func frozen(_ name: Symbol, inputs: [Symbol], overridden: Set<Symbol>) -> Diagnostic? {
    let moved = inputs.filter { overridden.contains($0) }
    guard !moved.isEmpty, let binding = binding(of: name), case .fixed(let value, _) = binding.value else {
      return nil
    }
    let text = names[name]
    let from = moved.map { names[$0] }.joined(separator: ", ")
    return Diagnostic(
      .frozenDependent,
      "\(text) = \(units.plain(value, names)) was computed from \(from) and did not move with it; use  \(text) := \(arena.text(binding.formula))"
    )
  }
}

extension Diagnostic {
  static func outsideDomain(_ name: String, _ found: String, _ words: [String], at span: Span) -> Diagnostic {
    let near = Suggestion.nearest(to: found, among: words).map { "did you mean \($0)?   " } ?? ""
    return Diagnostic(
      .outsideDomain, "\(found) is not a value of \(name)", at: span,
      "\(near)\(name) is one of: \(words.joined(separator: " "))")
  }

  static func computed(_ name: String, at span: Span, verb: String) -> Diagnostic {
    Diagnostic(
      .computed, "\"\(name)\" is computed, so it can't be \(verb)", at: span,
      "set the inputs it depends on:  explain \(name)")
  }
}
