import Formulas

/// Single values as people read them: in full, then rounded where that is easier to say.
public struct ValueText {
  public let units: Units
  public let names: Names
  public let page: Page

  public init(units: Units, names: Names, page: Page) {
    (self.units, self.names, self.page) = (units, names, page)
  }

  /// `2_127_057_600 params  2.13B`; a value that asked for a unit or a format gets just that.
  public func line(_ value: Value) -> String {
    guard let quantity = spoken(value) else {
      return page.paint(page.spell(units.plain(value, names)), .number)
    }
    let exact = page.spell(units.exact(quantity))
    guard let human = human(quantity) else { return page.paint(exact, .number) }
    return page.paint(exact, .number) + "  " + page.paint(page.spell(human), .dim)
  }

  /// The value as a cell of a table: as it asked to be, else in full.
  public func cell(_ value: Value?) -> String { page.spell(value.map { units.plain($0, names) } ?? "–") }

  /// The rounded form, where it says something that the exact one does not.
  func human(_ quantity: Quantity) -> String? {
    guard let human = units.human(quantity) else { return nil }
    let isRoundedAlready = units.exact(quantity).hasPrefix("≈") && human.contains("e+")
    return isRoundedAlready ? nil : human
  }

  /// A number that asked for nothing in particular.
  private func spoken(_ value: Value) -> Quantity? {
    if case .shown = value { nil } else { value.quantity }
  }
}
