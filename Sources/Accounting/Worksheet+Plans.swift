import Formulas
import Language

extension Worksheet {
  /// The plan for the switches as they stand in `evaluation`.
  func plan(in evaluation: Evaluation) throws(Diagnostic) -> Plan.InUse {
    if let known = evaluation.context as? Plan.InUse { return known }
    let inUse = Plan.InUse(try found(for: evaluation))
    evaluation.context = inUse
    return inUse
  }

  private func found(for evaluation: Evaluation) throws(Diagnostic) -> Plan {
    let isPlain = evaluation.overridden.isEmpty
    let family = evaluation.model.map { names[$0] } ?? self.family
    for plan in plans.reversed() where plan.family == family {
      let isKnownGood = isPlain && plan.goodFor == entries.version
      guard try isKnownGood ? true : hold(plan.decisions, in: evaluation) else { continue }
      if isPlain { plan.goodFor = entries.version }
      return plan
    }
    guard let statements = statements(of: family) else {
      throw Diagnostic(.unknownSubject, "there is no family \(family)")
    }
    var elaborator = Elaborator(self, evaluation)
    try elaborator.run(statements)
    let plan = Plan(family: family, graph: elaborator.graph, decisions: elaborator.decisions)
    // A model that refused its inputs is for this evaluation alone.
    if !elaborator.isBroken {
      if plans.count >= Worksheet.planLimit { plans.removeFirst() }
      plans.append(plan)
    }
    return plan
  }

  /// Plans, and trees of a ledger, that are kept for later evaluations.
  private static let planLimit = 16

  /// Whether decisions come out the same as they did.
  private func hold(_ decisions: [Elaborator.Decision], in evaluation: Evaluation) throws(Diagnostic) -> Bool
  {
    try evaluation.aside { (evaluation) throws(Diagnostic) in
      for decision in decisions {
        switch (try evaluation.value(decision.formula).bare, decision.value) {
        case (.boolean(let now), .boolean(let then)): if now != then { return false }
        case (.word(let now), .word(let then)): if now != then { return false }
        default: return false
        }
      }
      return true
    }
  }

  func isConvention(_ name: Symbol) -> Bool {
    if case .input(let input)? = entries[name]?.kind { input.declaration.role == .convention } else { false }
  }

  // MARK: Rows

  /// The tree of a ledger, as its conditions stand in `evaluation`.
  func tree(_ ledger: Symbol, in evaluation: Evaluation) throws(Diagnostic) -> Plan.Row {
    let inUse = try plan(in: evaluation)
    if let known = inUse.trees[ledger] { return known.root }
    let tree = try found(ledger, inUse.plan, evaluation)
    inUse.trees[ledger] = tree
    return tree.root
  }

  private func found(_ ledger: Symbol, _ plan: Plan, _ evaluation: Evaluation) throws(Diagnostic) -> Plan.Tree
  {
    let isPlain = evaluation.overridden.isEmpty
    for tree in (plan.trees[ledger] ?? []).reversed() {
      let isKnownGood = isPlain && tree.goodFor == entries.version
      guard try isKnownGood ? true : hold(tree.decisions, in: evaluation) else { continue }
      if isPlain { tree.goodFor = entries.version }
      return tree
    }
    guard let entry = entries[ledger], case .ledger(let body) = entry.kind else {
      throw unknown(ledger, at: .none)
    }
    let tree = Plan.Tree(plan.row(ledger, names[ledger], under: ""))
    tree.root.selector = body.selector
    tree.root.span = entry.span
    tree.root.note = entry.description
    try fill(tree.root, body.rows.value, tree, plan, evaluation)
    // A ledger that refused its inputs is for this evaluation alone.
    if !tree.isBroken {
      if plan.trees[ledger, default: []].count >= Worksheet.planLimit { plan.trees[ledger]?.removeFirst() }
      plan.trees[ledger, default: []].append(tree)
    }
    return tree
  }

  /// How deep ledgers may be inlined in each other.
  static let inlineLimit = 20

  private func fill(
    _ parent: Plan.Row, _ rows: [Declaration.LedgerRow], _ tree: Plan.Tree, _ plan: Plan,
    _ evaluation: Evaluation, depth: Int = 0
  ) throws(Diagnostic) {
    for item in rows {
      switch item {
      case .formula(let name, let formula, let role, let note, let span):
        let row = plan.row(name, names[name], under: parent.path)
        (row.formula, row.note, row.span) = (formula, note, span)
        row.take(role)
        parent.rows.append(row)
      case .fold(let name, let fold, let onDevice, let role, let note, let span):
        // A fold without a name of its own lays its rows directly under the parent.
        if name.id < 0 {
          try grow(parent, fold, onDevice: onDevice, tree, plan, evaluation)
        } else {
          let row = plan.row(name, names[name], under: parent.path)
          (row.note, row.span) = (note, span)
          row.take(role)
          try grow(row, fold, onDevice: onDevice, tree, plan, evaluation)
          parent.rows.append(row)
        }
      case .each(let name, let each, let formula, let onDevice, let role, let note, let span):
        if name.id < 0 {
          try grow(parent, each, formula, onDevice: onDevice, tree, plan, evaluation)
        } else {
          let row = plan.row(name, names[name], under: parent.path)
          (row.note, row.span) = (note, span)
          row.take(role)
          try grow(row, each, formula, onDevice: onDevice, tree, plan, evaluation)
          parent.rows.append(row)
        }
      case .assertion(let condition, let text):
        let holds = try evaluation.aside { (evaluation) throws(Diagnostic) in
          try evaluation.boolean(condition)
        }
        guard holds || evaluation.isLenient else {
          throw broken(condition, text, evaluation, by: parent.path, amid: rows)
        }
        if !holds { tree.isBroken = true }
        tree.decisions.append(
          Elaborator.Decision(formula: condition, value: .boolean(holds), isDemand: true))
      case .inline(let name, let span):
        guard case .ledger(let body)? = entries[name]?.kind else {
          throw Diagnostic(
            .declaration, "\(names[name]) is no ledger, so it has no rows to stand here", at: span)
        }
        guard depth < Worksheet.inlineLimit else {
          throw Diagnostic(
            .tooDeep, "ledgers are inlined in each other more than \(Worksheet.inlineLimit) deep", at: span)
        }
        try fill(parent, body.rows.value, tree, plan, evaluation, depth: depth + 1)
      case .group(let name, let times, let inner, let note, let span):
        let row = plan.row(name, names[name], under: parent.path)
        (row.note, row.span) = (note, span)
        if !times.isAbsent { row.times = times }
        try fill(row, inner, tree, plan, evaluation, depth: depth)
        parent.rows.append(row)
      case .choice(let condition, let yes, let no):
        let isTrue = try evaluation.aside { (evaluation) throws(Diagnostic) in
          try evaluation.boolean(condition)
        }
        tree.decisions.append(Elaborator.Decision(formula: condition, value: .boolean(isTrue)))
        try fill(parent, isTrue ? yes : no, tree, plan, evaluation, depth: depth)
      }
    }
  }
}
