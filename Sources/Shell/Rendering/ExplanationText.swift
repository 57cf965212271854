import Accounting
import Formulas
import Language

/// An explanation as lines: the chain a teacher would write.
struct ExplanationText {
  let session: Session
  private let page: Page

  init(_ session: Session) {
    self.session = session
    page = session.page()
  }

  private var units: Units { session.sheet.units }
  private var names: Names { session.sheet.names }

  func lines(_ explanation: Explanation, first: Bool) -> [String] {
    var lines: [String] = []
    let value = session.text.line(explanation.value)
    var heading = page.paint(explanation.subject, .bold) + " " + session.equated(value)
    if explanation.subject.isEmpty { heading = session.text.line(explanation.value) }
    lines.append(heading)
    if !explanation.description.isEmpty {
      lines += Paragraph.wrap(explanation.description, width: page.width - 2).map {
        "  " + page.paint($0, .dim)
      }
    }
    for step in explanation.chain.map(\.text) where step != explanation.subject {
      lines += indented(step.hasPrefix("≈") ? step : "= " + step, 2)
    }
    if !explanation.rows.isEmpty { lines += [""] + table(explanation.rows) }
    if !explanation.causes.isEmpty { lines += [""] + causes(explanation.causes) }
    if let place = explanation.place { lines.append(page.paint("  declared in \(place)", .dim)) }
    return lines.map { page.spell($0) }
  }

  /// The inputs at the bottom, with their meaning.
  func inputs(_ inputs: [Explanation.Cause]) -> [String] {
    guard !inputs.isEmpty else { return [] }
    return (["", "  where"] + causes(inputs)).map { page.spell($0) }
  }

  private func indented(_ text: String, _ indent: Int) -> [String] {
    let wrapped = Paragraph.wrap(text, width: max(30, page.width - indent - 2))
    return wrapped.enumerated().map {
      String(repeating: " ", count: $0.offset == 0 ? indent : indent + 4) + $0.element
    }
  }

  /// name | value | formula | note, the names indented by depth.
  private func table(_ rows: [Explanation.Row]) -> [String] {
    let labels = rows.map {
      String(repeating: "  ", count: $0.depth) + $0.name
        + ($0.times.map { " (\(units.exact($0)) times)" } ?? "")
    }
    let values = rows.map { units.exact(Quantity($0.value.number)) }
    let nameWidth = labels.map { terminalWidth(of: $0) }.max() ?? 0
    let valueWidth = values.map { terminalWidth(of: $0) }.max() ?? 0
    return zip(rows, zip(labels, values)).flatMap { row, cells in
      let head = "  " + pad(cells.0, nameWidth) + "  " + left(cells.1, valueWidth)
      let indent = nameWidth + valueWidth + 6
      let note = row.said.isEmpty ? "" : (row.formula.isEmpty ? "" : " — ") + row.said
      // The numbers are put in where that still fits on the line.
      let inFull = row.formula.text + note
      let rest = inFull.count <= page.width - indent ? inFull : (row.formula.first?.text ?? "") + note
      return flow(head, rest, indent: indent)
    }
  }

  /// symbol = name | value | formula — meaning, the names in one column.
  private func causes(_ causes: [Explanation.Cause]) -> [String] {
    let symbolWidth = causes.map { terminalWidth(of: $0.symbol) }.max() ?? 0
    let labels = causes.map { cause in
      if symbolWidth == 0 { return cause.name }
      let sign = cause.symbol.isEmpty ? "   " : " = "
      return left(cause.symbol, symbolWidth) + sign + cause.name
    }
    let nameWidth = labels.map { terminalWidth(of: $0) }.max() ?? 0
    let values = causes.map { units.plain($0.value, names) }
    let valueWidth = values.map { terminalWidth(of: $0) }.max() ?? 0
    return zip(causes, zip(labels, values)).flatMap { cause, cells in
      let (label, value) = cells
      let head = "  " + pad(label, nameWidth) + "  " + left(value, valueWidth)
      let formula = cause.formula.text
      let shown = formula == value ? "" : formula.isEmpty ? "" : "= " + formula
      let rest = shown + (cause.description.isEmpty ? "" : (shown.isEmpty ? "" : " — ") + cause.description)
      return flow(head, rest, indent: nameWidth + valueWidth + 6)
    }
  }

  /// `head` and, beside it, `rest` broken where the page ends.
  private func flow(_ head: String, _ rest: String, indent: Int) -> [String] {
    guard !rest.isEmpty else { return [head] }
    let room = page.width - indent
    if room < 24 {
      return [head]
        + Paragraph.wrap(rest, width: max(20, page.width - 6)).map { "      " + page.paint($0, .dim) }
    }
    let pieces = ExplanationText.wrap(rest, room)
    return pieces.enumerated().map { index, piece in
      (index == 0 ? head + "  " : String(repeating: " ", count: indent)) + page.paint(piece, .dim)
    }
  }

  /// Broken between words, but not within the sizes of a tensor.
  private static func wrap(_ text: String, _ room: Int) -> [String] {
    guard text.contains(" × ") else { return Paragraph.wrap(text, width: room) }
    let kept = text.split(separator: " × ", omittingEmptySubsequences: false).joined(
      separator: "\u{A0}×\u{A0}")
    return Paragraph.wrap(kept, width: room).map { String($0.map { $0 == "\u{A0}" ? " " : $0 }) }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - terminalWidth(of: text)))
  }
  private func left(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - terminalWidth(of: text))) + text
  }
}
