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
  var decided: [Formula: Value] = [:]
  var isAsserting = false
  /// What the part that is being worked out gives.
  var given: Meaning?
  /// How many devices share the weights and the activations that are made now.
  var share: (weights: Formula?, activations: Formula?) = (nil, nil)
  /// Elements of the weight before the one that is spoken of.
  var previous: Formula?
  var knownFrozen: Bool?
  var scope: Scope?
  /// Parts being worked out inside each other.
  var depth = 0
  /// Whether the model refused its inputs, and was built all the same.
  private(set) var isBroken = false
  var shared = SharedFormulas()

  /// The names a model has given to tensors and operands so far.
  var variables: [Symbol: Meaning] = [:]
  var path: [Graph.Segment] = []
  var regions: [Region] = []
  /// Conventions that the formula being read rests on.
  var consulted: [Symbol] = []
  /// The source of the record's field that was opened last.
  var openedSource = ""
  /// The fields and functions that are being opened, so that none opens itself.
  var opening: Set<Formula> = []

  enum Meaning {
    case tensor(Graph.Tensor)
    case weight(Graph.Weight, isRepeated: Bool)
    case operation(Graph.Operation)
    case formula(Formula)
  }

  struct Decision {
    var formula: Formula
    var value: Value
    /// Whether no model can be built where it comes out otherwise.
    var isDemand = false
  }

  /// A checkpointed stretch of operations that is in force.
  struct Region {
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
    let spread = stages == nil ? nil : graph.spreads.count
    let carried = Elaborator.assigned(in: body).filter { variables[$0] != nil }.sorted { $0.id < $1.id }
    let isWithoutFirst = try firstCopy(name, carried, body)
    path.append(
      Graph.Segment(name: name, times: times, spread: spread, copies: isWithoutFirst ? .others : .all))
    let before = storages(of: carried)
    let first = graph.operations.count
    refresh(carried)
    let entry = storages(of: carried)
    try run(body)
    path.removeLast()
    let exit = storages(of: carried)
    refresh(carried)
    let after = storages(of: carried)
    graph.repetitions.append(
      Graph.Repetition(
        operations: first..<graph.operations.count, times: times, spread: spread,
        isWithoutFirst: isWithoutFirst,
        carried: carried.indices.compactMap { index in
          guard let before = before[index], let entry = entry[index], let exit = exit[index],
            let after = after[index]
          else { return nil }
          return Graph.Repetition.Carried(before: before, entry: entry, exit: exit, after: after)
        }))
    guard let stages else { return }
    let isSpread = shared.node(.binary(.greater, stages, one), arena, arena.span(across))
    graph.spreads.append(Graph.Spread(times: times, stages: stages))
    guard try decide(isSpread) else { return }
    graph.isCut = true
    graph.isUneven = try decide(arena.add(.name(symbols.hasUnevenStages), arena.span(across)))
  }

  /// How many devices share something, as a formula; nil where it says one.
  private mutating func count(_ formula: Formula) throws(Diagnostic) -> Formula? {
    let count = try self.formula(formula)
    return shared.isOne(count, arena) ? nil : count
  }

  /// The storages that tensors of these names are in; nil for what is no tensor.
  private func storages(of names: [Symbol]) -> [Int?] {
    names.map { if case .tensor(let tensor)? = variables[$0] { tensor.storage } else { nil } }
  }

  private mutating func refresh(_ names: [Symbol]) {
    for name in names {
      guard case .tensor(let tensor)? = variables[name] else { continue }
      variables[name] = .tensor(copy(of: tensor, as: tensor.type))
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
    if region.lastKeeper < 0 { forgetKept(in: holder) }
    for index in region.firstOperation..<graph.operations.count {
      graph.operations[index].conventions.formUnion(conventions)
      graph.operations[index].isRecomputed =
        isWhole && region.lastKeeper >= 0 || index < region.lastKeeper
        || index == region.lastKeeper && region.lastNeedsProduct
    }
  }

  /// A checkpoint in which nothing is wanted for a gradient keeps nothing.
  private mutating func forgetKept(in holder: Int) {
    for kept in graph.operations[holder].kept { graph.storages[kept.storage].isKept = false }
    graph.operations[holder].kept = []
  }

  /// A tensor that comes into a checkpoint from outside is kept by it.
  mutating func enter(_ tensor: Graph.Tensor, named name: Symbol) {
    guard let region = regions.last, tensor.storage < region.firstStorage,
      !region.kept.contains(tensor.storage)
    else { return }
    regions[regions.count - 1].kept.insert(tensor.storage)
    keep(tensor.storage, name, "Checkpoint.saved_input", .activation, in: region.holder)
  }
}
