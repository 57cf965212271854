import Accounting
import Formulas
import Language

extension Command {
  static let history = Command(
    .history, "history [N] [TEXT]", "the statements so far: all, the last N, those with TEXT",
    "Numbered from the first, as they were typed. Up and Ctrl-R in the editor reach earlier sessions too.",
    example: ["params; history", "history 5", "history batch_size"]
  ) { (session, arguments) throws(Diagnostic) in
    try session.showHistory(arguments)
  }
}

extension Session {
  fileprivate func showHistory(_ arguments: Statement.Arguments) throws(Diagnostic) {
    var wanted = arguments.text
    var limit = Int.max
    if let first = arguments.words.first, let count = Int(first) {
      guard count > 0 else {
        throw Diagnostic(
          .syntax, "a number of statements is wanted, and this is \(first)", at: arguments.span(ofWord: 0),
          "history 10 shows the last ten")
      }
      limit = count
      wanted = String(wanted.dropFirst(first.count)).trimmed
    }
    let all = statements.enumerated().map { (number: $0 + 1, text: sheet.sources.text($1)) }
    let found = wanted.isEmpty ? all : all.filter { $0.text.lowercased().contains(wanted.lowercased()) }
    let rows = Array(found.suffix(limit))
    if settings.format == .human { return showLines(rows, width: "\(statements.count)".count) }
    let grid = Grid(
      columns: ["number", "statement"],
      rows: rows.map { [.quantity(Quantity(.int($0.number))), .text($0.text)] })
    renderer.lines(grid, expr: "history").forEach(show)
  }

  /// A statement of several lines stays one.
  private func showLines(_ rows: [(number: Int, text: String)], width: Int) {
    let indent = String(repeating: " ", count: width + 2)
    for (number, text) in rows {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let label = page().paint("\(number)".padded(width, .right), .dim)
      show(label + "  " + lines.joined(separator: "\n" + indent))
    }
  }
}
