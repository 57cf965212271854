import Formulas
import Language

/// Rows for each parameter tensor, `optimizer = each weight optimizer.state`, and for each operation.
extension Worksheet {
  /// Lays a row under `root` for every weight or operation of the model: `formula`, in which `each` is its name.
  func grow(
    _ root: Plan.Row, _ each: Declaration.Each, _ formula: Formula, onDevice: Bool, _ tree: Plan.Tree,
    _ plan: Plan, _ evaluation: Evaluation
  ) throws(Diagnostic) {
    var elaborator = Elaborator(self, evaluation)
    elaborator.graph = plan.graph
    let stages = onDevice ? Stages(plan.graph, names, arena, &elaborator.shared) : nil
    var seen: Set<[Symbol]> = []
    for (index, operation) in plan.graph.operations.enumerated()
    where each == .operation || !operation.isFirstCopy {
      let whole = operation.path + [Graph.Segment(name: ownName(of: operation, each, &seen))]
      let path = rows(whole, stages, byCopy: each == .operation, &elaborator.shared)
      // Of copies that add up there may be none; of those that are compared, one would be taken.
      let factor =
        root.selector?.isLargest == true
        ? stages?.presence(of: operation, &elaborator.shared)
        : stages?.factor(of: operation, &elaborator.shared)
      for (subject, tail) in elaborator.subjects(each, of: operation, onDevice: onDevice) {
        elaborator.consulted = []
        elaborator.variables[names.symbol(each.subject)] = subject
        var leaf = Leaf(
          path: path + tail,
          formula: elaborator.shared.scaled(try elaborator.formula(formula), by: factor, arena),
          note: elaborator.openedSource,
          span: operation.span, conventions: Set(elaborator.consulted))
        if each == .operation {
          leaf.conventions.formUnion(operation.productConventions)
          if operation.forward != nil { leaf.operation = index }
        }
        place(leaf, under: root, plan)
        if case .weight(let weight, _) = subject { elaborator.previous = weight.elements }
      }
    }
    tree.decisions += elaborator.decisions
  }

  /// The name of an operation among its neighbours: a second `q` is `q_rope`, after what it does.
  private func ownName(of operation: Graph.Operation, _ each: Declaration.Each, _ seen: inout Set<[Symbol]>)
    -> Symbol
  {
    guard each == .operation else { return operation.name }
    let path = operation.path.map(\.name)
    var text = names[operation.name]
    while !seen.insert(path + [names.symbol(text)]).inserted { text += "_\(operation.op)" }
    return names.symbol(text)
  }
}

extension Elaborator {
  /// What a row is made for: an operation, or each of its weights, under their names where there are several.
  fileprivate mutating func subjects(
    _ each: Declaration.Each, of operation: Graph.Operation, onDevice: Bool
  ) -> [(Meaning, tail: [Graph.Segment])] {
    switch each {
    case .operation: return isIdle(operation) ? [] : [(.operation(operation), [])]
    case .weight, .trainedWeight, .blockWeight, .outerWeight:
      let weights = graph.weights(of: operation, onDevice: onDevice)
      let isRepeated = operation.path.contains(where: \.isRepeated)
      let isMeant = each == .blockWeight ? isRepeated : each != .outerWeight || !isRepeated
      return weights.filter { isMeant && (each != .trainedWeight || $0.isTrained) }.map { weight in
        (
          .weight(weight, isRepeated: isRepeated),
          weights.count > 1 ? [Graph.Segment(name: weight.name)] : []
        )
      }
    }
  }

  /// Whether an operation is only another view of its operand.
  private mutating func isIdle(_ operation: Graph.Operation) -> Bool {
    operation.forward == nil && arena.constantValue(moves(operation))?.quantity?.number == .zero
  }

  /// What may be asked of an operation: its FLOPs, and the bytes that one device moves in its forward pass.
  mutating func attribute(_ name: Symbol, of operation: Graph.Operation, _ span: Span) throws(Diagnostic)
    -> Formula
  {
    let zero = shared.number(0, arena)
    func flag(_ value: Bool) -> Formula { shared.constant(arena.constant(.boolean(value), span), arena) }
    switch sheet.names[name] {
    case "forward": return operation.forward ?? zero
    case "backward": return operation.backward(&shared, arena)?.formula ?? zero
    case "recompute": return operation.isRecomputed ? operation.forward ?? zero : zero
    case "share": return operation.share ?? one
    case "moves": return moves(operation)
    case "backward_moves": return operation.movedBackward(moves(operation), &shared, arena)
    case "row": return text(operation.name, span)
    case "is_recomputed": return flag(operation.isRecomputed)
    case "is_before_blocks": return flag(graph.place(of: operation) == .first)
    case "is_behind_blocks": return flag(graph.place(of: operation) == .last)
    default:
      throw .noMember(
        sheet.names[name], in: "an operation",
        has: [
          "forward", "backward", "recompute", "moves", "backward_moves", "share", "is_recomputed",
          "is_before_blocks", "is_behind_blocks", "row",
        ], at: span)
    }
  }

