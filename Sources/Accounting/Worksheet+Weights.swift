import Formulas
import Language

/// Rows for each parameter tensor: `optimizer = each weight optimizer.state`.
extension Worksheet {
  /// Lays a row under `root` for every weight of the model: `formula`, in which `weight` is that tensor.
  func grow(
    _ root: Plan.Row, each formula: Formula, onDevice: Bool, _ plan: Plan, _ evaluation: Evaluation
  ) throws(Diagnostic) {
    var elaborator = Elaborator(self, evaluation)
    let subject = names.symbol("weight")
    var previous: Formula?
    for operation in plan.graph.operations where !(onDevice && operation.isBeyondFirstStage) {
      let whole = operation.path + [Graph.Segment(name: operation.name)]
      let path = onDevice ? spread(whole, &elaborator.shared) : whole
      for weight in operation.weights {
        elaborator.consulted = []
        elaborator.variables = [
          subject: .weight(weight, isRepeated: operation.path.contains { $0.times != nil }),
          elaborator.symbols.previous: .formula(previous ?? elaborator.shared.number(0, arena)),
        ]
        previous = weight.elements
        let cost = try elaborator.formula(formula)
        let tail = operation.weights.count > 1 ? [Graph.Segment(name: weight.name)] : []
        let leaf = Leaf(
          path: path + tail, formula: cost, note: elaborator.openedSource, span: operation.span,
          conventions: Set(elaborator.consulted))
        place(leaf, under: root, plan)
      }
    }
    plan.decisions += elaborator.decisions
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
    case "previous":
      guard case .formula(let previous)? = variables[symbols.previous] else { return one }
      return previous
    case "is_expert": return flag(weight.kind == .expert)
    case "is_table": return flag(weight.kind == .table)
    case "is_hidden": return flag(isMatrix && isRepeated)
    default:
      throw .noMember(
        sheet.names[name], in: "a weight",
        has: [
          "elements", "rows", "columns", "matrices", "share", "previous", "is_matrix", "is_table",
          "is_hidden", "is_expert",
        ], at: span)
    }
  }
}
