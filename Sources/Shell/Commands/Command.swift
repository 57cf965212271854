import Accounting
import Formulas
import Language

/// A command of the language: one row each. Help, completion, the manual page and the tests are read off the rows.
public struct Command: Sendable {
  public let verb: Verb
  public let usage: String
  public let summary: String
  /// More than the summary: what it prints, what it accepts.
  public let details: String
  /// Lines that can be typed as they stand.
  public let example: [String]
  let run: @Sendable (Session, Statement.Arguments) throws(Diagnostic) -> Void

  init(
    _ verb: Verb, _ usage: String, _ summary: String, _ details: String = "", example: [String],
    _ run: @escaping @Sendable (Session, Statement.Arguments) throws(Diagnostic) -> Void
  ) {
    self.verb = verb
    self.usage = usage
    self.summary = summary
    self.details = details
    self.example = example
    self.run = run
  }

  public static let all: [Command] = [
    help, info, list, show, tree, explain, why, use, load, set, unset, reset, assert, print, run, source,
    compare, what, sweep, solve, collect, sensitivity, edge, plot, export, undo, redo, history, save,
    measure, conventions, lesson, next, back, goto, hint, skip, play, predict, audit, quit,
  ]
}

extension Statement.Arguments {
  /// The one expression a command works on.
  func formula(_ usage: String) throws(Diagnostic) -> Formula {
    guard let formula = formulas.first else {
      throw Diagnostic(.syntax, "an expression is wanted", at: textSpan, usage)
    }
    return formula
  }

  var words: [String] { pieces.map(String.init) }

  /// Where a word stands.
  func span(ofWord index: Int) -> Span {
    guard pieces.indices.contains(index) else { return textSpan }
    let start =
      textSpan.start + Int32(text.utf8.distance(from: text.startIndex, to: pieces[index].startIndex))
    var span = textSpan
    (span.start, span.end) = (start, start + Int32(pieces[index].utf8.count))
    return span
  }

  private var pieces: [Substring] { text.split { $0 == " " || $0 == "\t" || $0 == "," } }
}
