import Accounting
import Formulas
import Language

extension Command {
  static let audit = Command(
    .audit, "audit \"TITLE\" { claim … }", "set printed figures beside the ones acct computes",
    "A claim is written claim \"WHAT\" says FIGURE computed EXPRESSION, and may end in a text that says why. The verdict is right, right as far as the digits of the figure go, or how it is wrong: GiB called GB, 10^3 too small, 5% too large.",
    example: ["audit \"A page\" { claim \"size\" says 2.1B computed params }"]
  ) { (_, arguments) throws(Diagnostic) in
    // With a title it is read as a whole, and is no command.
    throw Diagnostic(
      .syntax, "audit wants a title and claims", at: arguments.textSpan,
      "audit \"A page\" { claim \"weights\" says 8.51 GB computed memory.weights }")
  }
}

/// `audit`: printed figures, each beside the one acct computes.
extension Session {
  private struct Row {
    var subject: String
    var printed: String
    var computed: String
    var verdict: ClaimVerdict
    var why: String
  }

  func show(_ audit: Audit) throws(Diagnostic) {
    var rows: [Row] = []
    for claim in audit.claims { rows.append(try row(claim)) }
    guard settings.format == .human else {
      beginText()
      let table = table(rows, titles: ["what", "printed", "recomputed", "verdict", "why"]) {
        [$0.subject, $0.printed, $0.computed, $0.verdict.text, $0.why]
      }
      return renderer.lines(table, expr: "audit \(audit.title)").forEach(show)
    }
    show(page().paint(page().spell(audit.title), .bold))
    let table = table(rows, titles: ["what", "printed", "recomputed", "verdict"]) {
      [$0.subject, $0.printed, $0.computed, $0.verdict.text]
    }
    let lines = table.lines(page())
    for (index, line) in lines.enumerated() {
      let row = rows.indices.contains(index - 1) ? rows[index - 1] : nil
      show(row?.verdict.kind == .wrong ? page().paint(line, .bold) : line)
      guard let row, !row.why.isEmpty else { continue }
      for line in Paragraph.wrap(page().spell(row.why), width: max(30, min(page().width, 84) - 4)) {
        show(page().paint("    " + line, .dim))
      }
    }
    let wrong = rows.filter { $0.verdict.kind == .wrong }.count
    let rounded = rows.filter { $0.verdict.kind == .rounded }.count
    var counts = ["\(rows.count - wrong - rounded) right", "\(rounded) right as rounded", "\(wrong) wrong"]
    if rounded == 0 { counts.remove(at: 1) }
    show("\(rows.count) \(rows.count == 1 ? "figure" : "figures"): " + counts.joined(separator: ", "))
  }

  private func row(_ claim: Audit.Claim) throws(Diagnostic) -> Row {
    let printed = try sheet.answer(claim.printed)
    let computed = try sheet.answer(claim.computed)
    try weigh(printed.warnings + computed.warnings)
    let written = question(claim.printed)
    let verdict = ClaimVerdict(
      printed: printed.value, written: written, computed: computed.value, units: sheet.units)
    let value =
      verdict.kind == .right
      ? sheet.units.plain(computed.value, sheet.names) : sheet.units.phrase(computed.value, sheet.names)
    return Row(
      subject: claim.subject, printed: written, computed: value, verdict: verdict, why: try told(claim.why))
  }

  private func table(_ rows: [Row], titles: [String], _ cells: (Row) -> [String]) -> Table {
    let columns = titles.enumerated().map { Table.Column($1, [1, 2].contains($0) ? .right : .left) }
    return Table(columns, rows: rows.map { cells($0).map(page().spell) })
  }
}
