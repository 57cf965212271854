import Formulas
import Language

/// What one step of one input does to an answer.
public struct Effect {
  public var name: Symbol
  public var from: Quantity
  public var to: Quantity
  public var result: Quantity
  /// The relative change of the answer.
  public var change: Num
}

/// Where a condition changes when one input moves alone.
public struct Edge {
  public var name: Symbol
  public var now: Quantity
  public var below: Quantity?
  public var above: Quantity?
}

extension Worksheet {
  /// The inputs with a number that an answer rests on, each with the value that the question starts from. A ledger may
  /// see another one inside, as memory does the batch of one micro-batch.
  private func numbers(behind answer: Answer) -> [(name: Symbol, value: Quantity)] {
    let outside = Evaluation(arena, units, self)
    let takesVariant = arena.contains(answer.formula) { node in
      if case .with(_, let id) = node { arena.overrides(id).contains(where: \.isVariant) } else { false }
    }
    return inputs(of: answer).compactMap { cause in
      let name = names.symbol(cause.name)
      // What the question pins can't move.
      let isPinned = arena.contains(answer.formula) { node in
        if case .with(_, let id) = node { arena.overrides(id).contains { $0.name == name } } else { false }
      }
      guard !isPinned, obstacle(toOverriding: name, at: .none) == nil,
        case .quantity(let seen) = cause.value.bare
      else {
        return nil
      }
      return (name, takesVariant ? seen : (try? outside.quantity(arena.add(.name(name)))) ?? seen)
    }
  }

  /// Whether the input is a whole number by its domain.
  func isCount(_ name: Symbol) -> Bool {
    switch domain(of: name) {
    case .count, .length, .whole: true
    default: false
    }
  }

  private func isCounted(_ name: Symbol, _ value: Quantity) -> Bool {
    switch domain(of: name) {
    case .count, .length, .whole: true
    case .fraction, .share, .measure: false
    default: value.number.isInteger && value.number.isExact
    }
  }

  /// The value of a formula with one input set; nil where it is not legal.
  private func value(_ formula: Formula, _ name: Symbol, _ quantity: Quantity) throws(Diagnostic) -> Value? {
    if isInterrupted { throw Diagnostic.stopped }
    let outside = Evaluation(arena, units, self)
    outside.isOneOfMany = true
    let evaluation = outside.overriding(values: [(name, .quantity(quantity))])
    do throws(Diagnostic) {
      try check(.quantity(quantity), for: name, formula: .absent, in: evaluation)
      return try evaluation.value(formula).bare
    } catch {
      if error.code == .interrupted { throw error }
      return nil
    }
  }

  /// How far a whole number is moved in search of the next legal one.
  private static let reach = 4_096

  /// The next whole number at which a formula has a value.
  private func next(_ formula: Formula, _ name: Symbol, _ value: Quantity) throws(Diagnostic) -> Num? {
    let one = value.number.adding(.int(1))
    if try self.value(formula, name, Quantity(one, value.dimension))?.quantity != nil { return one }
    // From where it stands, which is legal, so that the search has a model to start from.
    let values = Space.Values.range(first: value, step: .int(1), count: Worksheet.reach + 1)
    var search = Search(self, Space([Space.Variable(name: name, span: .none, values: values)]))
    search.condition = arena.add(.binary(.equal, formula, formula))
    search.top = 2
    let hits = try search.run().hits.filter { $0[0] > 0 }
    return hits.first.flatMap { values[$0[0]].quantity?.number }
  }

  public func sensitivity(of answer: Answer) throws(Diagnostic) -> [Effect] {
    guard let start = answer.value.quantity else { return [] }
    var effects: [Effect] = []
    for (name, value) in numbers(behind: answer) {
      var steps: [Num]
      if isCounted(name, value) {
        steps = try next(answer.formula, name, value).map { [$0] } ?? []
      } else {
        let hundredth = value.number.dividing(by: .int(100)) ?? .zero
        steps = [value.number.adding(hundredth), value.number.subtracting(hundredth)]
      }
      if value.number.isZero, !isCounted(name, value) { steps = [] }
      for step in steps {
        let next = Quantity(step, value.dimension)
        guard let result = try self.value(answer.formula, name, next)?.quantity,
          result.sums(with: start) != nil
        else { continue }
        let change = result.number.subtracting(start.number).dividing(by: start.number) ?? .zero
        effects.append(Effect(name: name, from: value, to: next, result: result, change: change))
        break
      }
    }
    return effects.sorted { $1.change.magnitude < $0.change.magnitude }
  }

