import Formulas
import Language

/// What of a model lies on one stage of its pipeline, as formulas in the input `stage` (Narayanan et al. 2021, 1F1B):
/// what comes before the blocks is on the first, what comes after them on the last, and every stage has its share of
/// the blocks, of which the first and the last may have fewer. A model that is not cut has no such factors.
struct Stages {
  private let graph: Graph
  private let arena: Arena
  private let onFirst, onLast: Formula
  private let onStage, maximum, minimum: Symbol

  init(_ graph: Graph, _ names: Names, _ arena: Arena, _ shared: inout SharedFormulas) {
    (self.graph, self.arena) = (graph, arena)
    onFirst = shared.node(.name(names.symbol("on_first_stage")), arena, .none)
    onLast = shared.node(.name(names.symbol("on_last_stage")), arena, .none)
    onStage = names.symbol("on_stage")
    maximum = names.symbol("max")
    minimum = names.symbol("min")
  }

  /// nil where every stage has the operation in its own blocks, and where the model is not cut.
  private func place(of operation: Graph.Operation) -> Graph.Place? {
    graph.isCut ? graph.place(of: operation) : nil
  }

  /// Whether an operation comes after all blocks, so that its backward pass follows its forward pass at once.
  func isBehindBlocks(_ operation: Graph.Operation) -> Bool {
    if case .last? = place(of: operation) { true } else { false }
  }

  /// 1 on the stage that has the operation, 0 on the others; nil is 1.
  func factor(of operation: Graph.Operation, _ shared: inout SharedFormulas) -> Formula? {
    switch place(of: operation) {
    case nil: return nil
    case .first?: return onFirst
    case .last?: return onLast
    case .behind(let spread)?:
      let last = shared.lessOne(blocks(before: spread + 1, &shared), arena)
      return share(from: last, of: shared.number(1, arena), &shared)
    }
  }

  /// How many of the copies of a spread lie on the stage.
  func times(of spread: Int, _ shared: inout SharedFormulas) -> Formula {
    let copies = graph.spreads[spread]
    if graph.spreads.count == 1, !graph.isUneven {
      return shared.divided(copies.times, by: copies.stages, arena)
    }
    guard graph.isCut else { return copies.times }
    return share(from: blocks(before: spread, &shared), of: copies.times, &shared)
  }

  /// 1 where the stage has the operation or a copy of it, 0 where it has none; nil is 1.
  func presence(of operation: Graph.Operation, _ shared: inout SharedFormulas) -> Formula? {
    guard graph.isCut, graph.spreads.count > 1, let spread = operation.path.lazy.compactMap(\.spread).first
    else { return factor(of: operation, &shared) }
    return shared.call(minimum, [shared.number(1, arena), times(of: spread, &shared)], arena, .none)
  }

  /// The copies of a spread but one, as many as there are.
  func others(of spread: Int, _ times: Formula, _ shared: inout SharedFormulas) -> Formula {
    let others = shared.lessOne(times, arena)
    guard graph.isCut, graph.spreads.count > 1 else { return others }
    return shared.call(maximum, [shared.number(0, arena), others], arena, .none)
  }

  /// Without the first of all copies, which stands alone, on the first stage.
  func withoutFirst(_ times: Formula, _ shared: inout SharedFormulas) -> Formula {
    graph.isCut
      ? shared.node(.binary(.subtract, times, onFirst), arena, .none) : shared.lessOne(times, arena)
  }

  private func blocks(before spread: Int, _ shared: inout SharedFormulas) -> Formula {
    shared.sum(graph.spreads.prefix(spread).map(\.times), arena)
  }

  /// The library's `on_stage(first, many, all)`.
  private func share(from first: Formula, of many: Formula, _ shared: inout SharedFormulas) -> Formula {
    let all = blocks(before: graph.spreads.count, &shared)
    return shared.call(onStage, [first, many, all], arena, .none)
  }
}

extension Graph {
  /// Where an operation stands among the blocks that are spread over stages.
  enum Place: Equatable {
    case first, last
    /// On the stage of the last block of this spread.
    case behind(Int)
  }

  /// nil where it stands in the blocks, or the model has none.
  func place(of operation: Operation) -> Place? {
    guard !spreads.isEmpty, !operation.path.contains(where: { $0.spread != nil }) else { return nil }
    switch operation.spreadsBefore {
    case 0: return .first
    case spreads.count: return .last
    default: return .behind(operation.spreadsBefore - 1)
    }
  }

  /// The weights of an operation that are counted: a matrix that is shared with a table is counted there, but where
  /// the two lie on different stages each has its own.
  func weights(of operation: Operation, onDevice: Bool) -> [Weight] {
    onDevice && isCut ? operation.weights : operation.weights.filter { $0.kind != .tied }
  }
}
