import Formulas
import Language

/// Why a value is what it is, as the chain a teacher would write: the formula, the numbers put in, the result, the
/// causes one level down, and the inputs at the bottom of it all.
public struct Explanation {
  public var subject: String
  public var value: Value
  /// What the subject is, in words.
  public var description: String
  /// Where it is declared: `library/8-ledgers.acct:12`.
  public var place: String?
  /// The formula, then the same with numbers put in; empty where the value was simply given.
  public var chain: [String]
  /// The rows that add up to it, down to the single formula.
  public var rows: [Row]
  /// What its formula uses, one level down.
  public var causes: [Cause]

  public struct Row {
    public var depth: Int
    public var name: String
    /// How many equal copies it stands for; its value is then that of one.
    public var times: Quantity?
    public var value: Quantity
    /// The formula, then the same with numbers put in.
    public var formula: [String]
    public var note: String
  }

  public struct Cause {
    public var name: String
    public var value: Value
    /// `a * b = 2 * 3`; empty for what was given.
    public var formula: String
    public var description: String
  }
}

extension Worksheet {
  /// Explains an answer; with `all`, then everything it leans on, each once.
  public func explain(_ answer: Answer, all: Bool = false) -> [Explanation] {
    var explainer = Explainer(sheet: self, trace: answer.trace)
    return explainer.explain(explainer.subject(of: answer.step), all: all)
  }

  /// The same in one line: `memory.static = a + b = 1 + 2 = 3`.
  public func why(_ answer: Answer) -> String {
    let explainer = Explainer(sheet: self, trace: answer.trace)
    let id = explainer.subject(of: answer.step)
    let step = answer.trace[id]
    let explanation = explainer.one(id)
    var parts = [explanation.subject]
    if explanation.chain.isEmpty, !explanation.rows.isEmpty {
      parts += explainer.sum(id)
    } else {
      parts += explanation.chain.filter { $0 != explanation.subject }
    }
    let result = units.plain(step.value, names)
    if parts.last != result { parts.append(result) }
    if parts.count == 2, !explanation.description.isEmpty {
      return parts.joined(separator: " = ") + "   " + explanation.description
    }
    return parts.dropFirst().reduce(parts[0]) { $0 + ($1.hasPrefix("≈") ? " " : " = ") + $1 }
  }

  /// The inputs an answer rests on, each with its value, its meaning and who set it.
  public func inputs(of answer: Answer) -> [Explanation.Cause] {
    Explainer(sheet: self, trace: answer.trace).inputs(answer.step)
  }
}

/// Reads a trace backwards.
struct Explainer {
  let sheet: Worksheet
  let trace: Trace

  /// The step worth explaining: a question that only names something is about that thing.
  func subject(of id: StepID) -> StepID {
    let step = trace[id]
    guard step.subject == .question, !step.formula.isAbsent else { return id }
    switch sheet.arena[step.formula] {
    case .name, .member, .element:
      guard let target = trace.causes(of: id).last?.step, !isPart(id, of: target) else { return id }
      return target
    case .with(let body, _):
      // The overridden evaluation left its causes at the nodes of the body.
      switch sheet.arena[body] {
      case .name, .member, .element: return trace.causes(of: id).last?.step ?? id
      default: return id
      }
    case .convert: return trace.causes(of: id).count == 1 ? trace.causes(of: id).first?.step ?? id : id
    default: return id
    }
  }

  /// Whether the question is about a row of a ledger that a name stands for: the row has no step of its own.
  private func isPart(_ id: StepID, of target: StepID) -> Bool {
    guard case .name = trace[target].subject, !trace[id].formula.isAbsent,
      case .member = sheet.arena[trace[id].formula], case .ledger = trace[target].value.bare
    else { return false }
    return true
  }

  mutating func explain(_ id: StepID, all: Bool) -> [Explanation] {
    var result = [one(id)]
    guard all else { return result }
    var seen: Set<StepID> = [id]
    var open = next(id)
    while !open.isEmpty {
      let current = open.removeFirst()
      guard seen.insert(current).inserted else { continue }
      let explanation = one(current)
      if !explanation.chain.isEmpty || !explanation.rows.isEmpty { result.append(explanation) }
      open += next(current)
    }
    return result
  }

  /// The steps that the explanation of `id` speaks of without explaining them.
  private func next(_ id: StepID) -> [StepID] {
    isSum(id) ? leaves(id).flatMap { next($0) } : trace.causes(of: id).map(\.step)
  }

  private func leaves(_ id: StepID) -> [StepID] {
    isSum(id) ? trace.causes(of: id).map(\.step).filter(isRow).flatMap { leaves($0) } : [id]
  }

  private func isRow(_ id: StepID) -> Bool {
    if case .row = trace[id].subject { true } else { false }
  }

  /// Whether the step adds up rows (or repeats them) rather than evaluating one formula.
  private func isSum(_ id: StepID) -> Bool {
    let step = trace[id]
    guard case .row = step.subject, case .ledger(let ledger) = step.value else { return false }
    return step.formula.isAbsent && !ledger.rows.isEmpty || ledger.one != nil
  }

  // MARK: One step

