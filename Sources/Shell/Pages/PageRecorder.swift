import Accounting
import Formulas

/// A part of a page made from a script.
enum PageBlock {
  /// Comments of the script: its prose, in Markdown.
  case prose([String])
  /// Statements as they are written.
  case code(String)
  /// Lines that were printed, styled as for a terminal.
  case printed([String])
  /// What was complained about.
  case complaint([String])
  case ledger(LedgerRows, subject: String)
  case table(Table, rowsLeftOut: Int)
  /// `symbols` are what inputs are called on paper.
  case explanation([Explanation], inputs: [Explanation.Cause], symbols: [String: String])
  case plot(Plot)
  case bars(BarChart)
}

/// Keeps what a script says and shows, for a page. Commands answer as they do for people; what has a shape of its own,
/// a ledger, a table, an explanation, a plot, is kept as that.
///
/// A class, because all that shows something adds to the same one.
final class PageRecorder {
  private(set) var blocks: [PageBlock] = []
  /// The end of a line that is still being written.
  private var line = ""

  /// Rows of one table that a page shows; a file is the place for more.
  static let rowLimit = 1_000
  /// How wide a page may take text that is already set in lines.
  static let page = Page(width: 80, paint: .on)

  func add(_ block: PageBlock) {
    endLine()
    blocks.append(block)
  }

  func prose(_ lines: [String]) {
    if !lines.isEmpty { add(.prose(lines)) }
  }

  /// A statement; it stands with the one before it where nothing came between, and with a print before it that it
  /// goes on from.
  func code(_ text: String, goesOn: Bool) {
    endLine()
    if case .printed(let lines)? = blocks.last, lines.allSatisfy({ StyledText($0).plain.isEmpty }) {
      blocks.removeLast()
    }
    if goesOn, blocks.count > 1, case .printed(let lines) = blocks[blocks.count - 1],
      case .code(let before) = blocks[blocks.count - 2]
    {
      blocks.replaceSubrange((blocks.count - 2)..., with: [.code(before + "\n" + text), .printed(lines)])
    } else if case .code(let before)? = blocks.last {
      blocks[blocks.count - 1] = .code(before + "\n" + text)
    } else {
      blocks.append(.code(text))
    }
  }

  func print(_ text: String) {
    var lines = Transcript.lines(of: line + text)
    line = lines.popLast() ?? ""
    keep(lines)
  }

  /// Rows of a table; those without a header go on with the table before.
  func table(_ table: Table, header: Table.Header) {
    endLine()
    var whole = table
    var leftOut = 0
    if header == .omitted, case .table(let before, let left)? = blocks.last,
      before.columns.count == table.columns.count
    {
      blocks.removeLast()
      (whole, leftOut) = (before, left)
      for row in table.rows { whole.append(row) }
    }
    let shown = Table(whole.columns, rows: Array(whole.rows.prefix(PageRecorder.rowLimit)))
    blocks.append(.table(shown, rowsLeftOut: leftOut + whole.rows.count - shown.rows.count))
  }

  /// What is still open is complete.
  func endLine() {
    guard !line.isEmpty else { return }
    keep([line])
    line = ""
  }

  private func keep(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    if case .printed(let before)? = blocks.last {
      blocks[blocks.count - 1] = .printed(before + lines)
    } else {
      blocks.append(.printed(lines))
    }
  }
}

extension Session {
  /// Whoever keeps what is shown now: nobody, where it goes to a file or is written for programs.
  var recording: PageRecorder? { sink == nil && settings.format == .human && !isMuted ? recorder : nil }

  /// Shows a table to people.
  func show(inColumns table: Table, header: Table.Header = .shown) {
    if let recording { return recording.table(table, header: header) }
    table.lines(page(), header: header).forEach(show)
  }
}
