import Accounting
import Formulas

/// The line that says what an assignment moved.
extension Session {
  /// Nobody waits longer than this for it.
  private static let patience = Duration.milliseconds(50)

  func tellMoved() {
    let outer = sheet.interruption
    let end = ContinuousClock.now + Session.patience
    sheet.interruption = { ContinuousClock.now > end || outer() }
    let moves = shown.all.reversed().filter(\.isLedger).compactMap(move)
    sheet.interruption = outer
    guard !moves.isEmpty else { return }
    show(page().paint(line(moves), .dim))
  }

  /// Works a ledger out again; how it moved by the last change, or nil.
  private func move(_ known: ShownAnswers.Shown) -> String? {
    guard let value = try? sheet.answer(known.formula).value else {
      if !sheet.isInterrupted { shown.set(current: nil, of: known.key) }
      return nil
    }
    shown.set(current: value, of: known.key)
    if let current = known.current, current.isLike(value) { return nil }
    let (was, total) = (phrase(known.now.value), phrase(value))
    if known.now.value.isLike(value) {
      return known.current == nil ? nil : "\(known.key) is back at \(total)"
    }
    return was == total
      ? "\(known.key) moved inside: still \(total)"
      : "\(known.key) moved: \(was) → \(total)"
  }

  private func phrase(_ value: Value) -> String { sheet.units.phrase(value.bare, sheet.names) }

  /// As many as fit, how many more there are, and how to see the rows.
  private func line(_ moves: [String]) -> String {
    let page = page()
    for hint in ["   what changed shows the rows", "   what changed", ""] {
      for count in stride(from: moves.count, through: 1, by: -1) {
        let left = moves.count - count
        let list = moves.prefix(count) + (left == 0 ? [] : ["\(left) more"])
        let text = page.spell(list.joined(separator: "; ") + hint)
        if text.displayWidth <= page.width { return text }
      }
    }
    return page.spell(moves[0]).cut(page.width, mark: page.spell("…"))
  }
}
