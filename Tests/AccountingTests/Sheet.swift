import Formulas
import Language

@testable import Accounting

/// A worksheet that is spoken to in the language: what a test says is what a user would type.
struct Sheet {
  let worksheet: Worksheet

  init(_ script: String = "") throws {
    worksheet = try Worksheet()
    try run(script)
  }

  func run(_ script: String) throws {
    for statement in try parse(script) {
      switch statement.kind {
      case .assignment(let name, let span, let formula, let isLive):
        _ = try worksheet.assign(name, span, formula, isLive: isLive)
      case .function(let name, let span, let parameters, let body):
        try worksheet.define(name, span, parameters: parameters, body)
      case .command(.use, let arguments): _ = try worksheet.use(arguments.text, at: arguments.textSpan)
      case .declaration(let declaration): try worksheet.declare(declaration)
      default:
        throw Diagnostic(.declaration, "a test sets things with run, and asks with value", at: statement.span)
      }
    }
  }

  func parse(_ script: String) throws -> [Statement] {
    let source = Source(name: "", bytes: Array(script.utf8))
    let index = worksheet.sources.add(source)
    var parser = try Parser(source, index: index, arena: worksheet.arena)
    return try parser.script()
  }

  func formula(_ text: String) throws -> Formula {
    guard case .expression(let formula)? = try parse(text).first?.kind else {
      throw Diagnostic(.declaration, "\(text) is not an expression")
    }
    return formula
  }

  func answer(_ text: String) throws -> Answer { try worksheet.answer(formula(text)) }

  func ledger(_ text: String) throws -> Ledger {
    guard case .ledger(let ledger) = try answer(text).value.bare else {
      throw Diagnostic(.wrongKind, "\(text) is not a ledger")
    }
    return ledger
  }

  func number(_ text: String) throws -> Num {
    guard let quantity = try answer(text).value.quantity else {
      throw Diagnostic(.wrongKind, "\(text) is not a number")
    }
    return quantity.number
  }

  func integer(_ text: String) throws -> Int {
    guard let value = try number(text).integer else { throw Diagnostic(.wrongKind, "\(text) is not whole") }
    return value
  }

  func isTrue(_ text: String) throws -> Bool {
    guard case .boolean(let flag) = try answer(text).value.bare else {
      throw Diagnostic(.wrongKind, "\(text) is not true or false")
    }
    return flag
  }
}

/// A row without rows of its own: its path, its total over all copies, and how many copies there are.
struct Leaf {
  var path: [String]
  var total: Num
  var copies: Num
  var note: String

  /// Every leaf below `ledger`, in order; what stands beside the total is left out. A ledger without rows has none.
  static func all(of ledger: Ledger) -> [Leaf] {
    all(of: ledger, at: [], copies: .one).filter { !$0.path.isEmpty }
  }

  private static func all(of ledger: Ledger, at path: [String], copies: Num) -> [Leaf] {
    let copies = ledger.times.map { copies.multiplying($0.number) } ?? copies
    let rows = ledger.rows.filter { $0.role == .counted }
    if rows.isEmpty {
      return [Leaf(path: path, total: ledger.total.number, copies: copies, note: ledger.note)]
    }
    return rows.flatMap { all(of: $0, at: path + [$0.name], copies: copies) }
  }
}