  public func edges(
    of answer: Answer, holds: Bool, workers: Workers, progress: (Double) -> Void
  ) throws(Diagnostic) -> [Edge] {
    let inputs = numbers(behind: answer)
    var edges: [Edge] = []
    for (index, (name, value)) in inputs.enumerated() {
      progress(Double(index) / Double(inputs.count))
      var edge = Edge(name: name, now: value)
      if isCounted(name, value) {
        edge.above = try wholeEdge(answer.formula, holds, name, value, step: 1, workers)
        edge.below = try wholeEdge(answer.formula, holds, name, value, step: -1, workers)
      } else {
        edge.above = try realEdge(answer.formula, holds, name, value, upwards: true)
        edge.below = try realEdge(answer.formula, holds, name, value, upwards: false)
      }
      edges.append(edge)
    }
    return edges
  }

  /// The nearest whole number at which the condition comes out otherwise.
  private func wholeEdge(
    _ condition: Formula, _ holds: Bool, _ name: Symbol, _ value: Quantity, step: Int, _ workers: Workers
  ) throws(Diagnostic) -> Quantity? {
    guard let start = value.number.integer else { return nil }
    let isZeroLegal = if case .whole? = domain(of: name) { true } else { false }
    let least = domain(of: name) == nil ? start - 1_000_000 : isZeroLegal ? 0 : 1
    let limit = min(1_000_000, max(65_536, start.magnitude < 10_000 ? 100 * Int(start.magnitude) : 1_000_000))
    let count = step > 0 ? limit : min(limit, start - least)
    guard count > 0 else { return nil }
    guard start.magnitude < 1 << 60 else { return nil }
    // Nearest first: most edges are near, and a short search is soon done. Each begins where the input stands, which is
    // legal, so that there is a model to start from, and where the condition comes out as it does now.
    for part in [64, 4_096, count] {
      let values = Space.Values.range(
        first: Quantity(.int(start), value.dimension), step: .int(step), count: min(part, count) + 1)
      var search = Search(self, Space([Space.Variable(name: name, span: .none, values: values)]))
      search.condition = holds ? arena.add(.unary(.not, condition)) : condition
      search.workers = workers
      if let hit = try search.run().hits.first, let found = values[hit[0]].quantity { return found }
      if part >= count { break }
    }
    return nil
  }

  /// The nearest real number at which it does: sought by steps of two percent, then by halving.
  private func realEdge(
    _ condition: Formula, _ holds: Bool, _ name: Symbol, _ value: Quantity, upwards: Bool
  ) throws(Diagnostic) -> Quantity? {
    func isChanged(_ x: Double) throws(Diagnostic) -> Bool? {
      guard case .boolean(let now)? = try self.value(condition, name, Quantity(.real(x), value.dimension))
      else {
        return nil
      }
      return now != holds
    }
    var last = value.number.double
    guard last > 0 else { return nil }
    for _ in 0..<700 {
      var next = upwards ? last * 1.02 : last / 1.02
      if upwards, isShare(name), next > 1 { next = 1 }
      if next == last { return nil }
      guard let changed = try isChanged(next) else { return nil }
      guard changed else {
        last = next
        continue
      }
      var (near, far) = (last, next)
      for _ in 0..<60 {
        let middle = near + (far - near) / 2
        if middle == near || middle == far { break }
        if try isChanged(middle) ?? true { far = middle } else { near = middle }
      }
      return Quantity(.real(far), value.dimension)
    }
    return nil
  }

  private func isShare(_ name: Symbol) -> Bool {
    switch domain(of: name) {
    case .fraction, .share: true
    default: false
    }
  }
}
