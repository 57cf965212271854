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
        ?? missingFigure(field, of: word, at: arena.span(node))
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

  /// `power` asked of a device that does not say it, where an input of the run takes it from there.
  private func missingFigure(_ field: Symbol, of word: Symbol, at span: Span) -> Diagnostic? {
    for name in order {
      guard let binding = binding(of: name), case .live = binding.value,
        case .member(let base, field) = arena[binding.formula], case .name(let holder) = arena[base],
        words(of: holder)?.contains(names[word]) == true,
        case .measure(let unit)? = domain(of: name)
      else { continue }
      let written = unit.name.isEmpty ? units.name(of: unit.dimension) : unit.name
      return Diagnostic(
        .noMember, "\(names[word]) does not say its \(names[field])", at: span,
        "set it: \(names[name]) = … \(written)")
    }
    return nil
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
    func refuse(_ wanted: String, _ remedy: String = "", in unit: Unit? = nil) -> Diagnostic {
      var found = units.phrase(unit.map { .shown(value.bare, .unit($0)) } ?? value, names)
      if case .text(let text) = value.bare { found = "the text \"\(text)\"" }
      // Rounded, a number may look like one that would do.
      if let quantity = value.quantity, quantity.dimension.isNone {
        found = quantity.number.exactText() ?? quantity.number.roundedText(significant: 15)
      }
      return Diagnostic(
        .outsideDomain, "\(names[name]) is \(wanted), and this is \(found)", at: span, remedy)
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
        let isPercentage = number.map { !($0 < .int(2)) && !(.int(100) < $0) } ?? false
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
      // Times, rates and prices are not owed.
      if !dimension.isNone, quantity.number.sign < 0 {
        throw refuse("zero or more", in: measured.factor == .one ? nil : measured)
      }
    }
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
