import Formulas
import Language

/// Works out a model: runs its declaration, deciding switches and leaving numbers as formulas.
///
/// A partial evaluator. Conditions are decided by the exact evaluator and remembered as decisions; a worked-out
/// model is good for as long as they come out the same.
struct Elaborator {
  let sheet: Worksheet
  let evaluation: Evaluation
  let symbols: GraphSymbols
  var graph = Graph()
  /// What was decided, in order, each once.
  var decisions: [Decision] = []
  private var decided: [Formula: Value] = [:]
  private var isAsserting = false
  /// What the part that is being worked out gives.
  private var given: Meaning?
  /// How many devices share the weights and the activations that are made now.
  var share: (weights: Formula?, activations: Formula?) = (nil, nil)
  /// Whether the blocks that are spread over pipeline stages have been passed.
  private var isBeyondFirstStage = false
  /// Parts being worked out inside each other.
  private var depth = 0
  /// Whether the model refused its inputs, and was built all the same.
  private(set) var isBroken = false
  var shared = SharedFormulas()

  /// The names a model has given to tensors and operands so far.
  var variables: [Symbol: Meaning] = [:]
  var path: [Graph.Segment] = []
  private var regions: [Region] = []
  /// Conventions that the formula being read rests on.
  var consulted: [Symbol] = []
  /// The source of the record's field that was opened last.
  var openedSource = ""
  /// The fields and functions that are being opened, so that none opens itself.
  var opening: Set<Formula> = []

  enum Meaning {
    case tensor(Graph.Tensor)
    case weight(Graph.Weight, isRepeated: Bool)
    case formula(Formula)
  }

  struct Decision {
    var formula: Formula
    var value: Value
    /// Whether no model can be built where it comes out otherwise.
    var isDemand = false
  }

  /// A checkpointed stretch of operations that is in force.
  private struct Region {
    var firstOperation: Int
    var firstStorage: Int
    var holder: Int
    var kept: Set<Int> = []
    /// Where recomputation may stop: the last operation that keeps something, and whether its product comes first.
    var lastKeeper = -1
    var lastNeedsProduct = false
  }

  init(_ sheet: Worksheet, _ evaluation: Evaluation) {
    self.sheet = sheet
    self.evaluation = evaluation
    symbols = GraphSymbols(sheet.names)
  }

  var arena: Arena { sheet.arena }

  // MARK: Models

  mutating func run(_ statements: [Declaration.ModelStatement]) throws(Diagnostic) {
    for statement in statements {
      switch statement {
      case .alias(let name, let formula, _): variables[name] = try meaning(formula)
      case .gives(let formula): given = try meaning(formula)
      case .call(let name, let op, let arguments, let span): try call(name, op, arguments, span)
      case .inline(let name, let part, let arguments, let span):
        guard let declared = sheet.part(part) else { throw unknownOp(part, span) }
        try call(name, declared, arguments, span, isInline: true)
      case .group(let name, let body):
        path.append(Graph.Segment(name: name))
        try run(body)
        path.removeLast()
      case .choice(let condition, let yes, let no): try run(decide(condition) ? yes : no)
      case .checkpoint(let condition, let whole, let body): try checkpoint(condition, whole, body)
      case .split(let weights, let activations, let body):
        let outer = share
        if !weights.isAbsent { share.weights = try count(weights) }
        if !activations.isAbsent { share.activations = try count(activations) }
        try run(body)
        share = outer
      case .assertion(let condition, let text):
        isAsserting = true
        defer { isAsserting = false }
        if try decide(condition) { break }
        guard evaluation.isLenient else { throw sheet.broken(condition, text, evaluation) }
        isBroken = true
      case .repetition(let count, let name, let across, let body, _):
        try repetition(count, name, across, body)
      }
    }
  }

  /// The body once; what it makes counts `count` times. A name that the body gives anew is carried from one copy
  /// to the next, so its first use inside is a tensor of the copy's own.
  private mutating func repetition(
    _ count: Formula, _ name: Symbol, _ across: Formula, _ body: [Declaration.ModelStatement]
  ) throws(Diagnostic) {
    guard case .formula(let times) = try meaning(count) else {
      throw Diagnostic(.declaration, "a number is wanted after repeat", at: arena.span(count))
    }
    let stages = across.isAbsent ? nil : try formula(across)
    path.append(Graph.Segment(name: name, times: times, across: stages))
    let carried = Elaborator.assigned(in: body).filter { variables[$0] != nil }
    refresh(carried)
    try run(body)
    path.removeLast()
    refresh(carried)
    guard let stages else { return }
    let isSpread = shared.node(.binary(.greater, stages, one), arena, arena.span(across))
    if try decide(isSpread) { isBeyondFirstStage = true }
  }

