import Accounting
import Formulas
import Language

extension Command {
  static let export = Command(
    .export, "export EXPRESSION > \"FILE\"", "write an answer to a file, in the format its name ends in",
    "The name ends in .csv, .json, .md or .txt; `| csv > \"FILE\"` says the format. Every question may be sent to a file in this way, with or without the word.",
    example: ["export memory > \"memory.csv\"", "params | json > \"params.json\""]
  ) { (session, arguments) throws(Diagnostic) in
    let formula = try arguments.formula("export memory > \"memory.csv\"")
    guard session.sink != nil else {
      throw Diagnostic(
        .syntax, "the name of a file is wanted", at: arguments.textSpan,
        "export \(session.question(formula)) > \"answers.csv\"")
    }
    try session.ask(formula, depth: .all)
  }
}
