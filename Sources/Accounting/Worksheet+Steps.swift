import Formulas
import Language

/// Recording what a statement changes, and exchanging it for what stood there.
extension Worksheet {
  // MARK: Recording

  /// Begins to record what a statement changes.
  public func beginStep() { changes = [] }

  /// Ends the step of a statement; one that changed nothing is none. `text` says the same again where the statement
  /// alone would not.
  public func endStep(_ statement: Span, text: String? = nil) {
    guard let made = changes else { return }
    changes = nil
    guard !made.isEmpty, !isIdle(made) else { return }
    let piece = text.map { Timeline.Piece.text($0) } ?? .statement(statement)
    timeline.done.append(Timeline.Step(statement: statement, pieces: [piece], changes: made))
    timeline.undone = []
  }

  /// Puts back what a statement changed that failed: it leaves nothing behind.
  public func abandonStep() {
    guard let made = changes else { return }
    changes = nil
    var step = Timeline.Step(statement: .none, pieces: [], changes: made)
    _ = exchange(&step)
  }

  /// From here on, what was done so far can't be undone; gives back how far that was before.
  @discardableResult
  public func fixSteps() -> Int {
    defer { timeline.floor = timeline.done.count }
    return timeline.floor
  }

  public func fixSteps(to count: Int) { timeline.floor = count }

  /// How many steps can be undone.
  public var stepCount: Int { timeline.done.count }
  public var undoneCount: Int { timeline.undone.count }

  /// Makes one step of those since `count`: what a sourced script did is taken back at once.
  public func mergeSteps(since count: Int, as statement: Span) {
    guard timeline.done.count > count else { return }
    let merged = timeline.done[count...]
    let step = Timeline.Step(
      statement: statement, pieces: merged.flatMap(\.pieces), changes: merged.flatMap(\.changes))
    timeline.done.removeSubrange(count...)
    timeline.done.append(step)
  }

  /// Whether everything stands as before: an assignment that failed leaves its traces and no change.
  private func isIdle(_ made: [Timeline.Change]) -> Bool {
    var seen: Set<Symbol> = []
    for change in made {
      guard case .slot(let name, let old, _) = change else { return false }
      if seen.insert(name).inserted, entries[name] !== old { return false }
    }
    return true
  }

  func willChange(_ change: @autoclosure () -> Timeline.Change) {
    if changes != nil { changes?.append(change()) }
  }

  /// Puts an entry under a name, or takes it away, and keeps the order of names.
  func place(_ entry: Entry?, _ name: Symbol) {
    let old = entries[name]
    var position = order.count
    if old == nil, entry != nil { order.append(name) }
    if old != nil, entry == nil, let index = order.lastIndex(of: name) {
      position = index
      order.remove(at: index)
    }
    willChange(.slot(name, old, position: position))
    entries[name] = entry
  }

  /// The statements that brought the worksheet to where it stands, in order.
  public var script: [String] {
    timeline.done.flatMap(\.pieces).map { piece in
      switch piece {
      case .statement(let span): sources.text(span)
      case .text(let text): text
      }
    }
  }

  // MARK: Taking back

  /// What `undo` or `redo` did.
  public struct Travel {
    public var statement: Span
    /// The names that changed, in the order of their change.
    public var names: [String]
    public var changesModel: Bool
  }

  public func undo() -> Travel? {
    guard timeline.done.count > timeline.floor, var step = timeline.done.popLast() else { return nil }
    let travel = exchange(&step)
    timeline.undone.append(step)
    return travel
  }

  public func redo() -> Travel? {
    guard var step = timeline.undone.popLast() else { return nil }
    let travel = exchange(&step)
    timeline.done.append(step)
    return travel
  }

  /// Goes back step by step until `isWanted`, and all the way forward again. Gives the steps in between, oldest first;
  /// none where nothing was found.
  public func lookBack(atMost limit: Int, until isWanted: () -> Bool) -> [Travel] {
    var travels: [Travel] = []
    var isFound = false
    while !isFound, travels.count < limit, !interruption(), let travel = undo() {
      travels.append(travel)
      isFound = isWanted()
    }
    for _ in travels { _ = redo() }
    return isFound ? travels.reversed() : []
  }

  private func exchange(_ step: inout Timeline.Step) -> Travel {
    let before = (family, preset)
    step.changes = step.changes.reversed().map(exchanged)
    var seen: Set<Symbol> = []
    let changed = step.changes.reversed().compactMap { change -> Symbol? in
      guard case .slot(let name, _, _) = change, seen.insert(name).inserted else { return nil }
      return name
    }
    // What was measured stands for an input that nobody sets any more.
    for name in changed {
      guard let observation = observations[name] else { continue }
      observe(names[name], observation.value, provenance: observation.provenance)
    }
    return Travel(
      statement: step.statement, names: changed.map { names[$0] },
      changesModel: before.0 != family || before.1 != preset)
  }

  /// Whether models, once worked out, hold on to what the entry says.
  private func isOfModels(_ entry: Entry?) -> Bool {
    switch entry?.kind {
    case .ledger, .record: true
    case .input, .definition, .function, nil: false
    }
  }

  private func exchanged(_ change: Timeline.Change) -> Timeline.Change {
    switch change {
    case .slot(let name, let entry, let position):
      let now = entries[name]
      var place = position
      if now != nil, entry == nil, let index = order.lastIndex(of: name) {
        place = index
        order.remove(at: index)
      }
      if now == nil, entry != nil { order.insert(name, at: min(position, order.count)) }
      entries[name] = entry
      if isOfModels(now) || isOfModels(entry) { plans = [] }
      return .slot(name, now, position: place)
    case .catalogue(let old):
      let now = catalogue
      (catalogue, plans) = (old, [])
      return .catalogue(now)
    case .units(let rows, let isKnown):
      // Formulas that were decided before knew other units.
      plans = []
      if isKnown { units.remove(rows) } else { units.restore(rows) }
      return .units(rows, isKnown: !isKnown)
    case .scale(let dimension, let scale):
      return .scale(dimension, units.exchangeScale(dimension, scale))
    case .lastValue(let old):
      let now = lastValue
      lastValue = old
      return .lastValue(now)
    }
  }
}

extension Worksheet {
  /// A name as it stands, in the form of a statement; nil where there is none of that name.
  public func standing(of text: String) -> String? {
    let name = names.symbol(text)
    switch entries[name]?.kind {
    case nil: return nil
    case .function(let parameters, let body):
      return "\(text)(\(parameters.map { names[$0] }.joined(separator: ", "))) := \(arena.text(body))"
    case .ledger, .record: return "\(text) is declared"
    case .input(let input): return standing(text, input.binding)
    case .definition(let binding): return standing(text, binding)
    }
  }

  private func standing(_ text: String, _ binding: Binding) -> String {
    let value = self.text(of: text)
    switch binding.value {
    case .unset: return "\(text) has no value"
    case .fixed: return "\(text) = \(value ?? "")"
    case .live: return "\(text) := \(arena.text(binding.formula))" + (value.map { "   = \($0)" } ?? "")
    }
  }
}
