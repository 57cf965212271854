import Formulas
import Language

/// Variants: sets of bindings with a name, which `with`, `sweep` and `compare` take.
extension Worksheet {
  /// Enters a scenario, once everything it sets may be set.
  func declare(scenario declaration: Declaration, _ settings: [Override]) throws(Diagnostic) {
    let name = declaration.name
    if preset(name) != nil || model(name) != nil || isAccelerator(name) {
      throw Diagnostic(
        .declaration, "\(name) is the name of a model or an accelerator", at: declaration.span,
        "choose another name")
    }
    if entries[names.symbol(name)] != nil {
      throw Diagnostic(
        .declaration, "there is a \(name) already", at: declaration.span, "choose another name")
    }
    if settings.contains(where: { $0.isVariant && names[$0.name] == name }) {
      throw Diagnostic(.circular, "a scenario can't start from itself", at: declaration.span)
    }
    // Tried out, so that a mistake is told where it was made.
    _ = try Evaluation(arena, units, self).overriding(settings)
    if catalogue.scenarios[name] == nil { catalogue.scenarioOrder.append(name) }
    catalogue.scenarios[name] = Scenario(
      description: declaration.description, settings: settings, span: declaration.span)
  }

  private func isAccelerator(_ name: String) -> Bool {
    if case .record("accelerator", _)? = entries[names.symbol(name)]?.kind { true } else { false }
  }

  public func isVariant(_ name: String) -> Bool {
    catalogue.scenarios[name] != nil || isAccelerator(name) || preset(name) != nil || model(name) != nil
  }

  public func isModel(_ name: String) -> Bool {
    catalogue.scenarios[name] != nil || preset(name) != nil || model(name) != nil
  }

  public var variantNames: [String] { scenarioOrder + presetOrder + modelOrder + records("accelerator") }

  public func variant(_ name: Symbol, at span: Span) throws(Diagnostic) -> Variant {
    let text = names[name]
    if let scenario = catalogue.scenarios[text] { return try variant(scenario) }
    if let preset = preset(text) {
      return variant(of: preset.family, settings(of: preset), at: span)
    }
    if model(text) != nil { return variant(of: text, settings(of: text), at: span) }
    if isAccelerator(text) {
      let value = arena.add(.name(name), span)
      return Variant(overrides: [Override(name: names.symbol("accelerator"), formula: value, span: span)])
    }
    throw unknownVariant(text, at: span)
  }

  /// A model with what a family or a preset says of its shapes, and the others at their defaults.
  private func variant(of family: String, _ fields: [Declaration.Field], at span: Span) -> Variant {
    let overrides = fields.filter { !$0.isLive }.map {
      Override(name: $0.name, formula: $0.formula, span: span)
    }
    let live = fields.filter(\.isLive).map { (name: $0.name, meaning: Meaning.formula($0.formula)) }
    return Variant(
      overrides: overrides, rebound: live + defaults(except: Set(fields.map(\.name))),
      model: names.symbol(family))
  }

  /// A scenario, with the variant it starts from folded in.
  private func variant(_ scenario: Scenario) throws(Diagnostic) -> Variant {
    var whole = Variant(overrides: [])
    for setting in scenario.settings {
      if setting.isVariant {
        whole = try variant(setting.name, at: setting.span)
        continue
      }
      whole.overrides.removeAll { $0.name == setting.name }
      whole.rebound.removeAll { $0.name == setting.name }
      if setting.isLive {
        whole.rebound.append((setting.name, .formula(setting.formula)))
      } else {
        whole.overrides.append(setting)
      }
    }
    return whole
  }

  /// What the shapes stand for that a preset leaves at their defaults.
  private func defaults(except set: Set<Symbol>) -> [(name: Symbol, meaning: Meaning)] {
    order.compactMap { name in
      guard case .input(let input)? = entries[name]?.kind, input.declaration.role == .shape,
        !set.contains(name)
      else { return nil }
      return (name, meaning(of: defaultBinding(input.declaration, name)))
    }
  }

  private func unknownVariant(_ text: String, at span: Span) -> Diagnostic {
    if case .input? = entries[names.symbol(text)]?.kind {
      return Diagnostic(
        .unknownName, "\(text) is an input, and no value is set for it", at: span, "write \(text) = …")
    }
    let near = Suggestion.nearest(to: text, among: variantNames + overridable)
    return Diagnostic(
      .unknownName, "unknown name", at: span,
      "there is no scenario, preset or accelerator \(text)."
        + (near.map { " Did you mean \($0)?" } ?? " list scenarios, list presets show them"))
  }

  /// A scenario as it would be typed.
  public func text(ofScenario name: String) -> String {
    guard let scenario = catalogue.scenarios[name] else { return "" }
    let settings = scenario.settings.map { setting in
      setting.isVariant
        ? names[setting.name]
        : "\(names[setting.name]) \(setting.isLive ? ":=" : "=") \(arena.text(setting.formula))"
    }
    return settings.joined(separator: ", ")
  }

  public var scenarioList: [Described] {
    scenarioOrder.compactMap { name in
      catalogue.scenarios[name].map {
        Described(name: name, family: text(ofScenario: name), description: $0.description)
      }
    }
  }
}
