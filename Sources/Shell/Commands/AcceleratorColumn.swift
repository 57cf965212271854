import Accounting
import Formulas

/// A column of `list accelerators`: a field in a unit. What a device lacks stays empty.
struct AcceleratorColumn: Sendable {
  let field: String
  let unit: String

  var title: String { "\(field) \(unit)" }

  static let all: [AcceleratorColumn] = [
    AcceleratorColumn(field: "memory", unit: "GB"),
    AcceleratorColumn(field: "bandwidth", unit: "GB/s"),
    AcceleratorColumn(field: "power", unit: "W"),
    AcceleratorColumn(field: "bf16", unit: "TFLOP/s"),
    AcceleratorColumn(field: "fp8", unit: "TFLOP/s"),
    AcceleratorColumn(field: "fp16", unit: "TFLOP/s"),
    AcceleratorColumn(field: "tf32", unit: "TFLOP/s"),
    AcceleratorColumn(field: "fp32", unit: "TFLOP/s"),
    AcceleratorColumn(field: "link", unit: "GB/s"),
    AcceleratorColumn(field: "exposed", unit: "GB"),
  ]

  /// `text` is a number with few decimals, or nothing where the device has no such field.
  func text(of accelerator: String, _ session: Session) -> String {
    let names = session.sheet.names
    let member = session.sheet.arena.add(
      .member(session.sheet.arena.add(.name(names.symbol(accelerator))), names.symbol(field)))
    guard let quantity = try? session.sheet.answer(member).value.quantity,
      let factor = factor(session.sheet.units), let number = quantity.number.dividing(by: factor)
    else { return "" }
    return number.exactText(limit: 2) ?? number.fixedText(1)
  }

  private func factor(_ units: Units) -> Num? {
    guard unit.hasSuffix("/s") else { return units[unit]?.factor }
    return units[String(unit.dropLast(2))]?.factor
  }
}
