import Formulas
import Language

/// Walks a model back from its loss to its tables, as autograd does, and says what is alive at the fullest moment of
/// each operation's backward pass.
///
/// What PyTorch 2.15 does, as measured op by op (`TorchDispatchMode` over live storages):
/// - an operation makes the gradients of its weights and operands while that of its result and what it keeps are still
///   there; then both go;
/// - weight gradients stay until the optimizer step;
/// - a checkpoint keeps its input, and has all that lies in it once more while its own stretch is walked back.
///
/// Of equal copies two are walked: that of the last, which comes first, when everything before it is still kept; and
/// that of the first, when the gradients of all others are there. Between them the memory changes evenly.
struct BackwardWalk {
  /// Which of the copies of a repetition.
  enum Copy { case last, first }

  /// Bytes of one number of a type, and whether there are gradients of that type.
  struct NumberType {
    var size: Formula
    var hasGradient: Bool
  }

  /// Among how many devices a gradient is shared out once its unit has been walked back: a block, or all that is
  /// outside the blocks (ZeRO 2 and 3, as PyTorch's fully_shard does it).
  struct Sharing {
    var copies: Formula
    var expertCopies: Formula
  }

  struct Moment {
    var operation: Int
    var copies: [Copy]
    /// Bytes kept for the backward pass and not yet freed.
    var kept: [Formula]
    /// Elements of the weights whose gradients are there for good; of those that wait, whole, for the rest of their
    /// unit before they are shared out; and of those that this operation adds.
    var gradients: [Formula]
    var waiting: [Formula]
    var fresh: [Formula]
    /// Bytes of the gradients of activations, and of temporaries.
    var inFlight: [Formula]
    /// How many blocks' weights are gathered: that which is walked back, and the next.
    var blocks: Formula
  }

  private let graph: Graph
  private let arena: Arena
  private var shared: SharedFormulas
  private let stages: Stages
  private let minimum: Symbol
  /// Bytes of the gradient of one parameter.
  private let perParameter: Formula
  private let types: [Symbol: NumberType]
  private let sharing: Sharing?
  private var gradients = GradientsInFlight()
  private var copies: [Copy] = []
  /// Of the repetition that is walked, 1 where there are copies before the last.
  private var hasNext: Formula?
  private(set) var moments: [Moment] = []

  init(
    _ graph: Graph, _ names: Names, _ arena: Arena, _ shared: SharedFormulas, perParameter: Formula,
    types: [Symbol: NumberType], sharing: Sharing?
  ) {
    (self.graph, self.arena, self.shared) = (graph, arena, shared)
    (self.perParameter, self.types, self.sharing) = (perParameter, types, sharing)
    stages = Stages(graph, names, arena, &self.shared)
    minimum = names.symbol("min")
  }

  mutating func run() {
    walk(stretch(graph.operations.indices, without: []), kept: [], after: Passed())
  }

  // MARK: Stretches

  private enum Node {
    case operation(Int)
    case copies(Graph.Repetition, [Node])
  }

