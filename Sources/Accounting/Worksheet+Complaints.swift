import Formulas
import Language

/// What is said of a name that is unknown, unset or frozen, of an input that can't be overridden, and of inputs that a
/// model or a ledger refuses.
extension Worksheet {
  /// `d_model / num_heads` that leaves a rest, with the nearest values that would not.
  func unevenDivision(
    _ left: Formula, _ right: Formula, _ evaluation: Evaluation,
    isLegal: (Symbol, Int) -> Bool = { _, _ in true }
  ) -> Diagnostic? {
    guard let whole = try? evaluation.quantity(left).number.integer,
      let parts = try? evaluation.quantity(right).number.integer,
      whole > 0, parts > 0
    else { return nil }
    if arena.constantValue(right) != nil {
      let multiples = [whole / parts, whole / parts + 1].compactMap {
        $0 > 0 ? Num.int($0).multiplying(.int(parts)).exactText() : nil
      }
      return uneven(
        left, right, whole, parts, " multiples of \(parts): \(multiples.joined(separator: ", "))", evaluation)
    }
    let remedies = remedies(left, right, whole, parts, evaluation, isLegal)
    if !remedies.isEmpty {
      return uneven(left, right, whole, parts, ": " + remedies.joined(separator: ", "), evaluation)
    }
    let near = Worksheet.divisors(of: whole, near: parts).map(String.init).joined(separator: ", ")
    return uneven(left, right, whole, parts, " divisors of \(grouped(whole)): \(near)", evaluation)
  }

  /// The divisors next to `parts` below and above, of those that will do.
  private static func divisors(of whole: Int, near parts: Int, where willDo: (Int) -> Bool = { _ in true })
    -> [Int]
  {
    let limit = 10_000
    let top = min(parts - 1, whole)
    let below = stride(from: top, through: max(1, top - limit), by: -1)
      .first { whole % $0 == 0 && willDo($0) }
    let above =
      parts >= whole ? nil : (parts + 1...min(whole, parts + limit)).first { whole % $0 == 0 && willDo($0) }
    return [below, above].compactMap { $0 }
  }

  /// Of a divisor or a product, the nearest values of each factor that would do with the others as they are; and those
  /// of what is divided, if it is an input of the run, or a sum with one. A value that something else refuses is named
  /// only where there is no other.
  private func remedies(
    _ left: Formula, _ right: Formula, _ whole: Int, _ parts: Int, _ evaluation: Evaluation,
    _ isLegal: (Symbol, Int) -> Bool
  ) -> [String] {
    let found = values(left, right, whole, parts, evaluation, where: isLegal)
    if !found.isEmpty { return found }
    let near = values(left, right, whole, parts, evaluation) { _, _ in true }
    return near.isEmpty ? [] : near + ["each with something else changed too"]
  }

  private func values(
    _ left: Formula, _ right: Formula, _ whole: Int, _ parts: Int, _ evaluation: Evaluation,
    where isLegal: (Symbol, Int) -> Bool
  ) -> [String] {
    var result: [String] = []
    for factor in factors(of: right) {
      guard case .name(let name) = arena[factor],
        let value = try? evaluation.quantity(factor).number.integer, value > 0
      else { continue }
      guard isSettable(name, evaluation) else {
        result += values(behind: name, value, whole, evaluation, where: isLegal)
        continue
      }
      let rest = parts / value
      guard rest * value == parts, whole % rest == 0 else { continue }
      result += told(name, Worksheet.divisors(of: whole / rest, near: value) { isLegal(name, $0) })
    }
    for addend in addends(of: left).dropFirst() {
      guard case .name(let name) = arena[addend],
        let value = try? evaluation.quantity(addend).number.integer
      else { continue }
      let near = [value - whole % parts, value + parts - whole % parts]
      result += told(name, near.filter { $0 >= 0 && isLegal(name, $0) })
    }
    if case .name(let name) = arena[left], isSettable(name, evaluation), !isShape(name) {
      result += told(name, multiples(of: parts, near: whole) { isLegal(name, $0) })
    }
    // `num_micro_batches := batch_size / (dp * micro_batch_size)`: of what it follows.
    if case .name(let name) = arena[left], let binding = binding(of: name), case .live = binding.value,
      case .binary(.divide, let upper, let lower) = arena[binding.formula],
      case .name(let input) = arena[upper], isSettable(input, evaluation),
      let now = try? evaluation.quantity(upper).number.integer,
      let share = try? evaluation.quantity(lower).number.integer, (1..<1 << 26).contains(share),
      parts < 1 << 26
    {
      result += told(input, multiples(of: parts * share, near: now) { isLegal(input, $0) })
    }
    return result
  }