  func one(_ id: StepID) -> Explanation {
    let step = trace[id]
    let name = name(step)
    var explanation = Explanation(
      subject: name, value: step.value, description: description(step), place: place(step), chain: [],
      rows: [], causes: [])
    if let target = trace.causes(of: id).last?.step, isPart(id, of: target) {
      if case .ledger(let ledger) = step.value { explanation.description = ledger.note }
      if explanation.description.isEmpty { explanation.description = description(trace[target]) }
    } else if isSum(id) {
      explanation.rows = rows(id)
      explanation.chain = (chosen(id).map { [$0] } ?? []) + sum(id)
      explanation.causes = []
    } else if let leaf = pickedLeaf(id) {
      explanation.chain = [self.name(trace[leaf])] + chain(leaf)
      explanation.causes = causes(leaf)
      if let rule = rule(id) {
        explanation.description += explanation.description.isEmpty ? rule : "; " + rule
      }
    } else if !step.formula.isAbsent {
      explanation.chain = chain(id)
      if explanation.chain.first == name { explanation.chain.removeFirst() }
      explanation.causes = causes(id)
      // A plain reference is explained by what it refers to.
      if let target = reference(id), isSum(target) || !trace[target].formula.isAbsent {
        let inner = one(target)
        explanation.rows = inner.rows
        explanation.chain =
          chain(id).prefix(1)
          + (inner.chain.first == explanation.chain.first ? Array(inner.chain.dropFirst()) : inner.chain)
        explanation.causes = inner.causes
        if explanation.description.isEmpty { explanation.description = inner.description }
        if let rule = rule(target) {
          explanation.description += explanation.description.isEmpty ? rule : "; " + rule
        }
      }
    }
    return explanation
  }

  /// The row of one formula that a ledger picked by its rule.
  private func pickedLeaf(_ id: StepID) -> StepID? {
    guard trace[id].formula.isAbsent, isRow(id),
      case .ledger(let body)? = sheet.entries[sheet.names.symbol(name(trace[id]))]?.kind,
      body.selector != nil,
      let chosen = trace.causes(of: id).last?.step, isRow(chosen), !trace[chosen].formula.isAbsent
    else { return nil }
    return chosen
  }

  /// The step that a formula consisting of one name refers to.
  private func reference(_ id: StepID) -> StepID? {
    let step = trace[id]
    guard !step.formula.isAbsent else { return nil }
    switch sheet.arena[step.formula] {
    case .name, .member, .element:
      return trace.causes(of: id).last.map(\.step).flatMap { isRow($0) ? $0 : nil }
    default: return nil
    }
  }

  /// `activation_rule = saved: what PyTorch keeps`, for a ledger that picks its row.
  private func rule(_ id: StepID) -> String? {
    for cause in trace.causes(of: id) {
      guard case .name(let name) = trace[cause.step].subject,
        case .word(let word) = trace[cause.step].value.bare
      else { continue }
      guard case .ledger? = sheet.entries[sheet.names.symbol(self.name(trace[id]))]?.kind else { continue }
      return "\(sheet.names[name]) = \(sheet.names[word]): \(sheet.meaning(of: word, for: name))"
    }
    return nil
  }

  private func chosen(_ id: StepID) -> String? {
    guard rule(id) != nil else { return nil }
    return trace.causes(of: id).last.map { name(trace[$0.step]) }
  }

  /// `a + 48 * b + c` and the same in numbers.
  func sum(_ id: StepID) -> [String] {
    var names: [String] = []
    var numbers: [String] = []
    guard case .ledger(let ledger) = trace[id].value else { return [] }
    if let one = ledger.one, let times = ledger.times {
      let factor = factorText(ledger)
      let count = sheet.units.exact(times)
      names.append("\(factor) * \(one.name)")
      numbers.append("\(count) * \(number(one.total))")
    } else {
      for row in ledger.rows where row.role == .counted {
        if let one = row.one, let times = row.times {
          names.append("\(factorText(row)) * \(one.name)")
          numbers.append("\(sheet.units.exact(times)) * \(number(one.total))")
        } else {
          names.append(row.name)
          numbers.append(number(row.total))
        }
      }
    }
    guard names.count > 1 || names.first?.contains("*") == true else { return names }
    return [names.joined(separator: " + "), numbers.joined(separator: " + ")]
  }

  private func factorText(_ row: Ledger) -> String {
    let formula = trace[row.step].formula
    return formula.isAbsent ? sheet.units.exact(row.times ?? .zero) : sheet.arena.text(factor: formula)
  }

  private func number(_ quantity: Quantity) -> String { sheet.units.exact(Quantity(quantity.number)) }

  /// The formula, and the formula with the values of its causes put in.
  func chain(_ id: StepID) -> [String] {
    let step = trace[id]
    guard !step.formula.isAbsent else { return [] }
    let formula = sheet.arena.text(step.formula)
    var values: [Formula: String] = [:]
    for cause in trace.causes(of: id) where !cause.node.isAbsent {
      values[cause.node] = short(trace[cause.step].value)
    }
    let substituted = sheet.arena.text(step.formula) { values[$0] }
    return substituted == formula || substituted == sheet.units.plain(step.value, sheet.names)
      ? [formula] : [formula, substituted]
  }

