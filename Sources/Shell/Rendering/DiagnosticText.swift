import Formulas
import Language

/// A diagnostic as people and editors read it: the code and one sentence, the user's line with carets, the details.
///
/// At the prompt it opens with `E01 …`; in a file with `file.acct:12:9: error E01: …`, which editors and CI parse.
public struct DiagnosticText {
  public enum Setting: Sendable { case prompt, script }

  public let sources: Sources
  public let page: Page

  public init(sources: Sources, page: Page) { (self.sources, self.page) = (sources, page) }

  private static let indent = "    "
  /// Sentences are not broken for a page below this.
  private static let narrowest = 30

  public func lines(_ diagnostic: Diagnostic, in setting: Setting = .prompt) -> [String] {
    let role: Paint.Role = diagnostic.isWarning ? .warning : .error
    let excerpts = groups(diagnostic.marks).flatMap { $0 }
    return broken(head(diagnostic, setting, role), setting, indent: "")
      + self.excerpts(diagnostic, role, excerpts)
      + diagnostic.details.flatMap { broken(page.spell($0), setting, indent: DiagnosticText.indent) }
  }

  /// For a person, between words where the page ends; elsewhere a line stays one, for whoever reads it.
  private func broken(_ line: String, _ setting: Setting, indent: String) -> [String] {
    guard setting == .prompt, page.width >= DiagnosticText.narrowest,
      indent.utf8.count + terminalWidth(of: line) > page.width
    else { return [indent + line] }
    return Paragraph.wrap(line, width: page.width - indent.utf8.count).map { indent + $0 }
  }

  private func head(_ diagnostic: Diagnostic, _ setting: Setting, _ role: Paint.Role) -> String {
    let code = diagnostic.code.rawValue
    let message = page.spell(diagnostic.message)
    let kind = diagnostic.isWarning ? "warning" : "error"
    guard let span = diagnostic.marks.first?.span, let source = sources[span], !source.name.isEmpty else {
      return setting == .prompt
        ? page.paint(code, role) + " " + message
        : "acct: " + page.paint("\(kind) \(code):", role) + " " + message
    }
    let (line, column) = source.position(DiagnosticText.offset(span, source))
    return page.paint("\(source.name):\(line):\(column):", .bold) + " " + page.paint("\(kind) \(code):", role)
      + " "
      + message
  }

  /// A line of one source that marks stand on.
  private struct Group {
    var source: Source
    var index: Int32
    var number: Int
    var start: Int
    var marks: [Diagnostic.Mark]
  }

  /// The marks by source, in the order they are spoken of, and within a source by line.
  private func groups(_ marks: [Diagnostic.Mark]) -> [[Group]] {
    var result: [[Group]] = []
    for mark in marks {
      guard let source = sources[mark.span] else { continue }
      let offset = DiagnosticText.offset(mark.span, source)
      let start = source.lineRange(offset).lowerBound
      let file = result.firstIndex { $0[0].index == mark.span.source } ?? result.count
      if file == result.count { result.append([]) }
      if let line = result[file].firstIndex(where: { $0.start == start }) {
        result[file][line].marks.append(mark)
      } else {
        let number = source.position(offset).line
        result[file].append(
          Group(source: source, index: mark.span.source, number: number, start: start, marks: [mark]))
      }
    }
    return result.map { $0.sorted { $0.start < $1.start } }
  }

  private func excerpts(_ diagnostic: Diagnostic, _ role: Paint.Role, _ groups: [Group]) -> [String] {
    let home = diagnostic.marks.first?.span.source
    let digits = groups.map { String($0.number).utf8.count }.max() ?? 0
    var last = home
    var lines: [String] = []
    for group in groups {
      if group.index != last {
        lines.append(DiagnosticText.indent + page.paint("\(group.source.name):\(group.number)", .dim))
        last = group.index
      }
      let bar = page.spell(" │ ")
      let gutter =
        groups.count > 1 ? "  " + String(group.number).padded(digits, .right) + bar : DiagnosticText.indent
      let blank = groups.count > 1 ? "  ".padded(digits + 2) + bar : DiagnosticText.indent
      let excerpt = excerpt(group, role, room: page.width - gutter.displayWidth)
      lines += excerpt.lines.enumerated().map { index, text in
        ((index == 0 ? gutter : blank) + text).withoutTrailingSpaces
      }
    }
    return lines
  }

  private func excerpt(_ group: Group, _ role: Paint.Role, room: Int) -> Excerpt {
    let line = SourceLine(group.source, at: group.start)
    let marks = group.marks.map { mark in
      let start = DiagnosticText.offset(mark.span, group.source)
      return Excerpt.Mark(columns: line.columns(start, max(start, Int(mark.span.end))), note: mark.note)
    }
    return Excerpt(line, marks, focus: marks[0], room: room, page: page, role: role)
  }

  /// Where the span begins, kept inside the text; the end of the last line for what stands behind it.
  private static func offset(_ span: Span, _ source: Source) -> Int {
    var offset = min(max(0, Int(span.start)), source.bytes.count)
    while offset == source.bytes.count || source.bytes[offset] == 0x0a, offset > 0,
      source.bytes[offset - 1] == 0x0a
    {
      offset -= 1
    }
    return offset
  }
}