  /// Of `dp := num_accelerators / (tp * pp * cp)`, which is to divide `whole`: values of the inputs that it follows.
  private func values(
    behind name: Symbol, _ value: Int, _ whole: Int, _ evaluation: Evaluation,
    where isLegal: (Symbol, Int) -> Bool
  ) -> [String] {
    guard let binding = binding(of: name), case .live = binding.value,
      case .binary(.divide, let upper, let lower) = arena[binding.formula],
      let parts = try? evaluation.quantity(lower).number.integer, parts > 0
    else { return [] }
    var result: [String] = []
    if case .name(let input) = arena[upper], isSettable(input, evaluation) {
      let near = Worksheet.divisors(of: whole, near: value) { isLegal(input, $0 * parts) }
      result += told(input, near.map { $0 * parts })
    }
    // What else the others would refuse is not asked in a search.
    if evaluation.isOneOfMany { return result }
    for factor in factors(of: lower) {
      guard case .name(let input) = arena[factor], isSettable(input, evaluation),
        let now = try? evaluation.quantity(factor).number.integer, now > 0
      else { continue }
      // With more of them, fewer of what is to divide.
      let others = parts / now
      let near = Worksheet.divisors(of: whole, near: value) { target in
        value * parts % (target * others) == 0 && isLegal(input, value * parts / (target * others))
      }
      result += told(input, near.map { value * parts / ($0 * others) })
    }
    return result
  }

  /// The multiples next to `whole` below and above, of those that will do.
  private func multiples(of parts: Int, near whole: Int, where willDo: (Int) -> Bool) -> [Int] {
    let reach = 200
    guard whole < 1 << 60, parts < 1 << 52 else { return [] }
    let below = whole / parts
    let under = stride(from: below, through: max(1, below - reach), by: -1).lazy.map { $0 * parts }
    let over = (below + 1...below + reach).lazy.map { $0 * parts }
    return [under.first(where: willDo), over.first(where: willDo)].compactMap(\.self)
  }

  private func told(_ name: Symbol, _ values: [Int]) -> [String] {
    if values.isEmpty { return [] }
    let texts = values.map(grouped).joined(separator: " or ")
    return ["\(names[name]) = \(texts)"]
  }

  private func grouped(_ whole: Int) -> String { Num.int(whole).exactText() ?? String(whole) }

  private func factors(of formula: Formula) -> [Formula] {
    if case .binary(.multiply, let a, let b) = arena[formula] { return factors(of: a) + factors(of: b) }
    return [formula]
  }

  /// The names that a formula speaks of, each once.
  private func names(in formula: Formula) -> [Symbol] {
    var found: [Symbol] = []
    _ = arena.contains(formula) { node in
      if case .name(let name) = node, !found.contains(name) { found.append(name) }
      return false
    }
    return found
  }

  private func addends(of formula: Formula) -> [Formula] {
    if case .binary(.add, let a, let b) = arena[formula] { return addends(of: a) + addends(of: b) }
    return [formula]
  }

