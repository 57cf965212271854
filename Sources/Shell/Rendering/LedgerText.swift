import Formulas

/// A ledger as a tree: name, exact value, rounded value, share of the whole, where it comes from.
///
/// On a narrow page it first gives up the notes, then the rounded values, then the unit, then its deepest rows; a line is never
/// broken.
public struct LedgerText {
  public enum Depth: Sendable, Hashable {
    /// So many levels below the whole.
    case levels(Int)
    case all

    public static let usual = Depth.levels(2)

    /// Levels below the whole.
    var levels: Int {
      switch self {
      case .levels(let levels): max(1, levels)
      case .all: .max
      }
    }
  }

  /// How the user may name a ledger: a row is found by its path; a longer question is named by its ledger.
  static func subject(_ ledger: Ledger, asked expression: String) -> String {
    let words = expression.split(separator: " ")
    let path = words.count > 1 && words[1] == "with" ? String(words[0]) : expression
    let isPath = path.contains(".") && path.allSatisfy { $0.isLetter || $0.isNumber || "_.".contains($0) }
    return isPath ? path : ledger.name.isEmpty ? expression : ledger.name
  }

  let text: ValueText
  private var page: Page { text.page }

  public init(_ text: ValueText) { self.text = text }

  /// `subject` is how the user named it, for the hint that opens what was left out.
  public func lines(
    _ ledger: Ledger, subject: String, depth: Depth = .usual, as display: Display? = nil
  ) -> [String] {
    let layout = fit(ledger, as: display, depth.levels, mayCut: depth != .all)
    var lines = layout.tree.rows.flatMap { row in
      (row.opensRelated ? [layout.separator(page)] : []) + [layout.line(row, page)]
    }
    if layout.tree.hidden > 0 {
      let hint = page.spell("… tree \(subject) all").cut(page.width, mark: "")
      let count = layout.tree.hidden == 1 ? "   1 more row" : "   \(layout.tree.hidden) more rows"
      let isRoom = hint.displayWidth + count.displayWidth <= page.width
      lines.append(page.paint(isRoom ? hint + count : hint, .dim))
    }
    return lines
  }

  /// The fullest layout that the page is wide enough for; where none is, names are shortened, and the exact
  /// values give way to the rounded ones before a digit would be lost.
  private func fit(_ ledger: Ledger, as display: Display?, _ wanted: Int, mayCut: Bool) -> LedgerLayout {
    func rows(_ depth: Int) -> LedgerRows { LedgerRows(ledger, as: display, depth: depth, text: text) }
    let full = rows(wanted)
    var choices: [LedgerLayout] = []
    for columns: LedgerLayout.Columns in [.all, [.exact, .unit, .share], [.exact, .share]] {
      choices.append(LedgerLayout(full, columns))
    }
    if mayCut, wanted < 64 {
      choices += stride(from: wanted - 1, to: 0, by: -1).map { LedgerLayout(rows($0), [.exact, .share]) }
    }
    if let fitting = choices.first(where: { $0.width <= page.width }) { return fitting }
    let tree = choices[choices.count - 1].tree
    let last: [LedgerLayout.Columns] = [[.exact, .share], [.exact], [.rounded, .share], [.rounded]]
    let narrow = last.map { LedgerLayout(tree, $0) }
    var layout = narrow.first { $0.narrowest <= page.width } ?? narrow[narrow.count - 1]
    layout.shorten(to: page.width)
    return layout
  }
}
