import Formulas
import Language

/// What a session has shown, and what was changed between: so that it can say what moved.
struct ShownAnswers {
  private(set) var all: [Shown] = []
  private var changes: [Change] = []
  /// Changes that are too long ago to be kept.
  private var forgotten = 0

  /// So many expressions are remembered, and so many changes.
  private static let capacity = 100
  private static let changeCapacity = 200

  /// An expression with the last two answers that differed.
  struct Shown {
    /// The expression without what only says how it is written.
    let key: String
    let formula: Formula
    fileprivate(set) var now: Known
    fileprivate(set) var before: Known?
    /// The value after the last change, where that was worked out; nil where there was none.
    var current: Value?

    var isLedger: Bool { now.value.isTree }
  }

  /// An answer, and how many changes had been made when it was first and last shown.
  struct Known {
    var value: Value
    var first: Int
    var last: Int
  }

  /// Something that was set, used or taken back.
  struct Change {
    /// What was set; nil where it may be anything.
    var name: Symbol?
    var text: String
    /// Whether every answer may rest on it, whatever its formula says.
    var isOfAll = false
    /// Whether it took back all that was set before.
    var isReset = false
    /// Whether it took back a change, or did it again.
    var travel: Travel?

    enum Travel { case back, forth }

    /// Whether all is as before `earlier`, once this has followed it.
    func cancels(_ earlier: Change) -> Bool {
      guard name != nil, name == earlier.name else { return false }
      return travel == .back ? earlier.travel != .back : travel == .forth && earlier.travel == .back
    }
  }

  var count: Int { forgotten + changes.count }

  subscript(key: String) -> Shown? { all.first { $0.key == key } }

  mutating func note(_ change: Change) {
    changes.append(change)
    guard changes.count > ShownAnswers.changeCapacity else { return }
    forgotten += changes.count / 2
    changes.removeFirst(changes.count / 2)
  }

  /// Remembers that an expression gave `value`.
  mutating func remember(_ key: String, _ formula: Formula, _ value: Value) {
    let known = Known(value: value, first: count, last: count)
    guard let place = all.firstIndex(where: { $0.key == key }) else {
      if all.count == ShownAnswers.capacity { all.removeFirst() }
      return all.append(Shown(key: key, formula: formula, now: known, before: nil, current: value))
    }
    var shown = all.remove(at: place)
    if shown.now.value.isLike(value) {
      shown.now.last = count
    } else {
      (shown.before, shown.now) = (shown.now, known)
    }
    shown.current = value
    all.append(shown)
  }

  mutating func set(current value: Value?, of key: String) {
    guard let place = all.firstIndex(where: { $0.key == key }) else { return }
    all[place].current = value
  }

  /// The answer before `value`, and what was changed between the two; nil if there was none that differed.
  func then(_ shown: Shown, before value: Value) -> (value: Value, changes: ArraySlice<Change>)? {
    if !shown.now.value.isLike(value) { return (shown.now.value, changes(shown.now.last, count)) }
    return shown.before.map { ($0.value, changes($0.last, shown.now.first)) }
  }

  private func changes(_ first: Int, _ last: Int) -> ArraySlice<Change> {
    let (first, last) = (max(0, first - forgotten), max(0, last - forgotten))
    return first < last ? changes[first..<min(last, changes.count)] : []
  }
}

extension Value {
  /// Whether it is a ledger with rows.
  var isTree: Bool { if case .ledger(let ledger) = bare { !ledger.rows.isEmpty } else { false } }

  /// Whether two answers say the same: for ledgers, row by row.
  func isLike(_ other: Value) -> Bool {
    switch (bare, other.bare) {
    case (.ledger(let a), .ledger(let b)): a.isLike(b)
    case (.quantity(let a), .quantity(let b)): a == b
    case (.boolean(let a), .boolean(let b)): a == b
    case (.word(let a), .word(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isLike($1) }
    case (.range(let a), .range(let b)):
      a.first == b.first && a.last == b.last && a.step == b.step && a.isGeometric == b.isGeometric
    default: false
    }
  }
}

extension Ledger {
  fileprivate func isLike(_ other: Ledger) -> Bool {
    total == other.total && name == other.name && rows.count == other.rows.count
      && zip(rows, other.rows).allSatisfy { $0.isLike($1) }
  }
}