  /// The operations of a range one behind the other, those of an inner repetition as one.
  private func stretch(_ range: Range<Int>, without outer: [Range<Int>]) -> [Node] {
    var nodes: [Node] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let inner = graph.repetitions
        .filter { $0.operations.lowerBound == index && $0.operations.upperBound <= range.upperBound }
        .filter { !outer.contains($0.operations) && !$0.operations.isEmpty }
        .max { $0.operations.count < $1.operations.count }
      if let inner {
        nodes.append(.copies(inner, stretch(inner.operations, without: outer + [inner.operations])))
        index = inner.operations.upperBound
      } else {
        nodes.append(.operation(index))
        index += 1
      }
    }
    return nodes
  }

  /// Elements of the weights that have been walked past.
  private struct Passed {
    var done: [Formula] = []
    var waiting: [Formula] = []
  }

  private mutating func walk(_ nodes: [Node], kept: [Formula], after: Passed) {
    var before = [[Formula]](repeating: [], count: nodes.count + 1)
    for (index, node) in nodes.enumerated() { before[index + 1] = before[index] + keptBytes(of: node) }
    var after = after
    for (index, node) in nodes.enumerated().reversed() {
      switch node {
      case .operation(let operation): moment(operation, kept: kept + before[index + 1], after)
      case .copies(let repetition, let body):
        let times = times(of: repetition)
        let others =
          repetition.spread.map { stages.others(of: $0, times, &shared) } ?? shared.lessOne(times, arena)
        var afterOthers = after
        pass(node, times: others, &afterOthers)
        enter(repetition.carried.map { ($0.after, $0.exit) })
        if copies.isEmpty { hasNext = shared.call(minimum, [shared.number(1, arena), others], arena, .none) }
        copies.append(.last)
        walk(body, kept: kept + before[index] + scaled(keptBytes(of: body), by: others), after: after)
        copies[copies.count - 1] = .first
        enter(repetition.carried.map { ($0.entry, $0.exit) })
        walk(body, kept: kept + before[index], after: afterOthers)
        copies.removeLast()
        enter(repetition.carried.map { ($0.entry, $0.before) })
      }
      pass(node, &after)
    }
  }

  /// The gradient of what comes out of a stretch is that of what is made inside; where nobody reads it, it is
  /// received from the next pipeline stage.
  private mutating func enter(_ pairs: [(from: Int, to: Int)]) {
    for (from, to) in pairs where from != to {
      if !gradients.move(from, to: to), hasGradient(to) {
        gradients.add(GradientsInFlight.Gradient(storage: to, part: 0, bytes: bytes(to)))
      }
    }
  }

  // MARK: One operation

  private mutating func moment(_ index: Int, kept: [Formula], _ after: Passed) {
    let operation = graph.operations[index]
    let result = operation.result?.storage
    let isView = result.map { result in operation.operands.contains { $0.storage == result } } ?? false
    guard !isView else { return }
    let fresh = elements(of: operation, isShared: false)
    let isRead = result.map(gradients.has) ?? true
    guard isRead || !fresh.isEmpty else { return }
    let operands = isRead ? operation.operands.filter { hasGradient($0.storage) } : []
    var made: [GradientsInFlight.Gradient] = []
    for operand in operands {
      made.append(
        GradientsInFlight.Gradient(storage: operand.storage, part: operand.part, bytes: bytes(operand)))
    }
    if operation.gradient == .passed, let result {
      for gradient in made { gradients.pass(from: result, to: gradient) }
      gradients.release(result)
      return
    }
    let tied = operation.costs[.tiedGradient].map { shared.times(perParameter, $0, arena) }
    let fullest =
      gradients.fullest(with: made, inPlace: operation.gradient == .added) + (tied.map { [$0] } ?? [])
    let presence = stages.presence(of: operation, &shared)
    moments.append(
      Moment(
        operation: index, copies: copies,
        kept: scaled(kept + keptAgain(upTo: index) + keptForAll(at: index), ifAny: presence),
        gradients: scaled(after.done, ifAny: presence), waiting: scaled(after.waiting, ifAny: presence),
        fresh: scaled(fresh, ifAny: presence),
        inFlight: scaled(fullest + (operation.costs[.temporaries].map { [$0] } ?? []), ifAny: presence),
        blocks: scaled([blocksGathered(at: operation)], ifAny: presence)[0]))
    for gradient in made { gradients.add(gradient) }
    if let result { gradients.release(result) }
    // It waits for the other gradient of its weight, which is that of a table and comes last.
    if let tied { gradients.hold(tied) }
  }

  private func hasGradient(_ storage: Int) -> Bool {
    types[graph.storages[storage].type]?.hasGradient == true && graph.requiresGradient(storage)
  }

  private mutating func keptBytes(of node: Node) -> [Formula] {
    switch node {
    case .operation(let index):
      var result: [Formula] = []
      for kept in graph.operations[index].kept where kept.kind != .input && !isOutside(kept, index) {
        result.append(divided(kept.bytes, kept.storage))
      }
      return scaled(result, ifAny: stages.factor(of: graph.operations[index], &shared))
    case .copies(let repetition, let body):
      return scaled(keptBytes(of: body), by: times(of: repetition))
    }
  }

  private mutating func keptBytes(of nodes: [Node]) -> [Formula] {
    var result: [Formula] = []
    for node in nodes { result += keptBytes(of: node) }
    return result
  }

  /// Whether something that is kept was made outside the repetition its keeper stands in, and so is there once.
  private func isOutside(_ kept: Graph.Kept, _ index: Int) -> Bool {
    kept.path.count { $0.times != nil } < graph.operations[index].path.count { $0.times != nil }
  }

  /// What all copies of an operation keep together: there until the first of them has been walked back.
  private mutating func keptForAll(at index: Int) -> [Formula] {
    var result: [Formula] = []
    for (keeper, operation) in graph.operations.enumerated() where index >= keeper || copies.contains(.last) {
      for kept in operation.kept where kept.kind != .input && isOutside(kept, keeper) {
        result.append(divided(kept.bytes, kept.storage))
      }
    }
    return result
  }

  /// What a checkpoint has computed again and not yet walked back, when `index` is reached.
  private mutating func keptAgain(upTo index: Int) -> [Formula] {
    guard let checkpoint = graph.operations[index].checkpoint else { return [] }
    var result: [Formula] = []
    for operation in graph.operations[checkpoint...index] {
      for storage in operation.keptAgain { result.append(bytes(storage)) }
    }
    return result
  }

  // MARK: Weights

  /// The last block is fetched while what is behind it is walked back, each other while the one behind it is.
  private mutating func blocksGathered(at operation: Graph.Operation) -> Formula {
    let one = shared.number(1, arena)
    switch copies.first {
    case .last?: return hasNext.map { shared.sum([one, $0], arena) } ?? one
    case .first?: return one
    case nil: return graph.place(of: operation) == .first ? shared.number(0, arena) : one
    }
  }

  /// Adds what was walked past. Of blocks that are done the gradients are shared out, if any are.
  private mutating func pass(_ node: Node, times: Formula? = nil, _ passed: inout Passed) {
    switch node {
    case .copies(let repetition, let body) where copies.isEmpty:
      passed.done += scaled(elements(of: body, isShared: true), by: times ?? self.times(of: repetition))
    case .copies(let repetition, let body):
      let whole = scaled(elements(of: body, isShared: false), by: times ?? self.times(of: repetition))
      if sharing == nil { passed.done += whole } else { passed.waiting += whole }
    case .operation(let index):
      let whole = elements(of: graph.operations[index], isShared: false)
      if sharing == nil { passed.done += whole } else { passed.waiting += whole }
    }
  }

  private mutating func elements(of nodes: [Node], isShared: Bool) -> [Formula] {
    var result: [Formula] = []
    for node in nodes {
      switch node {
      case .operation(let index): result += elements(of: graph.operations[index], isShared: isShared)
      case .copies(let repetition, let body):
        result += scaled(elements(of: body, isShared: isShared), by: times(of: repetition))
      }
    }
    return result
  }

  /// Elements of the gradients of an operation's weights on one device.
  private mutating func elements(of operation: Graph.Operation, isShared: Bool) -> [Formula] {
    var result: [Formula] = []
    for weight in graph.weights(of: operation, onDevice: true) where weight.isTrained {
      let held = shared.divided(weight.elements, by: weight.share, arena)
      let copies = weight.kind == .expert ? sharing?.expertCopies : sharing?.copies
      result.append(isShared ? shared.divided(held, by: copies, arena) : held)
    }
    return scaled(result, ifAny: stages.factor(of: operation, &shared))
  }

  // MARK: Formulas

  private mutating func times(of repetition: Graph.Repetition) -> Formula {
    let times = repetition.spread.map { stages.times(of: $0, &shared) } ?? repetition.times
    return repetition.isWithoutFirst ? stages.withoutFirst(times, &shared) : times
  }

  /// The sum of `terms`, `times` times; as one term, or none.
  private mutating func scaled(_ terms: [Formula], by times: Formula) -> [Formula] {
    guard !terms.isEmpty else { return [] }
    return [shared.times(times, shared.sum(terms, arena), arena)]
  }

  private mutating func scaled(_ terms: [Formula], ifAny factor: Formula?) -> [Formula] {
    factor.map { scaled(terms, by: $0) } ?? terms
  }

  private mutating func size(of type: Symbol) -> Formula { types[type]?.size ?? shared.number(0, arena) }

  private mutating func bytes(_ storage: Int) -> Formula {
    let made = graph.storages[storage]
    return divided(shared.times(size(of: made.type), made.elements, arena), storage)
  }

  private mutating func bytes(_ tensor: Graph.Tensor) -> Formula {
    let elements = shared.product(tensor.sizes, arena)
    return divided(shared.times(size(of: tensor.type), elements, arena), tensor.storage)
  }

  private mutating func divided(_ bytes: Formula, _ storage: Int) -> Formula {
    shared.divided(bytes, by: graph.storages[storage].share, arena)
  }
}