  /// How many devices share something, as a formula; nil where it says one.
  private mutating func count(_ formula: Formula) throws(Diagnostic) -> Formula? {
    let count = try self.formula(formula)
    return shared.isOne(count, arena) ? nil : count
  }

  private mutating func refresh(_ names: Set<Symbol>) {
    for name in names.sorted(by: { $0.id < $1.id }) {
      guard case .tensor(let tensor)? = variables[name] else { continue }
      variables[name] = .tensor(made(tensor.sizes, tensor.type, isPermuted: tensor.isPermuted))
    }
  }

  private static func assigned(in body: [Declaration.ModelStatement]) -> Set<Symbol> {
    var names: Set<Symbol> = []
    for statement in body {
      switch statement {
      case .assertion, .gives: break
      case .alias(let name, _, _), .call(let name, _, _, _), .inline(let name, _, _, _): names.insert(name)
      case .group(_, let inner), .repetition(_, _, _, let inner, _), .checkpoint(_, _, let inner),
        .split(_, _, let inner):
        names.formUnion(assigned(in: inner))
      case .choice(_, let yes, let no): names.formUnion(assigned(in: yes).union(assigned(in: no)))
      }
    }
    return names
  }

  // MARK: Checkpoints

  /// torch.utils.checkpoint without reentry: inside, nothing is kept; what comes in from outside is, and the
  /// operations are computed again up to the last one that keeps something (early stop).
  private mutating func checkpoint(
    _ condition: Formula, _ whole: Formula, _ body: [Declaration.ModelStatement]
  ) throws(Diagnostic) {
    consulted = []
    guard try decide(condition), regions.isEmpty else { return try run(body) }
    let isWhole = whole.isAbsent ? false : try decide(whole)
    let conventions = consulted
    graph.operations.append(
      Graph.Operation(
        name: symbols.checkpoint, op: "checkpoint", path: path, span: arena.span(condition),
        conventions: Set(conventions)))
    let holder = graph.operations.count - 1
    regions.append(Region(firstOperation: holder + 1, firstStorage: graph.storages.count, holder: holder))
    try run(body)
    let region = regions.removeLast()
    for index in region.firstOperation..<graph.operations.count {
      graph.operations[index].conventions.formUnion(conventions)
      graph.operations[index].isRecomputed =
        isWhole || index < region.lastKeeper || index == region.lastKeeper && region.lastNeedsProduct
    }
  }

  /// A tensor that comes into a checkpoint from outside is kept by it.
  private mutating func enter(_ tensor: Graph.Tensor, named name: Symbol) {
    guard let region = regions.last, tensor.storage < region.firstStorage,
      !region.kept.contains(tensor.storage)
    else { return }
    regions[regions.count - 1].kept.insert(tensor.storage)
    keep(tensor.storage, name, "Checkpoint.saved_input", .activation, in: region.holder)
  }

  // MARK: Operations

  private mutating func call(
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
    let outer = variables
    variables = locals
    var operation = Graph.Operation(name: name, op: declared.name, path: path, span: span)
    operation.isBeyondFirstStage = isBeyondFirstStage
    operation.operands = operands.compactMap {
      if case .tensor(let tensor) = $0.1.meaning { tensor.sizes } else { nil }
    }
    graph.operations.append(operation)
    var result: Meaning?
    try run(declared.body.body.value, &result)
    variables = outer
    if let result { variables[name] = result }
  }

  private func unknownOp(_ op: Symbol, _ span: Span) -> Diagnostic {
    let known = (sheet.allOps.map(\.name) + sheet.allParts.map(\.name)).sorted()
    let near = Suggestion.nearest(to: sheet.names[op], among: known)
    return Diagnostic(
      .declaration, "there is no op \(sheet.names[op])", at: span.head(of: sheet.names[op]),
      near.map { "did you mean \($0)?" } ?? "")
  }

