import Formulas
import Language

/// What a fold of a ledger adds up: a leaf for each cost of each operation, under the rows its path stands for.
extension Worksheet {
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

  func grow(
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
