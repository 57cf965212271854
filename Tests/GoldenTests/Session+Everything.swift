import Formulas

@testable import Accounting
@testable import Shell

extension Session {
  /// Everything a user could ask of a worksheet by name.
  func everything(formulas: Bool = true) -> [String] {
    let items = sheet.inputs(of: .shape) + sheet.inputs(of: .input) + sheet.inputs(of: .convention)
    let bound = (items + sheet.inputs(setBy: .user)).map {
      "\($0.name) \($0.value) \(formulas ? $0.formula : "") \($0.origin) \($0.description)"
    }
    let declared =
      sheet.ledgers.map { "\($0.name) \(total(of: $0.name))" }
      + sheet.scenarioList.map { "\($0.name): \($0.family)" }
      + sheet.presetList.map { "\($0.name) \($0.family)" }
      + sheet.units.names.map { "\($0) \(sheet.units[$0]?.factor.exactText() ?? "")" }
    return bound + declared + [sheet.family, sheet.preset ?? ""]
  }

  private func total(of ledger: String) -> String {
    let formula = sheet.arena.add(.name(sheet.names.symbol(ledger)))
    return (try? sheet.answer(formula).value.quantity).flatMap { $0 }.map { sheet.units.exact($0) }
      ?? "no value"
  }
}
