import Formulas
import Language

extension Worksheet: Meanings {
  public var isInterrupted: Bool { interruption() }

  public func meaning(of name: Symbol) -> Meaning {
    let known = knownMeaning(of: name)
    switch known {
    case .unset, .unknown: return recall(name) ? knownMeaning(of: name) : known
    default: return known
    }
  }

  private func knownMeaning(of name: Symbol) -> Meaning {
    guard let entry = entries[name] else { return .unknown }
    switch entry.kind {
    case .input(let input): return meaning(of: input.binding)
    case .definition(let binding): return meaning(of: binding)
    case .function(let parameters, let body): return .function(parameters: parameters, body: body)
    case .ledger: return .ledger
    case .record: return .value(.word(name), inputs: [])
    }
  }

  func meaning(of binding: Binding) -> Meaning {
    switch binding.value {
    case .unset: .unset
    case .fixed(let value, let inputs): .value(value, inputs: inputs)
    case .live: .formula(binding.formula)
    }
  }

  public func field(
    _ field: Symbol, of word: Symbol, at node: Formula, in evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    guard case .record(let kind, let own)? = entries[word]?.kind else {
      throw Diagnostic(.noMember, "\(names[word]) has no members", at: arena.span(node))
    }
    let fields =
      own.value + defaults(of: kind).filter { field in !own.value.contains { $0.name == field.name } }
    guard let found = fields.first(where: { $0.name == field }) else {
      let all = fields.map { names[$0.name] }
      throw missingRate(names[field], of: word, has: all, at: arena.span(node))
        ?? .noMember(names[field], in: names[word], has: all, at: arena.span(node))
    }
    return try evaluation.step(.field("\(names[word]).\(names[field])"), found.formula) {
      (evaluation) throws(Diagnostic) in
      if let text = arena.wordText(found.formula), case .unknown = meaning(of: names.symbol(text)) {
        return .word(names.symbol(text))
      }
      return try evaluation.value(found.formula)
    }
  }

  /// What the records of a kind have where they don't say it themselves.
  func defaults(of kind: String) -> [Declaration.Field] {
    guard case .record(_, let fields)? = entries[names.symbol("\(Parser.defaults) \(kind)")]?.kind else {
      return []
    }
    return fields.value
  }

  /// `fp8` asked of a device that lacks it: the rates it has, and who has the one that was wanted.
  private func missingRate(_ field: String, of word: Symbol, has fields: [String], at span: Span)
    -> Diagnostic?
  {
    guard case .record("accelerator", _)? = entries[word]?.kind,
      let rates = words(of: names.symbol("compute")), rates.contains(field)
    else { return nil }
    let own = fields.filter(rates.contains)
    let others = records("accelerator").filter { name in
      guard case .record(_, let fields)? = entries[names.symbol(name)]?.kind else { return false }
      return fields.value.contains { names[$0.name] == field }
    }
    let device = names[word]
    return Diagnostic(
      .noMember, "\(device) does not compute in \(field)", at: span,
      "set compute to what it has: \(own.joined(separator: " "))",
      details: others.isEmpty
        ? [] : ["\(field) is in: \(others.prefix(6).joined(separator: " "))\(others.count > 6 ? " …" : "")"])
  }

  /// The declared domain of `name`, past references to another input's.
  func domain(of name: Symbol) -> Declaration.Domain? {
    guard case .input(let input)? = entries[name]?.kind else { return nil }
    if case .sameAs(let other) = input.declaration.domain { return other == name ? nil : domain(of: other) }
    return input.declaration.domain
  }

  /// The named values that `name` may have; nil where it takes numbers.
  public func words(of name: Symbol) -> [String]? {
    switch domain(of: name) {
    case .words(let words): words.map(\.name)
    case .records(let kind): records(kind)
    default: nil
    }
  }

  /// The names of the records of a kind, in order.
  public func records(_ kind: String) -> [String] {
    order.compactMap { name in
      if case .record(kind, _)? = entries[name]?.kind { names[name] } else { nil }
    }
  }

  public func word(_ text: String, for name: Symbol, at span: Span) throws(Diagnostic) -> Symbol? {
    guard let words = words(of: name) else { return nil }
    if words.contains(text) { return names.symbol(text) }
    throw .outsideDomain(names[name], text, words, at: span)
  }

