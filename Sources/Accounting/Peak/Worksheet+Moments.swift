import Formulas
import Language

/// Rows for the moments of the backward pass: `fold moments`.
extension Worksheet {
  /// Lays a row under `root` for each operation's backward pass, as one device has it.
  func growMoments(_ root: Plan.Row, _ tree: Plan.Tree, _ plan: Plan, _ evaluation: Evaluation)
    throws(Diagnostic)
  {
    var elaborator = Elaborator(self, evaluation)
    func named(_ name: String) -> Formula { elaborator.shared.node(.name(names.symbol(name)), arena, .none) }
    func perParameter(_ state: String) -> Formula {
      elaborator.shared.node(.member(named("precision"), names.symbol(state)), arena, .none)
    }
    let (perWeight, perGradient) = (perParameter("weight"), perParameter("gradient"))
    let stays = named("gradients_stay")
    let types = try elaborator.numberTypes(of: plan.graph)
    let isShared = try elaborator.decide(named("gradients_are_shared"))
    let isGathered = try elaborator.decide(named("weights_are_gathered"))
    tree.decisions += elaborator.decisions
    let sharing =
      isShared ? BackwardWalk.Sharing(copies: named("copies"), expertCopies: named("expert_copies")) : nil
    let gathered = (root: named("gathered_root"), block: named("gathered_block"))
    var shared = elaborator.shared
    var walk = BackwardWalk(
      plan.graph, names, arena, shared, perParameter: perGradient, types: types, sharing: sharing)
    walk.run()
    for moment in walk.moments {
      let operation = plan.graph.operations[moment.operation]
      let path = (operation.path.map(\.name) + [operation.name]).map { names[$0] }.joined(separator: ".")
      let title = ([path] + moment.copies.map { $0 == .last ? "last" : "first" }).joined(separator: "_")
      let row = plan.row(names.symbol(title), title, under: root.path)
      row.note = note(path, operation, moment.copies)
      row.span = operation.span
      row.conventions = operation.conventions
      func part(_ name: String, _ formula: Formula, _ note: String) {
        let part = plan.row(names.symbol(name), name, under: row.path)
        (part.formula, part.note, part.span) = (formula, note, operation.span)
        row.rows.append(part)
      }
      // Gradients that stay from step to step are in place already; a fresh one is added to them, where they are shared
      // out that of a whole unit.
      let fresh = shared.sum(moment.waiting + moment.fresh, arena)
      let all = shared.sum(moment.gradients + moment.waiting + moment.fresh, arena)
      part(
        "gradients",
        shared.times(perGradient, shared.node(.choice(stays, fresh, all), arena, .none), arena),
        "of the weights passed so far")
      if isGathered {
        let elements = shared.sum([gathered.root, shared.times(moment.blocks, gathered.block, arena)], arena)
        part("gathered", shared.times(perWeight, elements, arena), "weights, whole for a while")
      }
      part("activations", shared.sum(moment.kept, arena), "kept and not yet freed")
      part("in_flight", shared.sum(moment.inFlight, arena), "gradients of activations, and temporaries")
      root.rows.append(row)
    }
  }

  private func note(_ path: String, _ operation: Graph.Operation, _ copies: [BackwardWalk.Copy]) -> String {
    let block = operation.path.last { $0.times != nil }.map { names[$0.name] }
    guard let block, let copy = copies.last else { return "backward of \(path)" }
    return "backward of \(path), in the \(copy == .last ? "last" : "first") \(block)"
  }
}

extension Elaborator {
  /// The types of the tensors of a graph: the size of a number, and whether the library says there are gradients.
  fileprivate mutating func numberTypes(of graph: Graph) throws(Diagnostic)
    -> [Symbol: BackwardWalk.NumberType]
  {
    var types: [Symbol: BackwardWalk.NumberType] = [:]
    for type in Set(graph.storages.map(\.type)) {
      let member = shared.node(
        .member(shared.node(.name(type), arena, .none), sheet.names.symbol("has_gradient")), arena, .none)
      types[type] = BackwardWalk.NumberType(size: size(type), hasGradient: try decide(member))
    }
    return types
  }
}
