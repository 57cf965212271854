import Formulas
import Language

/// Operations of a model: their operands bound, their weights, costs and what they keep entered into the graph; and
/// parts, which are operations of several.
extension Elaborator {
  mutating func call(
    _ name: Symbol, _ op: Symbol, _ arguments: [Declaration.Argument], _ span: Span
  ) throws(Diagnostic) {
    if sheet.catalogue.ops[op] == nil, let part = sheet.part(op) {
      return try call(name, part, arguments, span)
    }
    guard let declared = sheet.catalogue.ops[op] else { throw unknownOp(op, span) }
    let operands = try bind(arguments, to: declared.name, declared.body.parameters, span)
    var locals: [Symbol: Meaning] = [:]
    for (parameter, operand) in operands {
      locals[parameter] = operand.meaning
      if case .tensor(let tensor) = operand.meaning { enter(tensor, named: operand.name ?? parameter) }
    }
    let outer = (variables, scope)
    variables = locals
    var operation = Graph.Operation(name: name, op: declared.name, path: path, span: span)
    operation.spreadsBefore = graph.spreads.count
    operation.share = share.activations
    operation.checkpoint = regions.last?.holder
    operation.operands = operands.compactMap {
      if case .tensor(let tensor) = $0.1.meaning { tensor } else { nil }
    }
    operation.needs = try needs(of: operation.operands)
    graph.operations.append(operation)
    scope = Scope(operation: graph.operations.count - 1, row: name)
    var result: Meaning?
    try run(declared.body.body.value, in: graph.operations.count - 1, &result)
    (variables, scope) = outer
    if let result { variables[name] = result }
  }

  func unknownOp(_ op: Symbol, _ span: Span) -> Diagnostic {
    let known = (sheet.allOps.map(\.name) + sheet.allParts.map(\.name)).sorted()
    let near = Suggestion.nearest(to: sheet.names[op], among: known)
    return Diagnostic(
      .declaration, "there is no op \(sheet.names[op])", at: span.head(of: sheet.names[op]),
      near.map { "did you mean \($0)?" } ?? "")
  }

  /// A part: its statements under the name it is called by, with only its operands in sight.
  mutating func call(
    _ name: Symbol, _ part: Worksheet.Declared<Declaration.Part>, _ arguments: [Declaration.Argument],
    _ span: Span, isInline: Bool = false
  ) throws(Diagnostic) {
    guard depth < 100 else {
      throw Diagnostic(.tooDeep, "parts call each other more than 100 deep", at: span)
    }
    var locals: [Symbol: Meaning] = [:]
    for (parameter, operand) in try bind(arguments, to: part.name, part.body.parameters, span) {
      locals[parameter] = operand.meaning
    }
    let (outer, outerGiven) = (variables, given)
    (variables, given) = (locals, nil)
    depth += 1
    if !isInline { path.append(Graph.Segment(name: name)) }
    try run(part.body.body)
    if !isInline { path.removeLast() }
    depth -= 1
    let result = given
    (variables, given) = (outer, outerGiven)
    if let result { variables[name] = result }
  }

  private struct Operand {
    var name: Symbol?
    var meaning: Meaning
  }

  private mutating func bind(
    _ arguments: [Declaration.Argument], to called: String,
    _ parameters: [(name: Symbol, fallback: Formula)], _ span: Span
  ) throws(Diagnostic) -> [(Symbol, Operand)] {
    var bound: [Symbol: Operand] = [:]
    var position = 0
    for argument in arguments {
      let parameter: Symbol
      if let name = argument.name {
        guard parameters.contains(where: { $0.name == name }) else {
          let near = Suggestion.phrase(sheet.names[name], among: parameters.map { sheet.names[$0.name] })
          throw Diagnostic(
            .declaration, "\(called) has no operand \(sheet.names[name])", at: argument.span, near)
        }
        parameter = name
      } else {
        guard position < parameters.count else { throw count(arguments, called, parameters, span) }
        parameter = parameters[position].name
        position += 1
      }
      var name: Symbol?
      if case .name(let variable) = arena[argument.formula] { name = variable }
      bound[parameter] = Operand(name: name, meaning: try meaning(argument.formula))
    }
    var result: [(Symbol, Operand)] = []
    for parameter in parameters {
      if let operand = bound[parameter.name] {
        result.append((parameter.name, operand))
      } else if !parameter.fallback.isAbsent {
        result.append(
          (parameter.name, Operand(name: nil, meaning: .formula(try formula(parameter.fallback)))))
      } else {
        throw count(arguments, called, parameters, span)
      }
    }
    return result
  }