  private func short(_ value: Value) -> String {
    sheet.units.plain(value.bare, sheet.names)
  }

  private func causes(_ id: StepID) -> [Explanation.Cause] {
    var seen: Set<String> = []
    var result: [Explanation.Cause] = []
    for cause in trace.causes(of: id) where !cause.node.isAbsent {
      let step = trace[cause.step]
      let name = name(step)
      guard seen.insert(name).inserted else { continue }
      let text = fitting(isSum(cause.step) ? sum(cause.step) : referred(cause.step))
      result.append(
        Explanation.Cause(
          name: name, value: step.value, formula: text.joined(separator: " = "),
          description: description(step)))
    }
    return result
  }

  /// The formula, past names that only refer to something else: `time`, that is `forward + backward`.
  private func referred(_ id: StepID) -> [String] {
    guard let target = reference(id) else { return chain(id) }
    return chain(id).prefix(1) + (isSum(target) ? sum(target) : chain(target))
  }

  /// As many of the equal forms as one line holds, at least the first.
  private func fitting(_ forms: [String]) -> [String] {
    var length = 0
    return forms.enumerated().prefix { index, form in
      length += form.utf8.count
      return index == 0 || length <= 90
    }.map(\.element)
  }

  // MARK: Rows

  private func rows(_ id: StepID) -> [Explanation.Row] {
    guard case .ledger(let ledger) = trace[id].value else { return [] }
    var result: [Explanation.Row] = []
    for row in (ledger.one ?? ledger).rows where row.role == .counted { add(row, 0, &result) }
    return result
  }

  private func add(_ ledger: Ledger, _ depth: Int, _ result: inout [Explanation.Row]) {
    let one = ledger.one ?? ledger
    let isLeaf = one.rows.isEmpty || !trace[one.step].formula.isAbsent && ledger.one == nil
    let formula = isLeaf ? chain(one.step) : []
    result.append(
      Explanation.Row(
        depth: depth, name: one.name, times: ledger.times, value: one.total,
        formula: formula, note: ledger.note))
    if !isLeaf {
      for row in one.rows where row.role == .counted { add(row, depth + 1, &result) }
    }
  }

  // MARK: Words

  func name(_ step: Step) -> String {
    switch step.subject {
    case .name(let name), .override(let name): sheet.names[name]
    case .row(let path): path
    case .field(let text), .call(let text): text
    case .question: step.formula.isAbsent ? "" : sheet.arena.text(step.formula)
    }
  }

  func description(_ step: Step) -> String {
    switch step.subject {
    case .name(let name):
      if case .measurement(let how)? = sheet.binding(of: name)?.origin { return how }
      let text = sheet.entries[name]?.description ?? ""
      guard case .word(let word) = step.value.bare else { return text }
      let meaning = sheet.meaning(of: word, for: name)
      return meaning.isEmpty ? text : meaning
    case .override: return "set by with"
    case .row: if case .ledger(let ledger) = step.value { return ledger.note } else { return "" }
    case .field(let text):
      let parts = text.split(separator: ".")
      guard parts.count == 2,
        case .record(_, let fields)? = sheet.entries[sheet.names.symbol(String(parts[0]))]?.kind
      else { return "" }
      return fields.first { sheet.names[$0.name] == parts[1] }?.source ?? ""
    case .call, .question: return ""
    }
  }

  private func place(_ step: Step) -> String? {
    switch step.subject {
    case .name(let name): sheet.entries[name].flatMap { sheet.sources.place($0.span) }
    case .row(let path):
      (step.formula.isAbsent ? nil : sheet.sources.place(sheet.arena.span(step.formula)))
        ?? sheet.entries[sheet.names.symbol(String(path.prefix { $0 != "." }))].flatMap {
          sheet.sources.place($0.span)
        }
    case .field, .call: step.formula.isAbsent ? nil : sheet.sources.place(sheet.arena.span(step.formula))
    default: nil
    }
  }

  // MARK: Inputs

  func inputs(_ root: StepID) -> [Explanation.Cause] {
    var seen: Set<StepID> = []
    var found: [Symbol: StepID] = [:]
    var open = [root]
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      switch trace[id].subject {
      case .name(let name), .override(let name):
        if case .input? = sheet.entries[name]?.kind { found[name] = id }
        if sheet.entries[name]?.isLibrary == false { found[name] = id }
      default: break
      }
      open += trace.causes(of: id).map(\.step)
    }
    return sheet.order.compactMap { name in
      guard let id = found[name] else { return nil }
      let step = trace[id]
      let formula = step.formula.isAbsent ? "" : chain(id).first ?? ""
      return Explanation.Cause(
        name: sheet.names[name], value: step.value, formula: formula, description: description(step))
    }
  }
}

extension Worksheet {
  /// What a named value of an input means, in words.
  public func meaning(of word: Symbol, for name: Symbol) -> String {
    switch domain(of: name) {
    case .words(let words): words.first { $0.name == names[word] }?.description ?? ""
    case .records: entries[word]?.description ?? ""
    default: ""
    }
  }
}
