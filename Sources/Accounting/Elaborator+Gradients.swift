import Formulas
import Language

/// Where parts of a model are frozen: which tensors require a gradient, as PyTorch's `requires_grad` says, and which
/// copy of a repeated part is the first that one has to flow into.
extension Elaborator {
  /// The operation whose body is being read: its row, and its own weights with whether each is trained.
  struct Scope {
    var operation: Int
    var row: Symbol
    var weights: [Symbol: Bool] = [:]
  }

  /// Whether anything is frozen. Where nothing is, no weight is asked and every result counts as requiring a gradient.
  mutating func isFrozen() throws(Diagnostic) -> Bool {
    if let known = knownFrozen { return known }
    let question = shared.node(.name(symbols.isFrozen), arena, .none)
    guard case .boolean(let flag) = try settled(question) else { throw .notACondition(.none) }
    (knownFrozen, graph.isFrozen) = (flag, flag)
    return flag
  }

  /// What the operands of an operation say of gradients; nil where nothing is frozen.
  mutating func needs(of operands: [Graph.Tensor]) throws(Diagnostic) -> Graph.Needs? {
    guard try isFrozen() else { return nil }
    var needs = Graph.Needs()
    for operand in operands {
      let gradient = graph.storages[operand.storage].gradient
      if gradient != .never { needs.operands.possible += 1 }
      if gradient == .required { needs.operands.needed += 1 }
    }
    return needs
  }

  /// A parameter tensor of the operation that is being read.
  mutating func declare(_ weight: Graph.Weight, in index: Int) throws(Diagnostic) {
    var weight = weight
    if try isFrozen() {
      weight.isTrained = try weight.kind == .tied ? isTableTrained : isTrained(weight)
      let trained = weight.isTrained ? 1 : 0
      graph.operations[index].needs?.weights.possible += 1
      graph.operations[index].needs?.weights.needed += trained
      if weight.sizes.count > 1 {
        graph.operations[index].needs?.matrices.possible += 1
        graph.operations[index].needs?.matrices.needed += trained
      }
    }
    scope?.weights[weight.name] = weight.isTrained
    graph.operations[index].weights.append(weight)
  }

  /// Asks the library: `is_trained(weight)`.
  private mutating func isTrained(_ weight: Graph.Weight) throws(Diagnostic) -> Bool {
    let outer = variables
    variables = [symbols.weight: .weight(weight, isRepeated: path.contains(where: \.isRepeated))]
    defer { variables = outer }
    let subject = shared.node(.name(symbols.weight), arena, .none)
    return try decide(shared.call(symbols.isTrained, [subject], arena, .none))
  }

  private var isTableTrained: Bool {
    for operation in graph.operations {
      if let table = operation.weights.first(where: { $0.kind == .table }) { return table.isTrained }
    }
    return true
  }

  /// `x.requires_grad`, of a weight of the operation or of a tensor.
  mutating func requiresGradient(_ base: Formula, _ span: Span) throws(Diagnostic) -> Formula {
    var flag: Bool
    if case .name(let name) = arena[base], let weight = scope?.weights[name] {
      flag = weight
    } else {
      let tensor = try tensor(base, span)
      flag = try !isFrozen() || graph.storages[tensor.storage].gradient == .required
    }
    return shared.constant(arena.constant(.boolean(flag), span), arena)
  }

  /// The result of an operation requires a gradient if an operand or a weight does.
  mutating func give(_ meaning: Meaning, in index: Int) {
    guard case .tensor(let tensor) = meaning else { return }
    graph.operations[index].result = tensor
    guard let needs = graph.operations[index].needs else { return }
    let known = graph.storages[tensor.storage].gradient
    graph.storages[tensor.storage].gradient = max(known, needs.gradient)
  }

  /// `gives lora(y, x)`: the part that the result is handed to, if the formula calls one.
  mutating func handedOn(_ formula: Formula) throws(Diagnostic) -> Meaning? {
    guard case .call(let name, let list) = arena[formula], symbols.makers[name] == nil, let scope,
      sheet.entries[name] == nil, let part = sheet.part(name)
    else { return nil }
    let span = arena.span(formula)
    let arguments = arena.list(list).map {
      Declaration.Argument(name: nil, formula: $0, span: arena.span($0))
    }
    let row = sheet.names.symbol("\(sheet.names[scope.row])_\(sheet.names[name])")
    let outer = variables
    try call(row, part, arguments, span)
    let result = variables[row]
    variables = outer
    return result
  }

  // MARK: The first copy

  /// Works out the first copy of a repeated part by itself, if what goes into it differs from what goes into the
  /// others: below the first weight that is trained no gradient flows. Otherwise nothing is done.
  mutating func firstCopy(
    _ name: Symbol, _ carried: [Symbol], _ body: [Declaration.ModelStatement]
  ) throws(Diagnostic) -> Bool {
    guard try isFrozen() else { return false }
    let before = (graph, variables, regions)
    let entry = gradients(of: carried)
    path.append(Graph.Segment(name: sheet.names.symbol("first_\(sheet.names[name])"), copies: .first))
    try run(body)
    path.removeLast()
    if gradients(of: carried) != entry { return true }
    (graph, variables, regions) = before
    return false
  }

  private func gradients(of names: [Symbol]) -> [Graph.Gradient] {
    names.map {
      if case .tensor(let tensor)? = variables[$0] { graph.storages[tensor.storage].gradient } else { .never }
    }
  }
}

extension Graph {
  /// Whether a gradient flows into a tensor: `never` where no weight stands behind it, `frozen` where all that do are.
  enum Gradient: Int, Comparable {
    case never, frozen, required

    static func < (a: Gradient, b: Gradient) -> Bool { a.rawValue < b.rawValue }
  }

  /// How many operands and weights of an operation could have a gradient, and how many require one.
  struct Needs {
    struct Count { var needed = 0, possible = 0 }

    var operands = Count(), weights = Count()
    /// The weights of two dimensions and more: each has a product of its own.
    var matrices = Count()

    var gradient: Gradient {
      if operands.needed + weights.needed > 0 { return .required }
      return operands.possible + weights.possible > 0 ? .frozen : .never
    }
  }

  func requiresGradient(_ storage: Int) -> Bool { !isFrozen || storages[storage].gradient == .required }
}

extension Graph.Operation {
  var requiresGradient: Bool { needs.map { $0.gradient == .required } ?? true }

  /// FLOPs of its backward pass, and where they come from; nil where it has none. Twice forward unless declared: once
  /// for the gradient of each operand and matrix, of those that require one.
  func backward(_ shared: inout SharedFormulas, _ arena: Arena) -> (formula: Formula, note: String)? {
    guard requiresGradient else { return nil }
    if let declared = costs[.backward] { return (declared, op) }
    guard let forward else { return nil }
    let (needed, possible) = gradientShare
    guard needed > 0 else { return nil }
    if needed == possible {
      return (shared.times(shared.number(2, arena), forward, arena), "twice the forward products")
    }
    return (shared.times(shared.fraction(2 * needed, possible, arena), forward, arena), words)
  }

  private var words: String {
    guard let needs else { return "" }
    if needs.matrices.possible > needs.matrices.needed {
      return "of the input alone: the weights stay, so they have no gradient"
    }
    return "no gradient flows further down: only what requires one"
  }
}
