import Formulas

/// Answers side by side: a column for each, a row for the whole and one for each part that any of them has.
struct Comparison {
  /// What is compared, where that is the same in every column.
  let subject: String
  /// What differs, column by column.
  let heads: [String]
  /// The whole, then its parts, then related figures: each with those first that moved furthest.
  private(set) var rows: [Row]
  /// How the answers asked to be written.
  let display: Display?
  /// Whether all of them are ledgers, so that there are parts.
  let hasParts: Bool

  struct Row {
    /// `activations.blocks`; empty for the whole.
    let path: String
    let level: Int
    /// Whether it is no part of the whole but stands beside it.
    let isRelated: Bool
    /// One for each column; nil where that ledger has no such row.
    var quantities: [Quantity?]

    private var numbers: [Num] { quantities.map { $0?.number ?? .zero } }

    /// Whether the columns differ.
    var hasMoved: Bool {
      guard let first = quantities.first else { return false }
      return quantities.contains { $0?.number != first?.number }
    }

    /// How far apart its columns are.
    var distance: Num {
      guard let least = numbers.min(), let most = numbers.max() else { return .zero }
      return most.subtracting(least)
    }

    /// The last less the first; what a ledger does not have counts as nothing.
    var difference: Quantity? {
      guard let dimension = quantities.compactMap({ $0?.dimension }).first, let first = numbers.first,
        let last = numbers.last
      else { return nil }
      return Quantity(last.subtracting(first), dimension)
    }

    /// The last by the first.
    var ratio: Quantity? {
      guard let first = quantities.first ?? nil, let last = quantities.last ?? nil, !first.number.isZero
      else { return nil }
      return last.number.dividing(by: first.number).map { Quantity($0) }
    }
  }

  init(_ subject: String, heads: [String], _ values: [Value]) {
    (self.subject, self.heads) = (subject, heads)
    display = values.lazy.compactMap { if case .shown(_, let display) = $0 { display } else { nil } }.first
    let ledgers = values.compactMap { if case .ledger(let ledger) = $0.bare { ledger } else { nil } }
    hasParts = ledgers.count == values.count && ledgers.contains { !$0.rows.isEmpty }
    let whole = Row(path: "", level: 0, isRelated: false, quantities: values.map(\.quantity))
    rows = [whole]
    guard hasParts else { return }
    var parts = Parts(columns: values.count)
    for (column, ledger) in ledgers.enumerated() { parts.add(ledger, at: column) }
    let moves = parts.rows.map { (row: $0, distance: $0.distance) }.stablySorted { $1.distance < $0.distance }
    rows += (moves.filter { !$0.row.isRelated } + moves.filter(\.row.isRelated)).map(\.row)
  }

  var hasMoved: Bool { rows.contains(where: \.hasMoved) }
}

/// Gathers the rows of several ledgers by their paths.
private struct Parts {
  let columns: Int
  private(set) var rows: [Comparison.Row] = []
  private var places: [String: Int] = [:]

  init(columns: Int) { self.columns = columns }

  mutating func add(_ ledger: Ledger, at column: Int) {
    add(ledger.rows, of: ledger, under: "", level: 1, at: column)
  }

  private mutating func add(
    _ ledgers: [Ledger], of whole: Ledger, under path: String, level: Int, at column: Int
  ) {
    for ledger in ledgers where ledger.total.sums(with: whole.total) != nil {
      let name = path + ledger.name
      add(ledger.total, name, level, column, isRelated: ledger.role == .also)
      // The parts of a related figure are mostly other rows once more.
      guard ledger.role == .counted else { continue }
      add(ledger.rows, of: whole, under: name + ".", level: level + 1, at: column)
    }
  }

  private mutating func add(
    _ quantity: Quantity, _ path: String, _ level: Int, _ column: Int, isRelated: Bool
  ) {
    let place = places[path] ?? rows.count
    if place == rows.count {
      places[path] = place
      rows.append(
        Comparison.Row(
          path: path, level: level, isRelated: isRelated, quantities: Array(repeating: nil, count: columns)))
    }
    let before = rows[place].quantities[column]
    rows[place].quantities[column] =
      before.map { Quantity($0.number.adding(quantity.number), $0.dimension) } ?? quantity
  }
}

extension Array {
  /// Sorted, with what is equal left in its order.
  fileprivate func stablySorted(by precedes: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted { a, b in
      precedes(a.element, b.element) || !precedes(b.element, a.element) && a.offset < b.offset
    }.map(\.element)
  }
}
