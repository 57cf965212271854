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
    measure, conventions, quit,
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

  var words: [String] {
    text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }).map(String.init)
  }
}
