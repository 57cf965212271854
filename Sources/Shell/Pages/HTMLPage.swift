import Accounting
import Formulas

/// A page of the web that needs nothing else: prose, statements, answers as tables with bars, formulas as MathML,
/// plots as SVG. It is well-formed as XML too.
struct HTMLPage {
  let text: ValueText

  func text(_ blocks: [PageBlock], name: String) -> String {
    let body = blocks.map(element).filter { !$0.isEmpty }
    let title = HTMLPage.title(blocks) ?? (name.hasSuffix(".acct") ? String(name.dropLast(5)) : name)
    let heading = HTMLPage.hasTitle(blocks) || title.isEmpty ? "" : "<h1>\(HTML.escape(title))</h1>\n"
    return """
      <!DOCTYPE html>
      <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="generator" content="acct \(Version.text)"/>
      <title>\(HTML.escape(title.isEmpty ? "acct" : title))</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>
      <body>
      <main>
      \(heading)\(body.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  /// The first heading of the prose.
  private static func title(_ blocks: [PageBlock]) -> String? {
    for case .prose(let lines) in blocks {
      if let line = lines.first(where: { $0.hasPrefix("# ") }) { return String(line.dropFirst(2)) }
    }
    return nil
  }

  private static func hasTitle(_ blocks: [PageBlock]) -> Bool { title(blocks) != nil }

  func element(_ block: PageBlock) -> String {
    switch block {
    case .prose(let lines): MarkdownProse(lines).html
    case .code(let code): "<pre class=\"code\"><code>\(HTMLPage.code(code))</code></pre>"
    case .printed(let lines): printed(lines)
    case .complaint(let lines):
      "<pre class=\"complaint\">\(HTML.escape(lines.joined(separator: "\n")))</pre>"
    case .ledger(let rows, let subject): ledger(rows, subject)
    case .table(let table, let left):
      HTMLPage.table(table) + (PageRecorder.leftOut(left).map { HTMLPage.aside(HTML.escape($0)) } ?? "")
    case .explanation(let explanations, let inputs, let symbols):
      explanations.enumerated().map { index, explanation in
        explained(
          explanation, inputs: index == explanations.count - 1 ? inputs : [], MathML(symbols: symbols))
      }.joined(separator: "\n")
    case .plot(let plot): "<figure>\(PlotSVG(plot: plot).text)</figure>"
    case .bars(let chart): HTMLPage.bars(chart)
    }
  }

  // MARK: Text

  /// Statements, with their comments in the background.
  private static func code(_ code: String) -> String {
    Transcript.lines(of: code).map { line in
      var isQuoted = false
      let comment = line.indices.first { index in
        if line[index] == "\"" { isQuoted.toggle() }
        return line[index] == "#" && !isQuoted
      }
      guard let comment else { return HTML.escape(line) }
      return HTML.escape(String(line[..<comment])) + "<i>\(HTML.escape(String(line[comment...])))</i>"
    }.joined(separator: "\n")
  }

  private func printed(_ lines: [String]) -> String {
    PageRecorder.parts(of: lines).map { part, isAside in
      if isAside { return HTMLPage.aside(part.map { HTML.escape($0.plain) }.joined(separator: "<br/>\n")) }
      return "<pre class=\"answer\">\(part.map(HTMLPage.styled).joined(separator: "\n"))</pre>"
    }.joined(separator: "\n")
  }

  private static func styled(_ line: StyledText) -> String {
    line.pieces.map { piece in
      let text = HTML.escape(piece.text)
      guard let role = piece.role, role != .number else { return text }
      return "<span class=\"\(role)\">\(text)</span>"
    }.joined()
  }

  static func aside(_ html: String) -> String { "<p class=\"aside\">\(html)</p>" }

  // MARK: Tables

  /// A table that scrolls by itself where the page is narrow.
  static func scrolling(_ rows: [String], head: [String], kind: String) -> String {
    let top = head.isEmpty ? "" : "<thead><tr>\(head.joined())</tr></thead>"
    return
      "<div class=\"scroll\"><table class=\"\(kind)\">\(top)<tbody>\n\(rows.joined(separator: "\n"))\n</tbody></table></div>"
  }

  static func cell(_ html: String, isNumber: Bool = false) -> String {
    isNumber ? "<td class=\"number\">\(html)</td>" : "<td>\(html)</td>"
  }

  static func head(_ html: String, isNumber: Bool = false) -> String {
    isNumber ? "<th class=\"number\" scope=\"col\">\(html)</th>" : "<th scope=\"col\">\(html)</th>"
  }

  private static func table(_ table: Table) -> String {
    let isRight = table.columns.map { $0.alignment == .right }
    return scrolling(
      table.rows.map { row in
        "<tr>" + zip(row, isRight).map { cell(HTML.escape(StyledText($0).plain), isNumber: $1) }.joined()
          + "</tr>"
      }, head: zip(table.columns, isRight).map { head(HTML.escape($0.title), isNumber: $1) }, kind: "table")
  }

  /// A ledger: names, shares as bars, rounded and exact values, where they come from.
  private func ledger(_ rows: LedgerRows, _ subject: String) -> String {
    let isRounded = rows.rows.contains { !$0.human.isEmpty }
    let hasNotes = rows.rows.contains { !$0.note.isEmpty && !$0.isRoot }
    let lines = rows.rows.map { row -> String in
      let exact = HTML.escape(row.number + (row.unit.isEmpty ? "" : " " + row.unit))
      let share =
        row.share.isEmpty ? "" : HTMLPage.bar(row.fraction) + "<span>\(HTML.escape(row.share))</span>"
      var cells = [
        "<th scope=\"row\" style=\"padding-left:\(Double(row.level) + 0.3)em\">\(HTML.escape(row.name))</th>"
      ]
      if isRounded { cells.append(HTMLPage.cell(HTML.escape(row.rounded), isNumber: true)) }
      cells.append("<td class=\"share\">\(share)</td>")
      cells.append(HTMLPage.cell(exact, isNumber: true))
      if hasNotes { cells.append("<td class=\"note\">\(row.isRoot ? "" : HTML.escape(row.note))</td>") }
      let kind = row.isRoot ? " class=\"root\"" : row.opensRelated ? " class=\"related\"" : ""
      return "<tr\(kind)>\(cells.joined())</tr>"
    }
    let hidden =
      rows.hidden == 0 ? "" : HTMLPage.aside(HTML.escape(PageRecorder.hidden(rows.hidden, subject)))
    // What the whole is stands above it, where there is room.
    let about = rows.rows.first.flatMap { $0.note.isEmpty ? nil : HTMLPage.aside(HTML.escape($0.note)) } ?? ""
    return about + HTMLPage.scrolling(lines, head: [], kind: "ledger") + hidden
  }

  /// A bar of that part of its room.
  private static func bar(_ fraction: Double) -> String {
    let percent = Num.real(min(max(fraction, 0), 1) * 100).fixedText(2)
    return "<span class=\"bar\"><span style=\"width:\(percent)%\"></span></span>"
  }

  private static func bars(_ chart: BarChart) -> String {
    let lines = chart.bars.map { bar -> String in
      let cells =
        "<th scope=\"row\" style=\"padding-left:\(Double(bar.depth) + 0.3)em\">\(HTML.escape(bar.label))</th>"
        + "<td class=\"share wide\">\(HTMLPage.bar(bar.length))</td>"
        + cell(HTML.escape(bar.value), isNumber: true)
      return "<tr>\(cells)\(bar.share.isEmpty ? "" : cell(HTML.escape(bar.share), isNumber: true))</tr>"
    }
    let title = chart.title.isEmpty ? "" : "<figcaption>\(HTML.escape(chart.title))</figcaption>"
    return "<figure>\(title)\(scrolling(lines, head: [], kind: "ledger bars"))</figure>"
  }
}
