import Formulas
import Language

/// Sums of rows as formulas, and the rows below them.
extension Explainer {
  /// `a + 48 * b + c` and the same in numbers.
  func sum(_ id: StepID) -> [Explanation.Form] {
    guard case .ledger(let ledger) = trace[id].value else { return [] }
    let terms: [Term]
    if let one = ledger.one, let times = ledger.times {
      terms = [term(ledger, one, times)]
    } else {
      terms = ledger.rows.filter { $0.role == .counted }.map { row in
        if let one = row.one, let times = row.times { return term(row, one, times) }
        let number = number(row.total)
        return Term(
          name: Explanation.Form(text: row.name, math: .name(row.name)),
          number: Explanation.Form(text: number, math: Math(written: number)))
      }
    }
    let names = joined(terms.map(\.name))
    guard terms.count > 1 || names.text.contains("*") else { return terms.map(\.name) }
    return [names, joined(terms.map(\.number))]
  }

  /// A row of a sum, by name and in numbers.
  private struct Term {
    var name: Explanation.Form
    var number: Explanation.Form
  }

  /// `48 * block`
  private func term(_ row: Ledger, _ one: Ledger, _ times: Quantity) -> Term {
    let formula = trace[row.step].formula
    let count = sheet.units.exact(times)
    let (factor, math) =
      formula.isAbsent
      ? (count, Math(written: count)) : (sheet.arena.text(factor: formula), sheet.arena.math(factor: formula))
    let number = number(one.total)
    return Term(
      name: Explanation.Form(
        text: "\(factor) * \(one.name)", math: .row([math, .sign("·"), .name(one.name)])),
      number: Explanation.Form(
        text: "\(count) * \(number)",
        math: .row([Math(written: count), .sign("·"), Math(written: number)])))
  }

  private func joined(_ forms: [Explanation.Form]) -> Explanation.Form {
    Explanation.Form(
      text: forms.map(\.text).joined(separator: " + "),
      math: .row(Array(forms.map { [$0.math] }.joined(separator: [.sign("+")]))))
  }

  private func number(_ quantity: Quantity) -> String { sheet.units.exact(Quantity(quantity.number)) }

  func rows(_ id: StepID) -> [Explanation.Row] {
    guard case .ledger(let ledger) = trace[id].value else { return [] }
    var result: [Explanation.Row] = []
    for row in (ledger.one ?? ledger).rows where row.role == .counted { add(row, 0, &result) }
    return result
  }

  private func add(_ ledger: Ledger, _ depth: Int, _ result: inout [Explanation.Row]) {
    let one = ledger.one ?? ledger
    let isLeaf = one.rows.isEmpty || !trace[one.step].formula.isAbsent && ledger.one == nil
    let formula = isLeaf ? chain(one.step) : []
    result.append(
      Explanation.Row(
        depth: depth, name: one.name, times: ledger.times, value: one.total,
        formula: formula, note: ledger.note, shapes: isLeaf ? shapes(of: one) : ""))
    if !isLeaf {
      for row in one.rows where row.role == .counted { add(row, depth + 1, &result) }
    }
  }
}
