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

  /// One leaf of a fold: where it stands and what it costs.
  struct Leaf {
    var path: [Graph.Segment]
    var formula: Formula
    var note: String
    var span: Span
    var conventions: Set<Symbol>
    /// The operation whose product it counts.
    var operation: Int?
    /// How many devices share it; nil is one.
    var share: Formula?
  }

  private func grow(
    _ root: Plan.Row, _ fold: Declaration.Fold, onDevice: Bool, _ tree: Plan.Tree, _ plan: Plan,
    _ evaluation: Evaluation
  ) throws(Diagnostic) {
    if fold == .moments { return try growMoments(root, tree, plan, evaluation) }
    var shared = SharedFormulas()
    let stages = Stages(plan.graph, names, arena, &shared)
    for (index, operation) in plan.graph.operations.enumerated()
    where (fold.isByCopy || !operation.isFirstCopy) && !(fold == .waiting && stages.isBehindBlocks(operation))
    {
      for var leaf in leaves(operation, fold, onDevice: onDevice, plan.graph, &shared) {
        if [.forward, .backward, .recompute].contains(fold) { leaf.operation = index }
        leaf.path = rows(leaf.path, onDevice ? stages : nil, byCopy: fold.isByCopy, &shared)
        if onDevice {
          leaf.formula = shared.divided(leaf.formula, by: leaf.share, arena)
          leaf.formula = shared.scaled(leaf.formula, by: stages.factor(of: operation, &shared), arena)
        }
        place(leaf, under: root, plan)
      }
    }
  }

  /// The rows that a path stands for. On one device copies that are spread over pipeline stages are as many as its
  /// stage has; a first copy that stands alone is not among the others.
  func rows(
    _ path: [Graph.Segment], _ stages: Stages?, byCopy: Bool, _ shared: inout SharedFormulas
  ) -> [Graph.Segment] {
    path.map { segment in
      guard var times = segment.times else { return segment }
      var segment = segment
      if let stages, let spread = segment.spread { times = stages.times(of: spread, &shared) }
      if byCopy, segment.copies == .others {
        times = stages?.withoutFirst(times, &shared) ?? shared.lessOne(times, arena)
      }
      segment.times = times
      return segment
    }
  }

  func place(_ leaf: Leaf, under root: Plan.Row, _ plan: Plan) {
    var parent = root
    for (index, segment) in leaf.path.enumerated() {
      let isLeaf = index == leaf.path.count - 1
      if let known = parent.rows.first(where: { $0.name == segment.name }), !isLeaf || known.formula == nil {
        parent = known
        continue
      }
      let next = plan.row(segment.name, names[segment.name], under: parent.path)
      if root.selector == .largest, !isLeaf { next.selector = .largest }
      next.times = segment.times
      next.span = leaf.span
      parent.rows.append(next)
      parent = next
    }
    parent.formula = leaf.formula
    parent.note = leaf.note
    parent.conventions = leaf.conventions
    parent.operation = leaf.operation
    parent.span = leaf.span
  }

  private func leaves(
    _ operation: Graph.Operation, _ fold: Declaration.Fold, onDevice: Bool, _ graph: Graph,
    _ shared: inout SharedFormulas
  ) -> [Leaf] {
    let counted = graph.weights(of: operation, onDevice: onDevice)
    let path = operation.path + [Graph.Segment(name: operation.name)]
    let conventions: Set<Symbol> =
      switch fold {
      case .parameters, .tables, .experts, .trained, .inputs, .listed, .buffers, .moments: []
      case .forward, .backward, .tensorTraffic, .expertTraffic: operation.productConventions
      case .recompute: operation.productConventions.union(operation.conventions)
      case .activations, .waiting, .weightCasts: operation.conventions
      }
    func leaf(_ formula: Formula, _ tail: Symbol?, _ note: String) -> Leaf {
      Leaf(
        path: tail.map { path + [Graph.Segment(name: $0)] } ?? path, formula: formula, note: note,
        span: operation.span,
        conventions: conventions)
    }
    switch fold {
    case .tensorTraffic, .expertTraffic:
      guard let sent = operation.sent(fold, &shared, arena) else { return [] }
      return [leaf(sent, nil, operation.isRecomputed ? "forward twice" : operation.op)]
    case .parameters, .tables, .experts:
      let kind: Declaration.WeightKind = fold == .tables ? .table : .expert
      let weights = counted.filter { fold == .parameters || $0.kind == kind }
      return weights.map { leaf($0.elements, weights.count > 1 ? $0.name : nil, "") }
    case .trained:
      let weights = counted.filter(\.isTrained)
      return weights.map {
        leaf($0.elements, weights.count > 1 ? $0.name : nil, $0.kind == .adapter ? "of an adapter" : "")
      }
    case .forward: return operation.forward.map { [leaf($0, nil, operation.op)] } ?? []
    case .backward:
      return operation.backward(&shared, arena).map { [leaf($0.formula, nil, $0.note)] } ?? []
    case .recompute:
      guard operation.isRecomputed, let forward = operation.forward else { return [] }
      return [leaf(forward, nil, "computed again")]
    case .listed: return operation.listed.map { leaf($0, nil, operation.op) }
    case .buffers: return operation.costs[.buffers].map { [leaf($0, nil, operation.op)] } ?? []
    case .moments: return []
    case .activations, .waiting, .weightCasts, .inputs:
      let kind: Graph.Kept.Kind =
        fold == .inputs ? .input : fold == .weightCasts ? .weightCast : .activation
      return operation.kept.filter { $0.kind == kind }.map { kept in
        let also = kept.also.isEmpty ? "" : ", also by \(kept.also.joined(separator: ", "))"
        return Leaf(
          path: kept.path + [Graph.Segment(name: kept.name)], formula: kept.bytes, note: kept.label + also,
          span: operation.span, conventions: conventions,
          share: graph.storages[kept.storage].share)
      }
    }
  }
}