  /// Bytes read and written on one device: operands, weights and result, or what is kept where there is none. A view
  /// moves nothing; of a table only what is looked up is read.
  private mutating func moves(_ operation: Graph.Operation) -> Formula {
    if let declared = operation.costs[.moves] { return declared }
    if let result = operation.result, operation.operands.contains(where: { $0.storage == result.storage }) {
      return shared.number(0, arena)
    }
    var terms: [Formula] = []
    for tensor in operation.operands + (operation.result.map { [$0] } ?? []) {
      let bytes = times(size(tensor.type), product(tensor.sizes))
      terms.append(shared.divided(bytes, by: graph.storages[tensor.storage].share, arena))
    }
    if operation.result == nil {
      for kept in operation.kept { terms.append(shared.divided(kept.bytes, by: operation.share, arena)) }
    }
    let precision = shared.node(.name(symbols.precision), arena, .none)
    let perParameter = shared.node(.member(precision, symbols.weight), arena, .none)
    for weight in operation.weights where weight.kind != .table {
      terms.append(shared.divided(times(perParameter, weight.elements), by: weight.share, arena))
    }
    return shared.sum(terms, arena)
  }
}

extension Elaborator {
  /// `optimizer.state`, where the field speaks of the weight: the field's own formula. Other fields stay names, so
  /// that an explanation shows them.
  mutating func opened(_ base: Formula, _ field: Symbol) throws(Diagnostic) -> Meaning? {
    guard case .weight? = variables[symbols.weight], case .name(let name) = arena[base],
      variables[name] == nil, sheet.words(of: name) != nil, case .word(let record) = try settled(base),
      case .record(let kind, let fields)? = sheet.entries[record]?.kind,
      let found = (fields.value + sheet.defaults(of: kind)).first(where: { $0.name == field }),
      arena.contains(found.formula, { $0 == .name(symbols.weight) })
    else { return nil }
    guard opening.insert(found.formula).inserted else {
      throw Diagnostic(
        .circular, "\(sheet.names[record]).\(sheet.names[field]) needs itself", at: arena.span(found.formula))
    }
    defer { opening.remove(found.formula) }
    let result = try meaning(found.formula)
    openedSource = found.source
    return result
  }

  /// What may be asked of a parameter tensor. One of more than two dimensions is a stack of matrices.
  mutating func attribute(_ name: Symbol, of weight: Graph.Weight, _ isRepeated: Bool, _ span: Span)
    throws(Diagnostic) -> Formula
  {
    let isMatrix = weight.sizes.count > 1
    func flag(_ value: Bool) -> Formula { shared.constant(arena.constant(.boolean(value), span), arena) }
    switch sheet.names[name] {
    case "elements": return weight.elements
    case "columns": return weight.sizes.last ?? one
    case "rows": return isMatrix ? weight.sizes[weight.sizes.count - 2] : one
    case "matrices": return product(Array(weight.sizes.dropLast(2)))
    case "is_matrix": return flag(isMatrix)
    case "share": return weight.share ?? one
    case "previous": return previous ?? shared.number(0, arena)
    case "is_expert": return flag(weight.kind == .expert)
    case "is_table": return flag(weight.kind == .table)
    case "is_hidden": return flag(isMatrix && isRepeated)
    case "is_adapter": return flag(weight.kind == .adapter)
    case "is_trained": return flag(weight.isTrained)
    case "name": return text(weight.name, span)
    case "row": return text(weight.row, span)
    case "op": return text(sheet.names.symbol(weight.op), span)
    default:
      throw .noMember(
        sheet.names[name], in: "a weight",
        has: [
          "elements", "rows", "columns", "matrices", "share", "previous", "is_matrix", "is_table",
          "is_hidden", "is_expert", "is_adapter", "is_trained", "name", "row", "op",
        ], at: span)
    }
  }
}
