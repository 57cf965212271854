import Formulas
import Language

/// Rows for the moments of the backward pass: `fold moments`.
extension Worksheet {
  /// Lays a row under `root` for each operation's backward pass, as one device of the first pipeline stage has it.
  func growMoments(_ root: Plan.Row, _ plan: Plan, _ shared: inout SharedFormulas) {
    let symbols = MomentSymbols(names)
    let sizes = typeSizes(plan.graph, &shared)
    let perParameter = shared.node(
      .member(shared.node(.name(symbols.precision), arena, .none), symbols.gradient), arena, .none)
    var walk = BackwardWalk(
      plan.graph, arena, shared, perParameter: perParameter, size: { sizes[$0] ?? .absent },
      isFloating: { !symbols.whole.contains($0) })
    walk.run()
    let stays = shared.node(.name(symbols.gradientsStay), arena, .none)
    for moment in walk.moments {
      let operation = plan.graph.operations[moment.operation]
      let path = (operation.path.map(\.name) + [operation.name]).map { names[$0] }.joined(separator: ".")
      let title = ([path] + moment.copies.map { $0 == .last ? "last" : "first" }).joined(separator: "_")
      let row = plan.row(names.symbol(title), title, under: root.path)
      row.note = note(path, operation, moment.copies)
      row.span = operation.span
      row.conventions = operation.conventions
      func part(_ name: Symbol, _ formula: Formula, _ note: String) {
        let part = plan.row(name, names[name], under: row.path)
        (part.formula, part.note, part.span) = (formula, note, operation.span)
        row.rows.append(part)
      }
      // Gradients that stay from step to step are in place already; a fresh one is added to them.
      let fresh = shared.sum(moment.fresh, arena)
      let all = shared.sum(moment.gradients + moment.fresh, arena)
      part(
        symbols.gradients,
        shared.times(perParameter, shared.node(.choice(stays, fresh, all), arena, .none), arena),
        "of the weights passed so far")
      part(symbols.activations, shared.sum(moment.kept, arena), "kept and not yet freed")
      part(symbols.inFlight, shared.sum(moment.inFlight, arena), "gradients of activations, and temporaries")
      root.rows.append(row)
    }
  }

  private func note(_ path: String, _ operation: Graph.Operation, _ copies: [BackwardWalk.Copy]) -> String {
    let block = operation.path.last { $0.times != nil }.map { names[$0.name] }
    guard let block, let copy = copies.last else { return "backward of \(path)" }
    return "backward of \(path), in the \(copy == .last ? "last" : "first") \(block)"
  }

  /// The size of one number of each type in the graph.
  private func typeSizes(_ graph: Graph, _ shared: inout SharedFormulas) -> [Symbol: Formula] {
    var sizes: [Symbol: Formula] = [:]
    for type in Set(graph.storages.map(\.type)) {
      let member = arena.add(.member(arena.add(.name(type)), names.symbol("size")))
      let size = try? answer(member).value.bare
      sizes[type] = size.map { shared.constant(arena.constant($0), arena) } ?? member
    }
    return sizes
  }
}

/// The names that moments speak of.
private struct MomentSymbols {
  let gradients, activations, inFlight, precision, gradient, gradientsStay: Symbol
  /// Types of whole numbers and flags: nothing of them has a gradient.
  let whole: Set<Symbol>

  init(_ names: Names) {
    gradients = names.symbol("gradients")
    activations = names.symbol("activations")
    inFlight = names.symbol("in_flight")
    precision = names.symbol("precision")
    gradient = names.symbol("gradient")
    gradientsStay = names.symbol("gradients_stay")
    whole = Set(["int64", "int32", "int8", "bool"].map(names.symbol))
  }
}
