import Formulas

/// How the numbers of one column of a table are written: one unit, one number of decimals, said once in the head.
struct ColumnStyle: Sendable {
  /// The unit of every cell; nil where cells say what they are themselves.
  private var unit: Unit?
  private var places: Int?
  /// What stands in brackets in the head.
  private(set) var heading = ""

  /// The style that suits `values`, and whatever like them may follow. Where some of them matter most, such as the
  /// totals of parts, `leading` are those: unit and decimals are theirs.
  init(_ values: [Value?], leading: [Value?]? = nil, _ text: ValueText) {
    let all = values.compactMap { $0?.quantity }
    let quantities = leading.map { $0.compactMap { $0?.quantity } } ?? all
    guard let first = quantities.first, !values.contains(where: { $0 != nil && $0?.quantity == nil }) else {
      return
    }
    if case .shown(_, let display)?? = values.first(where: { $0 != nil }) {
      guard case .unit(let wanted) = display else { return }
      unit = wanted
    } else {
      unit = ColumnStyle.unit(quantities, text.units)
    }
    let scaled = quantities.compactMap { $0.number.dividing(by: unit?.factor ?? .one) }
    let cells = all.compactMap { $0.number.dividing(by: unit?.factor ?? .one) }
    let isCount = unit.map { $0.factor == .one } ?? true
    if isCount, cells.allSatisfy({ $0.isExact && $0.isInteger }) {
      places = 0
    } else {
      places = ColumnStyle.places(scaled)
    }
    let name = unit?.name ?? text.units.name(of: first.dimension)
    let isRounded = cells.contains { $0.exactText(limit: places ?? 0) == nil }
    heading = [isRounded ? "≈" : "", name].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The unit people would say the column in: that of its smallest value, unless the largest gets too long in it.
  private static func unit(_ quantities: [Quantity], _ units: Units) -> Unit? {
    guard let first = quantities.first, quantities.allSatisfy({ $0.dimension == first.dimension }) else {
      return nil
    }
    let sizes = quantities.map(\.number.magnitude).filter { !$0.isZero }
    guard let least = sizes.min(), let most = sizes.max() else { return nil }
    guard
      let small = units.humanUnit(for: least, first.dimension) ?? units.humanUnit(for: most, first.dimension)
    else { return nil }
    guard let length = most.dividing(by: small.factor), .int(100_000) < length else { return small }
    return units.humanUnit(for: most, first.dimension)
  }

  /// Enough decimals for three digits of the smallest value, within reason.
  private static func places(_ numbers: [Num]) -> Int {
    let least = numbers.map(\.magnitude).filter { !$0.isZero }.min() ?? .one
    var places = 2
    var bound = Num.one
    while places < 6, least < bound {
      places += 1
      bound = bound.dividing(by: .int(10)) ?? bound
    }
    return places
  }

  func cell(_ value: Value?, _ text: ValueText) -> String {
    guard let value else { return text.page.spell("–") }
    guard let places, let quantity = value.quantity,
      let number = quantity.number.dividing(by: unit?.factor ?? .one)
    else { return text.cell(value) }
    if number.isZero { return "0" }
    let isLost = number.magnitude.multiplying(Num.int(10).power(.int(places)) ?? .one) < .wide(1, 2)
    return isLost ? number.roundedText(significant: 2) : number.fixedText(places)
  }

  func title(_ name: String) -> String { heading.isEmpty || heading == name ? name : "\(name) (\(heading))" }
}

extension Grid {
  /// For people, one unit a column. `styles` are those of the rows before, where this goes on from them.
  func table(_ text: ValueText, styles: [ColumnStyle]) -> Table {
    Table(
      columns.indices.map {
        Table.Column(styles[$0].title(columns[$0]), holdsNumbers($0) ? .right : .left)
      },
      rows: rows.map { row in row.indices.map { styles[$0].cell(row[$0], text) } })
  }

  func styles(_ text: ValueText) -> [ColumnStyle] {
    columns.indices.map { index in ColumnStyle(rows.map { $0[index] }, text) }
  }
}
