import Accounting
import Formulas

/// An explanation as one line of `--format json`: that of its value, with why it is so. Members that would be empty
/// are left out.
///
///     {"expr":…,"value":…,"unit":…,"exact":…,"subject":…,"description":…,"place":…,"chain":[…],
///      "parts":[{"name":…,"depth":…,"times":…,"value":…,"unit":…,"exact":…,"formula":[…],"note":…,
///                "shapes":…},…],
///      "causes":[{"name":…,"symbol":…,"value":…,"unit":…,"exact":…,"formula":…,"description":…},…],
///      "inputs":[as causes],"conventions":{…}}
///
/// `chain` is the formula, then the same with numbers put in. `parts` add up to the value, each under the one before
/// it that is less deep. `inputs` are what it all rests on, where `causes` do not say it.
struct ExplanationJSON {
  let value: ValueJSON

  private typealias Members = [(name: String, value: JSON)]

  func line(
    _ explanation: Explanation, answer: Value, expr: String, inputs: [Explanation.Cause],
    conventions: [(name: Symbol, value: Value)]
  ) -> String {
    var members = value.members(answer, expr: expr)
    members += text("subject", explanation.subject) + text("description", explanation.description)
    members += text("place", explanation.place ?? "")
    members += list("chain", explanation.chain.map { .string($0.text) })
    members += list("parts", explanation.rows.map { .object(part($0)) })
    members += list("causes", explanation.causes.map { .object(cause($0)) })
    members += list("inputs", inputs.map { .object(cause($0)) })
    if !conventions.isEmpty {
      let used = conventions.map { (value.names[$0.name], value.cell($0.value)) }
      members.append(("conventions", .object(used)))
    }
    return JSON.object(members).text
  }

  private func part(_ row: Explanation.Row) -> Members {
    var members: Members = [("name", .string(row.name)), ("depth", .number(String(row.depth)))]
    if let times = row.times {
      members.append(("times", PlainNumber(times, as: nil, units: value.units).json))
    }
    return members + value.members(.quantity(row.value))
      + list("formula", row.formula.map { .string($0.text) })
      + text("note", row.note) + text("shapes", row.shapes)
  }

  private func cause(_ cause: Explanation.Cause) -> Members {
    [("name", .string(cause.name))] + text("symbol", cause.symbol)
      + value.members(cause.value.quantity.map { .quantity($0) } ?? cause.value)
      + text("formula", cause.formula.text)
      + text("description", cause.description)
  }

  private func text(_ name: String, _ text: String) -> Members {
    text.isEmpty ? [] : [(name, .string(text))]
  }

  private func list(_ name: String, _ items: [JSON]) -> Members {
    items.isEmpty ? [] : [(name, .array(items))]
  }
}
