import Accounting
import Formulas

/// A page as Markdown: comments are its prose, statements are blocks fenced as `acct`, answers are tables.
struct MarkdownPage {
  let text: ValueText

  func text(_ blocks: [PageBlock]) -> String {
    let parts = blocks.map(lines).filter { !$0.isEmpty }
    return parts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private func lines(_ block: PageBlock) -> [String] {
    switch block {
    case .prose(let lines): lines
    case .code(let code): MarkdownPage.fenced(Transcript.lines(of: code), "acct")
    case .printed(let lines): printed(lines)
    case .complaint(let lines): MarkdownPage.fenced(lines, "text")
    case .ledger(let rows, let subject): ledger(rows, subject)
    case .table(let table, let left):
      table.markdown() + (PageRecorder.leftOut(left).map { ["", MarkdownPage.aside($0)] } ?? [])
    case .explanation(let explanations, let inputs, _): explained(explanations, inputs)
    case .plot(let plot): MarkdownPage.fenced(PlotText(plot: plot, page: Page()).lines(), "text")
    case .bars(let chart): MarkdownPage.fenced(BarText(chart: chart, page: Page()).lines(), "text")
    }
  }

  /// What was printed; what only stood beside an answer becomes prose.
  private func printed(_ lines: [String]) -> [String] {
    PageRecorder.parts(of: lines).flatMap { part, isAside -> [String] in
      let texts = part.map(\.plain)
      return [""] + (isAside ? MarkdownPage.asides(texts) : MarkdownPage.fenced(texts, "text"))
    }.dropFirst().map { $0 }
  }

  private func ledger(_ rows: LedgerRows, _ subject: String) -> [String] {
    let table = ValueTable.table(rows)
    guard rows.hidden > 0 else { return table.markdown() }
    return table.markdown() + ["", MarkdownPage.aside(PageRecorder.hidden(rows.hidden, subject))]
  }

  private func explained(_ explanations: [Explanation], _ inputs: [Explanation.Cause]) -> [String] {
    let table = ExplanationTable(text: text)
    var lines = explanations.enumerated().flatMap { index, explanation in
      table.markdown(explanation, inputs: index == explanations.count - 1 ? inputs : [])
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func aside(_ text: String) -> String { "*" + Table.markdown(text) + "*" }

  /// Lines below each other.
  private static func asides(_ texts: [String]) -> [String] {
    texts.enumerated().map { aside($0.element) + ($0.offset < texts.count - 1 ? "\\" : "") }
  }

  /// A fence longer than any in the text.
  private static func fenced(_ lines: [String], _ language: String) -> [String] {
    let longest = lines.map { line in line.split { $0 != "`" }.map(\.count).max() ?? 0 }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence + language] + lines + [fence]
  }
}

extension PageRecorder {
  /// What was printed, without empty lines around it, parted into answers and what stands beside them in the
  /// background of the screen.
  static func parts(of lines: [String]) -> [(lines: [StyledText], isAside: Bool)] {
    var parts: [(lines: [StyledText], isAside: Bool)] = []
    for line in lines.map(StyledText.init) {
      let isAside = line.isRemark || line.pieces.isEmpty && parts.last?.isAside == true
      if parts.last?.isAside == isAside {
        parts[parts.count - 1].lines.append(line)
      } else {
        parts.append(([line], isAside))
      }
    }
    return parts.compactMap { part in
      let start = part.lines.firstIndex { !$0.pieces.isEmpty }
      let end = part.lines.lastIndex { !$0.pieces.isEmpty }
      guard let start, let end else { return nil }
      return (Array(part.lines[start...end]), part.isAside)
    }
  }

  static func leftOut(_ count: Int) -> String? {
    count == 0
      ? nil : "\(count) more \(count == 1 ? "row" : "rows"); with  > \"FILE.csv\"  behind it all go to a file"
  }

  static func hidden(_ count: Int, _ subject: String) -> String {
    "\(count) more \(count == 1 ? "row" : "rows"): tree \(subject) all"
  }
}
