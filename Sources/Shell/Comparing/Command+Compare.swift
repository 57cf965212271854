import Accounting
import Formulas
import Language

extension Command {
  static let compare = Command(
    .compare, "compare ITEM, … [: EXPRESSION, …]", "two or more answers side by side, row by row",
    "An item is an expression, or the name of a preset, a family, an accelerator or a scenario; behind the colon stands what is worked out for each name, otherwise params, memory and flops. The rows that moved furthest come first. Alone, compare memory sets what it was when it was shown beside what it is now; what was never shown is worked out as it stood before the last change that moved it.",
    example: [
      "compare memory, memory with batch_size = 8",
      "compare gpt2, gpt2-xl : params, memory -> GB",
      "compare flops, flops with recompute = block | csv",
      "memory; batch_size = 8; compare memory",
    ]
  ) { (session, arguments) throws(Diagnostic) in
    guard !arguments.items.isEmpty else {
      throw Diagnostic(
        .syntax, "what to compare is wanted", at: arguments.textSpan,
        "compare memory, memory with batch_size = 8")
    }
    try session.compare(arguments)
  }
}

/// An answer that is compared with others.
struct ComparedAnswer {
  /// What differs from the others.
  var head: String
  var answer: Answer
  /// As the user wrote it.
  var name: String
  var span: Span
}

extension Session {
  fileprivate func compare(_ arguments: Statement.Arguments) throws(Diagnostic) {
    let items = arguments.items
    if !arguments.formulas.isEmpty || items.contains(where: isVariant) {
      return try compareVariants(items, arguments.formulas)
    }
    if items.count == 1, let item = items.first, !item.formula.isAbsent {
      return try compareWithThen(item.formula, item)
    }
    try compareExpressions(items)
  }

  // MARK: Expressions

  private func compareExpressions(_ items: [Statement.Item]) throws(Diagnostic) {
    let bodies = items.map { item in item.formula.isAbsent ? "" : parts(item.formula).body }
    let isOne = Set(bodies).count == 1
    var compared: [ComparedAnswer] = []
    for item in items {
      let answer = try answer(item)
      let head =
        isOne
        ? parts(item.formula).settings ?? "now" : question(sheet.arena.withoutDisplay(item.formula))
      compared.append(
        ComparedAnswer(head: head, answer: answer, name: question(item.formula), span: item.span))
    }
    let comparison = try comparison(of: isOne ? bodies[0] : "", compared)
    show(comparison, expression: "compare " + items.map { question($0.formula) }.joined(separator: ", "))
    tellConventions(compared.map(\.answer))
  }

  /// A name that nothing has may be meant for that of a preset.
  private func answer(_ item: Statement.Item) throws(Diagnostic) -> Answer {
    do throws(Diagnostic) {
      guard !item.formula.isAbsent else { throw Diagnostic(.unknownName, "", at: item.span) }
      return try sheet.answer(item.formula)
    } catch {
      guard error.code == .unknownName, let word = item.word else { throw error }
      let isNear = Suggestion.nearest(to: sheet.names[word], among: sheet.variantNames) != nil
      if isNear || item.formula.isAbsent { _ = try sheet.variant(word, at: item.span) }
      throw error
    }
  }

  /// `memory with batch_size = 8 -> GB` in parts: `memory`, and `batch_size = 8`.
  func parts(_ formula: Formula) -> (body: String, settings: String?) {
    switch sheet.arena[formula] {
    case .convert(let body, _): return parts(body)
    case .with(let body, let id):
      let inner = parts(body)
      let settings = sheet.arena.overrides(id).map { setting -> String in
        let name = sheet.names[setting.name]
        if setting.isVariant { return name }
        return "\(name) \(setting.isLive ? ":=" : "=") \(question(setting.formula))"
      }
      let all = [inner.settings].compactMap(\.self) + settings
      return (inner.body, all.joined(separator: ", "))
    default: return (sheet.arena.text(formula), nil)
    }
  }

  // MARK: Names

  /// Whether an item is the name of a preset, a family, an accelerator or a scenario, and of nothing else.
  private func isVariant(_ item: Statement.Item) -> Bool {
    guard let word = item.word else { return false }
    return sheet.isVariant(sheet.names[word]) && sheet.binding(of: word) == nil && !sheet.isLedger(word)
  }

