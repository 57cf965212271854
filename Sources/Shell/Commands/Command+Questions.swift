import Accounting
import Formulas
import Language

extension Command {
  static let show = Command(
    .show, "show [EXPRESSION]", "print one value in full; alone, everything that was set",
    "A ledger is printed with all its rows. Alone, the model in use and every input that differs from its default.",
    example: ["show memory", "show"]
  ) { (session, arguments) throws(Diagnostic) in
    guard let formula = arguments.formulas.first else { return session.showState() }
    try session.ask(formula, depth: .all)
  }

  static let tree = Command(
    .tree, "tree LEDGER [all]", "print a ledger as a tree; all opens every row",
    example: ["tree params", "tree saved.activations all"]
  ) { (session, arguments) throws(Diagnostic) in
    try session.ask(try arguments.formula("tree params"), depth: arguments.all ? .all : .usual)
  }

  static let explain = Command(
    .explain, "explain EXPRESSION [all] [as NOTATION]", "why a number is what it is",
    "The formula, the numbers put in, the result, and each cause one level down, with where it is declared; T = sequence_length says what an input is called on paper, and [B·T × 1_600] the tensors that an operation works on. `all` goes down to the inputs. `as latex` writes the formulas for a paper, with \\usepackage{amsmath}, `as mathml` for a page of the web. explain E03 says more about an error.",
    example: [
      "explain memory.weights", "explain params.block", "explain flops.forward.block.ffn as latex",
      "explain E03",
    ]
  ) { (session, arguments) throws(Diagnostic) in
    if let code = Diagnostic.Code(rawValue: arguments.text.uppercasedASCII) { return session.explain(code) }
    let answer = try session.sheet.answer(try arguments.formula("explain memory"))
    try session.weigh(answer.warnings)
    if let notation = try session.notation(arguments) {
      return session.explain(answer, all: arguments.all, in: notation)
    }
    session.explain(answer, all: arguments.all)
  }

  static let why = Command(
    .why, "why EXPRESSION", "the same in one line",
    example: ["why memory.static", "why params"]
  ) { (session, arguments) throws(Diagnostic) in
    let answer = try session.sheet.answer(try arguments.formula("why memory"))
    try session.weigh(answer.warnings)
    session.why(answer)
  }

  static let print = Command(
    .print, "print EXPRESSION, …", "write texts and values, separated by spaces",
    "Texts may hold values: \"{memory -> GB}\", \"{ratio:.3}\" with three decimals.",
    example: ["print \"weights take {memory.weights -> GB}\"", "print 6 * params, \"per token\""]
  ) { (session, arguments) throws(Diagnostic) in
    var parts: [String] = []
    for formula in arguments.formulas {
      let answer = try session.sheet.answer(formula)
      try session.weigh(answer.warnings)
      if session.settings.format == .json {
        session.display(answer)
      } else if case .text(let text) = answer.value.bare {
        parts.append(text)
      } else {
        parts.append(session.sheet.units.phrase(answer.value, session.sheet.names))
      }
    }
    if session.settings.format != .json { session.show(parts.joined(separator: " ")) }
  }

  static let assert = Command(
    .assert, "assert CONDITION [, TEXT]", "stop the script unless the condition holds",
    "At the prompt a condition that holds is confirmed with how close it was. In a script the first that does not ends the run with status 1.",
    example: ["assert memory.static <= 80 GB", "assert params < 2.2B, \"too large for the budget\""]
  ) { (session, arguments) throws(Diagnostic) in
    let formula = try arguments.formula("assert memory <= 80 GB")
    let answer = try session.sheet.answer(formula)
    try session.weigh(answer.warnings)
    guard case .boolean(let holds) = answer.value.bare else {
      throw Diagnostic(
        .wrongKind, "assert wants a condition, and this is \(answer.value.kind)",
        at: session.sheet.arena.span(formula), "compare it: == < <= > >=")
    }
    let sides = session.sides(formula)
    if holds {
      if session.echoes {
        session.show(
          session.page().spell("ok   " + (sides.map { session.comparison($0) } ?? session.question(formula))))
      }
      return
    }
    var message = "assertion failed"
    if arguments.formulas.count > 1,
      case .text(let text) = try session.sheet.answer(arguments.formulas[1]).value.bare
    {
      message += ": \(text)"
    }
    throw Diagnostic(
      .assertionFailed, message, at: session.sheet.arena.span(formula),
      details: sides.map { session.difference($0) } ?? session.failures(formula))
  }
}

extension Session {
  /// Of `a and b` and `a or b`, the comparisons that don't hold, each with its two sides.
  fileprivate func failures(_ formula: Formula) -> [String] {
    switch sheet.arena[formula] {
    case .binary(.and, let left, let right), .binary(.or, let left, let right):
      failures(left) + failures(right)
    default:
      if case .boolean(false)? = try? sheet.answer(formula).value.bare {
        sides(formula).map { ["\(question(formula)):"] + difference($0).map { "  " + $0 } }
          ?? ["\(question(formula)) is false"]
      } else {
        []
      }
    }
  }

  /// The two sides of a comparison, evaluated, and what stands between them.
  func sides(_ formula: Formula) -> (left: Value, operation: BinaryOperator, right: Value)? {
    guard case .binary(let operation, let left, let right) = sheet.arena[formula], operation.isComparison,
      let a = try? sheet.answer(left).value, let b = try? sheet.answer(right).value
    else { return nil }
    return (a, operation, b)
  }

  /// `34.03 GB <= 80.00 GB (42.5%)`
  func comparison(_ sides: (left: Value, operation: BinaryOperator, right: Value)) -> String {
    let text =
      "\(sheet.units.phrase(sides.left, sheet.names)) \(sides.operation.rawValue) \(sheet.units.phrase(sides.right, sheet.names))"
    guard let a = sides.left.quantity?.number, let b = sides.right.quantity?.number,
      sides.operation != .equal,
      let ratio = a.dividing(by: b)
    else { return text }
    return text + " (\(sheet.units.percent(ratio)))"
  }

  /// Both sides in full, and how far they are apart.
  func difference(_ sides: (left: Value, operation: BinaryOperator, right: Value)) -> [String] {
    var lines = ["left   \(text.line(sides.left))", "right  \(text.line(sides.right))"]
    if let a = sides.left.quantity?.number, let b = sides.right.quantity?.number,
      let ratio = a.dividing(by: b)
    {
      let off = ratio.subtracting(.one)
      if ratio.sign > 0, off < .int(10) {
        lines.append("\(off.sign >= 0 ? "over" : "under") by \(sheet.units.percent(off.magnitude))")
      }
    }
    return lines
  }

  /// The model in use and every input that is set.
  func showState() {
    var table = Table([
      Table.Column("name"), Table.Column("value", .right), Table.Column("set"), Table.Column("what it is"),
    ])
    for item in sheet.inputs(setBy: .anyone) {
      table.append([item.name, item.value, item.origin, item.description])
    }
    show(page().paint("model \(sheet.family)" + (sheet.preset.map { ", preset \($0)" } ?? ""), .bold))
    if table.rows.isEmpty { return show(page().paint("every input has its default", .dim)) }
    show(inColumns: table)
  }
}

extension String {
  var uppercasedASCII: String {
    String(decoding: utf8.map { $0 >= 97 && $0 <= 122 ? $0 - 32 : $0 }, as: UTF8.self)
  }
}
