import Formulas
import Language

/// Reads a trace backwards.
struct Explainer {
  let sheet: Worksheet
  let trace: Trace
  /// What inputs are called on paper.
  let symbols: [Symbol: String]

  init(sheet: Worksheet, trace: Trace) {
    (self.sheet, self.trace) = (sheet, trace)
    symbols = sheet.symbols(in: trace)
  }

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
      subject: name, paper: paper(step), value: step.value, description: description(step),
      place: place(step), chain: [],
      rows: [], causes: [])
    if let target = trace.causes(of: id).last?.step, isPart(id, of: target) {
      if case .ledger(let ledger) = step.value { explanation.description = note(ledger) }
      if explanation.description.isEmpty { explanation.description = description(trace[target]) }
    } else if isSum(id) {
      explanation.rows = rows(id)
      explanation.chain = (chosen(id).map { [$0] } ?? []) + sum(id)
      explanation.causes = []
    } else if let leaf = pickedLeaf(id) {
      let leafName = self.name(trace[leaf])
      explanation.chain = [Explanation.Form(text: leafName, math: .name(leafName))] + chain(leaf)
      explanation.causes = causes(leaf)
      if let rule = rule(id) {
        explanation.description += explanation.description.isEmpty ? rule : "; " + rule
      }
    } else if !step.formula.isAbsent {
      explanation.chain = chain(id)
      if explanation.chain.first?.text == name { explanation.chain.removeFirst() }
      explanation.causes = causes(id)
      // A plain reference is explained by what it refers to.
      if let target = reference(id), isSum(target) || !trace[target].formula.isAbsent {
        let inner = one(target)
        explanation.rows = inner.rows
        explanation.chain =
          chain(id).prefix(1)
          + (inner.chain.first?.text == explanation.chain.first?.text
            ? Array(inner.chain.dropFirst()) : inner.chain)
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

  private func chosen(_ id: StepID) -> Explanation.Form? {
    guard rule(id) != nil else { return nil }
    return trace.causes(of: id).last.map {
      let name = name(trace[$0.step])
      return Explanation.Form(text: name, math: .name(name))
    }
  }

  /// The formula, and the formula with the values of its causes put in.
  func chain(_ id: StepID) -> [Explanation.Form] {
    let step = trace[id]
    guard !step.formula.isAbsent else { return [] }
    let formula = Explanation.Form(
      text: sheet.arena.text(step.formula), math: sheet.arena.math(step.formula))
    var values: [Formula: String] = [:]
    for cause in trace.causes(of: id) where !cause.node.isAbsent {
      values[cause.node] = short(trace[cause.step].value)
    }
    let substituted = sheet.arena.text(step.formula) { values[$0] }
    if substituted == formula.text || substituted == sheet.units.plain(step.value, sheet.names) {
      return [formula]
    }
    let math = sheet.arena.math(step.formula) { values[$0].map(Math.init(written:)) }
    return [formula, Explanation.Form(text: substituted, math: math)]
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
          name: name, symbol: symbol(step), value: step.value, formula: text,
          description: description(step)))
    }
    return result
  }

  /// The formula, past names that only refer to something else: `time`, that is `forward + backward`.
  private func referred(_ id: StepID) -> [Explanation.Form] {
    guard let target = reference(id) else { return chain(id) }
    return chain(id).prefix(1) + (isSum(target) ? sum(target) : chain(target))
  }

  /// As many of the equal forms as one line holds, at least the first.
  private func fitting(_ forms: [Explanation.Form]) -> [Explanation.Form] {
    var length = 0
    return forms.enumerated().prefix { index, form in
      length += form.text.utf8.count
      return index == 0 || length <= 90
    }.map(\.element)
  }
}