  private func compareVariants(_ items: [Statement.Item], _ asked: [Formula]) throws(Diagnostic) {
    for item in items { try refuseExpression(item, among: items, asked) }
    // One alone is compared with the model as it stands.
    let heads = (items.count == 1 ? ["now"] : []) + items.map { $0.word.map { sheet.names[$0] } ?? "" }
    let list = items.map { sheet.sources.text($0.span) }.joined(separator: ", ")
    var first: Diagnostic?
    var isShown = false
    var answers: [Answer] = []
    for formula in asked.isEmpty ? usualQuestions(at: items[0].span) : asked {
      do throws(Diagnostic) {
        let compared = try evaluate(formula, for: items, heads)
        let comparison = try comparison(of: title(formula), compared)
        if isShown, settings.format == .human { show("") }
        isShown = true
        show(comparison, expression: "compare \(list) : \(question(formula))")
        answers += compared.map(\.answer)
      } catch {
        // What was not asked for may have no value.
        guard asked.isEmpty, error.code != .interrupted, !error.isRaised else { throw error }
        first = first ?? error
      }
    }
    if !isShown, let first { throw first }
    tellConventions(answers)
  }

  private func usualQuestions(at span: Span) -> [Formula] {
    ["params", "memory", "flops"].map { sheet.arena.add(.name(sheet.names.symbol($0)), .none) }
  }

  private func evaluate(_ formula: Formula, for items: [Statement.Item], _ heads: [String])
    throws(Diagnostic) -> [ComparedAnswer]
  {
    var formulas = items.count == 1 ? [formula] : []
    for item in items {
      guard let word = item.word else { continue }
      let settings = sheet.arena.overrides([Override(name: word, formula: .absent, span: item.span)])
      formulas.append(sheet.arena.add(.with(formula, settings), sheet.arena.span(formula)))
    }
    var compared: [ComparedAnswer] = []
    for (head, formula) in zip(heads, formulas) {
      compared.append(
        ComparedAnswer(
          head: head, answer: try sheet.answer(formula), name: head, span: sheet.arena.span(formula)))
    }
    return compared
  }

  /// Names and expressions are not compared with each other.
  private func refuseExpression(
    _ item: Statement.Item, among items: [Statement.Item], _ asked: [Formula]
  ) throws(Diagnostic) {
    if isVariant(item) { return }
    let text = sheet.sources.text(item.span)
    let isValue = item.word.map { sheet.binding(of: $0) != nil || sheet.isLedger($0) } ?? true
    guard isValue, !item.formula.isAbsent else {
      if let word = item.word { _ = try sheet.variant(word, at: item.span) }
      return
    }
    if let variant = items.first(where: isVariant), asked.isEmpty {
      let name = sheet.sources.text(variant.span)
      throw Diagnostic(
        .syntax, "\(name) is no value to compare \(text) with", at: item.span,
        "compare \(text), \(text) with \(name)")
    }
    throw Diagnostic(
      .syntax, "before the colon stand presets, families, accelerators or scenarios", at: item.span,
      "compare gpt2, gpt2-xl : \(text)")
  }

  // MARK: What they have in common

  /// Refuses what can't be compared, and says the warnings.
  func comparison(of subject: String, _ compared: [ComparedAnswer]) throws(Diagnostic) -> Comparison {
    var said: Set<String> = []
    try weigh(compared.flatMap(\.answer.warnings).filter { said.insert($0.message).inserted })
    for item in compared where item.answer.value.quantity == nil {
      let isCondition = if case .boolean = item.answer.value.bare { true } else { false }
      throw Diagnostic(
        .wrongKind, "compare wants numbers or ledgers, and this is \(item.answer.value.kind)", at: item.span,
        isCondition
          ? "assert checks a condition: assert memory <= 80 GB" : "compare what it changes: memory, params")
    }
    guard let first = compared.first, let whole = first.answer.value.quantity else {
      return Comparison(subject, heads: [], [])
    }
    for item in compared {
      guard let quantity = item.answer.value.quantity, quantity.sums(with: whole) == nil else { continue }
      let (a, b) = (
        sheet.units.description(of: whole.dimension), sheet.units.description(of: quantity.dimension)
      )
      throw Diagnostic(
        .unlikeUnits, "can't compare \(first.name) with \(item.name): \(a) and \(b)",
        [
          Diagnostic.Mark(first.span, sheet.units.kind(of: whole.dimension)),
          Diagnostic.Mark(item.span, sheet.units.kind(of: quantity.dimension)),
        ])
    }
    return Comparison(subject, heads: compared.map(\.head), compared.map(\.answer.value))
  }

  /// The conventions that all the answers rest on alike.
  func tellConventions(_ answers: [Answer]) {
    guard settings.format == .human, sink == nil else { return }
    var texts: [Symbol: Set<String>] = [:]
    var order: [Symbol] = []
    for convention in answers.flatMap({ sheet.conventions(of: $0) }) {
      if texts[convention.name] == nil { order.append(convention.name) }
      texts[convention.name, default: []].insert(sheet.units.plain(convention.value, sheet.names))
    }
    let used = order.compactMap { name -> String? in
      guard let values = texts[name], values.count == 1, let value = values.first else { return nil }
      return "\(sheet.names[name]) = \(value)"
    }
    if !used.isEmpty { show(page().paint("convention: " + used.joined(separator: ", "), .dim)) }
  }
}
