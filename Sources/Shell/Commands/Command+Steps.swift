import Accounting
import Formulas
import Language

/// Going back, going forward, and looking at what was done.
extension Command {
  static let undo = Command(
    .undo, "undo [N]", "take back the last change, or the last N",
    "Everything that changes the worksheet can be undone: values, definitions, use, unset, reset, load, declarations. A script that source ran is one step.",
    example: ["batch_size = 8; undo"]
  ) { (session, arguments) throws(Diagnostic) in
    for _ in 0..<(try session.number(of: arguments) ?? 1) {
      guard let travel = session.sheet.undo() else {
        throw Diagnostic(
          .unknownSubject, "there is nothing left to undo", at: arguments.textSpan,
          "history shows what was done")
      }
      session.tell(travel, "undid")
    }
  }

  static let redo = Command(
    .redo, "redo [N]", "do again what undo took back, or the last N",
    "A new change after undo is a new way: what could be redone is then gone.",
    example: ["batch_size = 8; undo; redo"]
  ) { (session, arguments) throws(Diagnostic) in
    for _ in 0..<(try session.number(of: arguments) ?? 1) {
      guard let travel = session.sheet.redo() else {
        throw Diagnostic(
          .unknownSubject, "there is nothing left to redo", at: arguments.textSpan,
          "redo does again what undo took back, until something new is done")
      }
      session.tell(travel, "redid")
    }
  }

  static let history = Command(
    .history, "history [N | WORD]", "the statements so far: all, the last N, those with WORD",
    example: ["params; history", "history 5", "history batch_size"]
  ) { (session, arguments) throws(Diagnostic) in
    let statements = session.statements.enumerated().map {
      (number: $0 + 1, text: session.sheet.sources.text($1))
    }
    let word = arguments.text
    let count = Int(word)
    if let count, count < 1 {
      throw Diagnostic(
        .syntax, "a number of statements, or a word in them, is wanted", at: arguments.textSpan, "history 5")
    }
    let chosen =
      if let count, count >= 0 { Array(statements.suffix(count)) } else {
        statements.filter { word.isEmpty || $0.text.contains(word) }
      }
    let width = "\(statements.count)".count
    for (number, text) in chosen {
      let label = String(repeating: " ", count: width - "\(number)".count) + "\(number)"
      let indent = "\n" + String(repeating: " ", count: width + 2)
      session.show(
        "\(session.page().paint(label, .dim))  "
          + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: indent))
    }
  }
}

extension Session {
  /// The count behind `undo`; nil where there is none.
  fileprivate func number(of arguments: Statement.Arguments) throws(Diagnostic) -> Int? {
    if arguments.text.isEmpty { return nil }
    guard let count = Int(arguments.text), count > 0 else {
      throw Diagnostic(.syntax, "a number of steps is wanted", at: arguments.textSpan, "undo 3, redo 3")
    }
    return count
  }

  /// Says what was taken back or done again, and how the names stand now.
  fileprivate func tell(_ travel: Worksheet.Travel, _ what: String) {
    guard settings.format == .human else { return }
    let statement = sheet.sources.text(travel.statement)
    let lines = statement.split(separator: "\n")
    show("\(what): \(lines.first ?? "")" + (lines.count > 1 ? " …" : ""))
    if travel.changesModel {
      show("  " + (sheet.preset.map { "\($0) (family \(sheet.family))" } ?? "family \(sheet.family)"))
    }
    if travel.names.count > 4 { return show("  \(travel.names.count) names changed") }
    for name in travel.names { show("  " + (sheet.standing(of: name) ?? "\(name) is gone")) }
  }
}

extension Statement {
  /// Whether a step of `undo` is recorded for it.
  var isUndoable: Bool {
    switch kind {
    case .assignment, .function, .declaration: true
    case .command(let verb, _): [.use, .load, .unset, .reset].contains(verb)
    case .expression: false
    }
  }
}
