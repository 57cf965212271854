import Formulas

/// One line of a ledger's tree, in pieces that are not aligned yet.
struct LedgerRow {
  /// The branches before the name: `│  ├─ `.
  var branch: String
  var name: String
  var number: String
  var unit: String
  var human: String
  var share: String
  /// The share as a number.
  var fraction: Double
  var note: String
  /// The whole ledger's own line.
  var isRoot = false
  /// First of the related figures, which a thin line sets apart from the rows that add up.
  var opensRelated = false

  /// How many rows it lies below.
  var level: Int { branch.unicodeScalars.count / 3 }

  /// For pages too narrow for all digits.
  var rounded: String { human.isEmpty ? number : human }
}

/// Walks a ledger down to a depth.
struct LedgerRows {
  let whole: Ledger
  let display: Display?
  let text: ValueText
  let depth: Int
  private(set) var rows: [LedgerRow] = []
  /// Rows that lie deeper than `depth`.
  private(set) var hidden = 0

  init(_ ledger: Ledger, as display: Display?, depth: Int, text: ValueText) {
    (whole, self.display, self.depth, self.text) = (ledger, display, depth, text)
    var root = row(ledger, branch: "", isCounted: true)
    root.isRoot = true
    rows.append(root)
    let (counted, related) = (
      ledger.rows.filter { $0.role == .counted }, ledger.rows.filter { $0.role == .also }
    )
    add(counted, under: "", level: 1, isCounted: true)
    let first = rows.count
    add(related, under: "", level: 1, isCounted: false)
    if first < rows.count { rows[first].opensRelated = true }
  }

  private mutating func add(_ ledgers: [Ledger], under stem: String, level: Int, isCounted: Bool) {
    for (index, ledger) in ledgers.enumerated() {
      // The parts of a related figure are mostly the rows above once more: only `all` opens them.
      if level > (isCounted || depth == .max ? depth : 1) {
        hidden += 1 + LedgerRows.count(ledger)
        continue
      }
      let isLast = index == ledgers.count - 1
      let isCounted = isCounted && ledger.role == .counted
      // Related figures of the whole stand flush left, below the line; they hang from nothing.
      let isTop = level == 1 && !isCounted
      rows.append(row(ledger, branch: isTop ? "" : stem + (isLast ? "└─ " : "├─ "), isCounted: isCounted))
      let children = ledger.rows.filter { $0.role == .counted } + ledger.rows.filter { $0.role == .also }
      add(
        children, under: isTop ? "" : stem + (isLast ? "   " : "│  "), level: level + 1, isCounted: isCounted)
    }
  }

  private func row(_ ledger: Ledger, branch: String, isCounted: Bool) -> LedgerRow {
    let page = text.page
    let times = ledger.times.map { " × " + text.units.exact($0) } ?? ""
    let (number, unit, human) = figures(ledger.total, isRoot: ledger === whole)
    return LedgerRow(
      branch: page.spell(branch), name: page.spell(ledger.name + times), number: page.spell(number),
      unit: unit,
      human: page.spell(human), share: isCounted ? share(ledger.total) : "",
      fraction: ledger.total.number.dividing(by: whole.total.number)?.double ?? 0,
      note: page.spell(ledger.note))
  }

  /// Number, unit and rounded form; the unit is said once, on the first line, and where it differs.
  private func figures(_ total: Quantity, isRoot: Bool) -> (String, String, String) {
    switch display {
    case .unit(let unit)? where unit.dimension.powers == total.dimension.powers:
      guard let scaled = total.number.dividing(by: unit.factor) else { break }
      return (aligned(scaled, unit), isRoot ? unit.name : "", "")
    case .format?, .places?:
      if let display { return (text.units.text(.quantity(total), as: display, text.names), "", "") }
    default: break
    }
    let isSpoken = isRoot || total.dimension != whole.total.dimension
    let unit = isSpoken ? text.units.name(of: total.dimension) : ""
    return (Units.exact(total.number), unit, text.human(total) ?? "")
  }

  /// The same number of decimals on every row, so that the points stand in one column: two, or as many as give the
  /// whole three digits. What would round to zero is said with its own digits.
  private func aligned(_ number: Num, _ unit: Unit) -> String {
    let whole = whole.total.number.dividing(by: unit.factor)?.magnitude ?? .one
    var places = 2
    var least = Num.one
    while places < 12, !whole.isZero, whole < least {
      places += 1
      least = least.dividing(by: .int(10)) ?? least
    }
    let isLost = number.magnitude.multiplying(Num.int(10).power(.int(places)) ?? .one) < .wide(1, 2)
    let text = isLost && !number.isZero ? number.roundedText(significant: 2) : number.fixedText(places)
    return (number.exactText(limit: places) == nil ? "≈ " : "") + text
  }

  private func share(_ part: Quantity) -> String {
    guard part.dimension == whole.total.dimension, let share = part.number.dividing(by: whole.total.number)
    else {
      return ""
    }
    return LedgerRows.percent(share)
  }

  /// `35.8%`; of what is there at all never 0.0%.
  static func percent(_ share: Num) -> String {
    let percent = share.multiplying(.int(100))
    if percent.sign > 0, percent < .wide(1, 20) { return "<0.1%" }
    return percent.fixedText(1) + "%"
  }

  private static func count(_ ledger: Ledger) -> Int {
    ledger.rows.reduce(ledger.rows.count) { $0 + count($1) }
  }
}