  /// A part: its statements under the name it is called by, with only its operands in sight.
  private mutating func call(
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

  private mutating func run(_ body: [Declaration.OpStatement], _ result: inout Meaning?) throws(Diagnostic) {
    let current = graph.operations.count - 1
    for statement in body {
      consulted = []
      switch statement {
      case .choice(let condition, let yes, let no): try run(decide(condition) ? yes : no, &result)
      case .bind(let name, let formula): variables[name] = try meaning(formula)
      case .gives(let formula): result = try meaning(formula)
      case .weight(let name, let shape, let kind, _):
        let sizes = try sizes(shape)
        graph.operations[current].weights.append(
          Graph.Weight(
            name: name, sizes: sizes, elements: product(sizes), kind: kind,
            share: kind == .whole ? nil : share.weights))
      case .cost(let cost, let formula, _):
        let cost = (cost, try self.formula(formula))
        switch cost.0 {
        case .forward: graph.operations[current].forward = cost.1
        case .backward: graph.operations[current].backward = cost.1
        case .tensorTraffic, .expertTraffic: graph.operations[current].traffic[cost.0] = cost.1
        }
      case .lists(let formula, let span):
        let tensor = try tensor(formula, span)
        graph.operations[current].listed.append(times(size(tensor.type), product(tensor.sizes)))
      case .keeps(let name, let formula, let label, let kind, let span):
        let tensor = try tensor(formula, span)
        let kind: Graph.Kept.Kind =
          kind == "input" ? .input : kind == "weight_cast" ? .weightCast : .activation
        // The copy of a weight is where the weight is.
        if kind == .weightCast { graph.storages[tensor.storage].share = share.weights }
        if regions.isEmpty {
          keep(tensor.storage, name, label, kind, in: current)
        } else {
          regions[regions.count - 1].lastKeeper = current
          regions[regions.count - 1].lastNeedsProduct = graph.operations[current].forward != nil
        }
      }
      note(consulted, of: statement, in: current)
    }
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
  private mutating func keep(
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

  // MARK: Decisions

  /// Decides a condition, once for each form it takes.
  mutating func decide(_ condition: Formula) throws(Diagnostic) -> Bool {
    try truth(try formula(condition))
  }

  private mutating func truth(_ formula: Formula) throws(Diagnostic) -> Bool {
    switch arena[formula] {
    case .constant:
      if case .boolean(let flag)? = arena.constantValue(formula) { return flag }
    case .unary(.not, let operand): return try !truth(operand)
    case .binary(.and, let left, let right):
      if try truth(left) { return try truth(right) }
      return false
    case .binary(.or, let left, let right):
      if try truth(left) { return true }
      return try truth(right)
    case .binary(let operation, let left, let right) where operation == .equal || operation == .unequal:
      if let same = try sameWord(left, right) { return same == (operation == .equal) }
    default: break
    }
    guard case .boolean(let flag) = try settled(formula) else {
      throw .notACondition(arena.span(formula))
    }
    return flag
  }

  /// Compares two bare words, of which at most one is an input; nil when they are not words.
  private mutating func sameWord(_ left: Formula, _ right: Formula) throws(Diagnostic) -> Bool? {
    guard case .name(let a) = arena[left], case .name(let b) = arena[right] else { return nil }
    switch (sheet.isBareWord(a), sheet.isBareWord(b)) {
    case (true, true): return a == b
    case (false, true): return try word(left) == b
    case (true, false): return a == (try word(right))
    case (false, false): return nil
    }
  }

  private mutating func word(_ formula: Formula) throws(Diagnostic) -> Symbol? {
    if case .word(let word) = try settled(formula) { return word }
    return nil
  }

  /// The value of a formula that shapes the model, remembered as a decision.
  mutating func settled(_ formula: Formula) throws(Diagnostic) -> Value {
    if let known = decided[formula] { return known }
    let value = try evaluation.aside { (evaluation) throws(Diagnostic) in try evaluation.value(formula).bare }
    decided[formula] = value
    decisions.append(Decision(formula: formula, value: value, isDemand: isAsserting))
    return value
  }

  /// The type that a formula names: `float32`, `precision.residual`.
  mutating func type(_ formula: Formula) throws(Diagnostic) -> Symbol {
    if case .name(let name) = arena[formula], sheet.isBareWord(name) { return name }
    guard case .word(let word) = try settled(formula) else {
      throw Diagnostic(.declaration, "a type is wanted here: float32, bfloat16, …", at: arena.span(formula))
    }
    return word
  }
}

extension Diagnostic {
  static func notACondition(_ span: Span) -> Diagnostic {
    Diagnostic(.declaration, "a condition is wanted here", at: span)
  }
}

extension Worksheet {
  /// Whether a name is only a word: not an input, a definition or a ledger, though it may name a record.
  func isBareWord(_ name: Symbol) -> Bool {
    switch entries[name]?.kind {
    case nil, .record: true
    default: false
    }
  }
}