  private func count(
    _ arguments: [Declaration.Argument], _ called: String,
    _ parameters: [(name: Symbol, fallback: Formula)], _ span: Span
  ) -> Diagnostic {
    let names = parameters.map { sheet.names[$0.name] }.joined(separator: ", ")
    return .argumentCount(
      called, takes: "\(parameters.count) (\(names))", got: arguments.count, at: span)
  }

  private mutating func run(
    _ body: [Declaration.OpStatement], in current: Int, _ result: inout Meaning?
  ) throws(Diagnostic) {
    for statement in body {
      consulted = []
      switch statement {
      case .choice(let condition, let yes, let no):
        try run(decide(condition) ? yes : no, in: current, &result)
      case .bind(let name, let formula): variables[name] = try meaning(formula)
      case .gives(let formula):
        if let handed = try handedOn(formula) {
          result = handed
        } else {
          let made = try meaning(formula)
          give(made, in: current)
          result = made
        }
      case .weight(let name, let shape, let kind, _):
        let sizes = try sizes(shape)
        let weight = Graph.Weight(
          name: name, sizes: sizes, elements: product(sizes), kind: kind,
          row: graph.operations[current].name, op: graph.operations[current].op,
          share: kind == .whole ? nil : share.weights)
        try declare(weight, in: current)
      case .cost(let cost, let formula, _):
        graph.operations[current].costs[cost] = onDevice(cost, try self.formula(formula))
      case .gradient(let gradient): graph.operations[current].gradient = gradient
      case .lists(let formula, let span):
        let tensor = try tensor(formula, span)
        graph.operations[current].listed.append(times(size(tensor.type), product(tensor.sizes)))
      case .keeps where !graph.operations[current].requiresGradient: break
      case .keeps(let name, let formula, let label, let kind, let span):
        let tensor = try tensor(formula, span)
        let kind: Graph.Kept.Kind =
          kind == "input" ? .input : kind == "weight_cast" ? .weightCast : .activation
        // The copy of a weight is where the weight is.
        if kind == .weightCast { graph.storages[tensor.storage].share = share.weights }
        if regions.isEmpty {
          keep(tensor.storage, name, label, kind, in: current)
        } else {
          if regions[regions.count - 1].kept.insert(tensor.storage).inserted, kind != .input {
            graph.operations[current].keptAgain.append(tensor.storage)
          }
          regions[regions.count - 1].lastKeeper = current
          regions[regions.count - 1].lastNeedsProduct = graph.operations[current].forward != nil
        }
      }
      note(consulted, of: statement, in: current)
    }
  }

  /// Memory beside what is kept lies where its tensors lie.
  private mutating func onDevice(_ cost: Declaration.Cost, _ formula: Formula) -> Formula {
    let devices: Formula? =
      switch cost {
      case .temporaries, .moves: share.activations
      case .tiedGradient: share.weights
      default: nil
      }
    if arena.constantValue(formula)?.quantity?.number == .zero { return formula }
    return shared.divided(formula, by: devices, arena)
  }

  /// Conventions that a product rests on are not those of what is kept, and the other way round.
  private mutating func note(
    _ conventions: [Symbol], of statement: Declaration.OpStatement, in operation: Int
  ) {
    for convention in conventions {
      if case .cost = statement {
        graph.operations[operation].productConventions.insert(convention)
      } else {
        graph.operations[operation].conventions.insert(convention)
      }
    }
  }

  /// Counts a storage as kept, unless somebody keeps it already.
  mutating func keep(
    _ storage: Int, _ name: Symbol, _ label: String, _ kind: Graph.Kept.Kind, in operation: Int
  ) {
    let keeper = graph.operations[operation].path + [Graph.Segment(name: graph.operations[operation].name)]
    if graph.storages[storage].isKept {
      noteFurtherKeeper(storage, keeper)
      return
    }
    graph.storages[storage].isKept = true
    let made = graph.storages[storage]
    let isOutside =
      keeper.filter { $0.times != nil } != made.path.filter { $0.times != nil }
      && made.path.count < keeper.count
    let kept = Graph.Kept(
      name: name, storage: storage, bytes: times(size(made.type), made.elements), kind: kind, label: label,
      path: isOutside ? made.path + [Graph.Segment(name: name)] : keeper, keeper: keeper)
    graph.operations[operation].kept.append(kept)
  }

  private mutating func noteFurtherKeeper(_ storage: Int, _ keeper: [Graph.Segment]) {
    for index in graph.operations.indices {
      guard let position = graph.operations[index].kept.firstIndex(where: { $0.storage == storage }) else {
        continue
      }
      let text = keeper.map { sheet.names[$0.name] }.joined(separator: ".")
      let known = graph.operations[index].kept[position]
      if known.keeper != keeper, !known.also.contains(text) {
        graph.operations[index].kept[position].also.append(text)
      }
      return
    }
  }
}
