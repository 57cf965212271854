import Formulas
import Language

extension Graph.Operation {
  /// Bytes that one device sends for it to its neighbours of tensor or expert parallelism, for one micro-batch; nil
  /// where it sends none. Forward twice where a checkpoint computes it again, backward where it has a gradient.
  func sent(_ fold: Declaration.Fold, _ shared: inout SharedFormulas, _ arena: Arena) -> Formula? {
    let isOfExperts = fold == .expertTraffic
    guard let forward = costs[isOfExperts ? .expertTraffic : .tensorTraffic] else { return nil }
    var terms = [isRecomputed ? shared.times(shared.number(2, arena), forward, arena) : forward]
    if requiresGradient {
      if let backward = isOfExperts ? forward : costs[.backwardTraffic] { terms.append(backward) }
      if !isOfExperts, let again = costs[.gatheredAgain] {
        let isStoppedBefore = checkpoint != nil && !isRecomputed
        terms += isStoppedBefore ? [again, again] : [again]
      }
    }
    return shared.sum(terms, arena)
  }

  /// Bytes that it moves backward, of those that it moves forward: twice as many, since every gradient reads as much
  /// again, and less where something is frozen.
  func movedBackward(_ forward: Formula, _ shared: inout SharedFormulas, _ arena: Arena) -> Formula {
    // Of no bytes the unit stays.
    guard requiresGradient else { return shared.times(shared.number(0, arena), forward, arena) }
    let (needed, possible) = gradientShare
    if needed == possible { return shared.times(shared.number(2, arena), forward, arena) }
    return shared.times(shared.fraction(2 * needed, possible, arena), forward, arena)
  }

  /// Of how many operands and matrices the gradient is wanted, and of how many it could be.
  var gradientShare: (needed: Int, possible: Int) {
    guard let needs else { return (1, 1) }
    return (
      needs.operands.needed + needs.matrices.needed, needs.operands.possible + needs.matrices.possible
    )
  }
}