  public func check(
    _ value: Value, for name: Symbol, formula: Formula, in evaluation: Evaluation
  ) throws(Diagnostic) {
    guard let domain = domain(of: name) else { return }
    let span = arena.span(formula)
    func refuse(_ wanted: String, _ remedy: String = "") -> Diagnostic {
      Diagnostic(
        .outsideDomain, "\(names[name]) is \(wanted), and this is \(units.phrase(value, names))", at: span,
        remedy)
    }
    switch domain {
    case .words, .records:
      guard case .word(let word) = value.bare else {
        if case .text(let text) = value.bare, words(of: name)?.contains(text) == true {
          throw Diagnostic(
            .outsideDomain, "the values of \(names[name]) are names, and this is a text", at: span,
            "write \(text) without quotation marks")
        }
        throw .outsideDomain(names[name], units.phrase(value, names), words(of: name) ?? [], at: span)
      }
      if let words = words(of: name), !words.contains(names[word]) {
        throw .outsideDomain(names[name], names[word], words, at: span)
      }
    case .flag:
      guard case .boolean = value.bare else { throw refuse("true or false") }
    case .sameAs: break
    case .count, .length, .whole:
      guard let quantity = value.quantity, quantity.dimension.unlabelled.isNone else {
        throw refuse("a whole number")
      }
      if !quantity.number.isInteger {
        if case .binary(.divide, let whole, let parts) = arena[formula],
          let uneven = unevenDivision(whole, parts, evaluation)
        {
          throw uneven
        }
        throw refuse("a whole number")
      }
      let isWhole = if case .whole = domain { true } else { false }
      guard quantity.number.sign > 0 || isWhole && quantity.number.isZero else {
        throw refuse(isWhole ? "zero or more" : "at least 1")
      }
    case .fraction, .share:
      let isShare = if case .share = domain { true } else { false }
      guard let quantity = value.quantity, quantity.dimension.isNone, !(quantity.number < .zero),
        !(.one < quantity.number), !isShare || !quantity.number.isZero
      else {
        let number = value.quantity?.number
        let isPercentage = number.map { .one < $0 && !(.int(100) < $0) } ?? false
        throw refuse(
          isShare ? "a share above 0, up to 1" : "a fraction from 0 to 1",
          isPercentage ? "write \(units.phrase(value.bare, names))%" : "")
      }
    case .measure(let measured):
      let dimension = measured.dimension
      guard let quantity = value.quantity, quantity.dimension.unlabelled == dimension.unlabelled else {
        let isPlain = value.quantity?.dimension.isNone ?? false
        let unit = measured.factor == .one ? units.name(of: dimension) : measured.name
        throw refuse(
          "in \(description(of: measured))",
          isPlain && !unit.isEmpty ? "write \(units.phrase(value.bare, names)) \(unit)" : "")
      }
    }
  }

  /// `d_model / num_heads` that leaves a rest, with the nearest values that would not.
  private func unevenDivision(_ left: Formula, _ right: Formula, _ evaluation: Evaluation) -> Diagnostic? {
    guard let whole = try? evaluation.quantity(left).number.integer,
      let parts = try? evaluation.quantity(right).number.integer,
      whole > 0, parts > 0
    else { return nil }
    if arena.constantValue(right) != nil {
      let multiples = [whole / parts, whole / parts + 1].compactMap {
        $0 > 0 ? Num.int($0).multiplying(.int(parts)).exactText() : nil
      }
      return uneven(left, right, whole, parts, "multiples of \(parts): \(multiples.joined(separator: ", "))")
    }
    let limit = 10_000
    let below = stride(from: min(parts - 1, whole), through: max(1, parts - limit), by: -1).first {
      whole % $0 == 0
    }
    let above = parts >= whole ? nil : (parts + 1...min(whole, parts + limit)).first { whole % $0 == 0 }
    let near = [below, above].compactMap { $0 }.map(String.init).joined(separator: ", ")
    return uneven(left, right, whole, parts, "divisors of \(Num.int(whole).exactText() ?? ""): \(near)")
  }

  private func uneven(_ left: Formula, _ right: Formula, _ whole: Int, _ parts: Int, _ nearest: String)
    -> Diagnostic
  {
    let quotient = Num.int(whole).dividing(by: .int(parts))?.fixedText(2) ?? ""
    return Diagnostic(
      .doesNotDivide, "\(arena.text(right)) doesn't divide \(arena.text(left))",
      details: ["\(Num.int(whole).exactText() ?? "") / \(parts) = \(quotient). Nearest \(nearest)"])
  }

  /// What a model asked of its inputs, and they are not.
  func broken(
    _ condition: Formula, _ text: String, _ evaluation: Evaluation, by asker: String = "the model"
  ) -> Diagnostic {
    if case .binary(.and, let left, let right) = arena[condition] {
      return broken((try? evaluation.boolean(left)) == true ? right : left, text, evaluation, by: asker)
    }
    if case .binary(.equal, let rest, let zero) = arena[condition],
      case .binary(.modulo, let whole, let parts) = arena[rest],
      arena.constantValue(zero)?.quantity?.number.isZero == true,
      let uneven = unevenDivision(whole, parts, evaluation)
    {
      return uneven
    }
    var sides: [String] = []
    if case .binary(let operation, let left, let right) = arena[condition], operation.isComparison {
      for side in [left, right] where arena.constantValue(side) == nil {
        guard let value = try? evaluation.value(side) else { continue }
        sides.append("\(arena.text(side)) is \(units.phrase(value, names))")
      }
    }
    let asked = "\(asker) asks for \(arena.text(condition))"
    return Diagnostic(
      .assertionFailed, text.isEmpty ? asked : "\(asked): \(text)", at: arena.span(condition), details: sides)
  }

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
    case .count, .length, .whole: remedy = text == "steps" ? "steps = 400k" : "\(text) = …"
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

  /// What an input or a name is bound to.
  public func binding(of name: Symbol) -> Binding? {
    switch entries[name]?.kind {
    case .input(let input): input.binding
    case .definition(let binding): binding
    default: nil
    }
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
