import Formulas

/// Values as the lines of `--format json`. The shape is a promise to other programs: members are added, never
/// renamed.
///
///     {"expr":…,"value":…,"unit":…,"exact":…}
///     {"expr":…,"value":…,"unit":…,"exact":…,"rows":[{"name":…,"value":…,"unit":…,"exact":…,"rows":[…]},…]}
///
/// `rows` add up to `value`; figures that are related but not part of it are in `also`. A folded row says how many
/// equal parts it stands for in `times`.
public struct ValueJSON {
  let units: Units
  let names: Names

  public init(units: Units, names: Names) { (self.units, self.names) = (units, names) }

  public func line(_ value: Value, expr: String) -> String {
    JSON.object(members(value, expr: expr)).text
  }

  /// What a line about a value begins with.
  func members(_ value: Value, expr: String) -> [(name: String, value: JSON)] {
    [("expr", .string(expr))] + members(value)
  }

  func members(_ value: Value) -> [(name: String, value: JSON)] { members(value, as: nil) }

  /// The value alone, as a cell of a table: a number, a text, true or false.
  func cell(_ value: Value?) -> JSON {
    guard let value else { return .null }
    return members(value, as: nil).first?.value ?? .null
  }

  private typealias Members = [(name: String, value: JSON)]

  private func members(_ value: Value, as display: Display?) -> Members {
    switch value {
    case .quantity(let quantity): figures(quantity, as: display)
    case .boolean(let flag): plain(.boolean(flag))
    case .word(let word): plain(.string(names[word]))
    case .text(let text): plain(.string(text))
    case .list(let items): list(items, as: display)
    case .range(let range): self.range(range, as: display)
    case .ledger(let ledger): tree(ledger, as: display)
    case .shown(let inner, let wanted): members(inner, as: wanted)
    }
  }

  private func figures(_ quantity: Quantity, as display: Display?) -> Members {
    let number = PlainNumber(quantity, as: display, units: units)
    return [("value", number.json), ("unit", .string(number.unit)), ("exact", .boolean(number.isExact))]
  }

  private func plain(_ value: JSON) -> Members {
    [("value", value), ("unit", .string("")), ("exact", .boolean(true))]
  }

  private func tree(_ ledger: Ledger, as display: Display?) -> Members {
    var members = figures(ledger.total, as: matching(display, ledger.total))
    if let times = ledger.times { members.append(("times", PlainNumber(times, as: nil, units: units).json)) }
    for (name, role) in [("rows", Ledger.Role.counted), ("also", .also)] {
      let rows = ledger.rows.filter { $0.role == role }
      if rows.isEmpty { continue }
      members.append(
        (name, .array(rows.map { .object([("name", .string($0.name))] + tree($0, as: display)) })))
    }
    return members
  }

  /// A related figure may measure something else; the unit asked for is then not for it.
  private func matching(_ display: Display?, _ quantity: Quantity) -> Display? {
    if case .unit(let unit)? = display, unit.dimension.powers != quantity.dimension.powers { return nil }
    return display
  }

  /// One unit and one `exact` for the whole list where its members agree, otherwise an object for each.
  private func list(_ items: [Value], as display: Display?) -> Members {
    let numbers = items.compactMap { item -> PlainNumber? in
      switch item {
      case .quantity(let quantity): PlainNumber(quantity, as: display, units: units)
      case .shown(.quantity(let quantity), let own): PlainNumber(quantity, as: own, units: units)
      default: nil
      }
    }
    if numbers.count == items.count, numbers.allSatisfy({ $0.unit == numbers.first?.unit }) {
      return [
        ("value", .array(numbers.map(\.json))), ("unit", .string(numbers.first?.unit ?? "")),
        ("exact", .boolean(numbers.allSatisfy(\.isExact))),
      ]
    }
    if !items.contains(where: { $0.quantity != nil }) { return plain(.array(items.map { cell($0) })) }
    return plain(.array(items.map { .object(members($0, as: display)) }))
  }

  private func range(_ range: NumberRange, as display: Display?) -> Members {
    let first = PlainNumber(range.first, as: display, units: units)
    let last = PlainNumber(range.last, as: display, units: units)
    let dimension = range.isGeometric ? Dimension.none : range.first.dimension
    let step = PlainNumber(
      Quantity(range.step, dimension), as: range.isGeometric ? nil : display, units: units)
    let value: Members = [
      ("first", first.json), ("last", last.json), (range.isGeometric ? "factor" : "step", step.json),
    ]
    let isExact = first.isExact && last.isExact && step.isExact
    return [("value", .object(value)), ("unit", .string(first.unit)), ("exact", .boolean(isExact))]
  }
}