  /// Whether an input is set rather than following others.
  private func isSettable(_ name: Symbol, _ evaluation: Evaluation) -> Bool {
    guard case .input? = entries[name]?.kind else { return false }
    if evaluation.isBound(name) { return true }
    return if let binding = binding(of: name), case .fixed = binding.value { true } else { false }
  }

  private func isShape(_ name: Symbol) -> Bool {
    if case .input(let input)? = entries[name]?.kind { input.declaration.role == .shape } else { false }
  }

  private func uneven(
    _ left: Formula, _ right: Formula, _ whole: Int, _ parts: Int, _ nearest: String,
    _ evaluation: Evaluation
  ) -> Diagnostic {
    let quotient = Num.int(whole).dividing(by: .int(parts))
    let exact = quotient?.exactText().flatMap { $0.count <= 8 ? "= \($0)" : nil }
    let told = exact ?? quotient.map { "≈ \($0.roundedText(significant: 4))" } ?? ""
    var refusal = Diagnostic(
      .doesNotDivide, "\(arena.text(right)) doesn't divide \(arena.text(left))",
      details: ["\(grouped(whole)) / \(grouped(parts)) \(told). Nearest\(nearest)"])
    refusal.inputs = names(in: left) + names(in: right)
    let parts = factors(of: right).filter { arena.constantValue($0) == nil }
    if parts.count > 1 {
      let told = parts.compactMap { part in
        (try? evaluation.quantity(part).number.exactText()).map { "\(arena.text(part)) = \($0)" }
      }
      refusal.details.append("here \(told.joined(separator: ", "))")
    }
    return refusal
  }

  /// What a model asked of its inputs, and they are not.
  func broken(
    _ condition: Formula, _ text: String, _ evaluation: Evaluation, by asker: String = "the model",
    amid rows: [Declaration.LedgerRow] = []
  ) -> Diagnostic {
    switch arena[condition] {
    case .binary(.and, let left, let right):
      let first = (try? evaluation.boolean(left)) == true ? right : left
      return broken(first, text, evaluation, by: asker, amid: rows)
    // `vp == 1 or num_micro_batches mod pp == 0`: the last is what is asked of those that it concerns.
    case .binary(.or, let left, let right):
      var refusal = broken(right, text, evaluation, by: asker, amid: rows)
      guard refusal.code == .doesNotDivide else { break }
      if case .binary(.equal, let free, let value) = arena[left], case .name(let name) = arena[free],
        let whole = arena.constantValue(value)?.quantity?.number.integer, isSettable(name, evaluation),
        isLegal(name, whole, rows, evaluation)
      {
        refusal.details.append("or without: \(names[name]) = \(whole)")
      }
      refusal.details.append(text)
      return refusal
    default: break
    }
    if case .binary(.equal, let rest, let zero) = arena[condition],
      case .binary(.modulo, let whole, let parts) = arena[rest],
      arena.constantValue(zero)?.quantity?.number.isZero == true,
      let uneven = unevenDivision(
        whole, parts, evaluation, isLegal: { self.isLegal($0, $1, rows, evaluation) })
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
    var refusal = Diagnostic(
      .assertionFailed, text.isEmpty ? asked : "\(asked): \(text)", at: arena.span(condition), details: sides)
    refusal.inputs = names(in: condition)
    return refusal
  }

  /// Whether all that is asked among the rows of a ledger would hold with another value.
  private func isLegal(
    _ name: Symbol, _ value: Int, _ rows: [Declaration.LedgerRow], _ evaluation: Evaluation
  ) -> Bool {
    if evaluation.isOneOfMany { return true }
    let other = evaluation.overriding(values: [(name, .quantity(Quantity(.int(value))))])
    // Asked for itself, and not for what it would say in turn.
    (other.isLenient, other.isOneOfMany) = (true, true)
    return rows.allSatisfy { row in
      guard case .assertion(let condition, _) = row else { return true }
      return (try? other.boolean(condition)) ?? false
    }
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
