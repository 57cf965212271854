import Formulas

/// What follows the verb of a command.
extension Parser {
  mutating func arguments(_ verb: Verb) throws(Diagnostic) -> Statement.Arguments {
    at += 1
    let rest = restOfLine()
    var result = Statement.Arguments(text: rest.text, textSpan: rest.span, formulas: [], all: false)
    switch verb.shape {
    case .none:
      if !isAtSeparator {
        throw Diagnostic(.syntax, "nothing follows \(verb.rawValue)", at: rest.span, "write \(verb.rawValue)")
      }
    case .words:
      let words = at
      while !isAtSeparator, !isAtSink { at += 1 }
      result.textSpan = at > words ? span(tokens[words]).through(span(tokens[at - 1])) : rest.span
      result.text = at > words ? text(result.textSpan) : ""
    case .expression:
      guard !isAtSeparator else { break }
      result.formulas = [try expression()]
      if isKeyword("all") {
        at += 1
        result.all = true
        result.text = String(result.text.dropLast(3))
      }
      if verb == .explain { result.notation = try notation() }
    case .expressions:
      guard !isAtSeparator else { break }
      comparesItems = true
      result.formulas = [try condition(of: verb)]
      while current.kind == .comma {
        advanceOver()
        result.formulas.append(try expression())
      }
      if verb == .assert { try refuseSettings(behind: result.formulas) }
    case .settings:
      let words = at
      while !isAtSeparator, !isKeyword("with") { at += 1 }
      guard isKeyword("with") else { break }
      if at > words {
        result.textSpan = span(tokens[words]).through(span(tokens[at - 1]))
        result.text = text(result.textSpan)
      } else {
        (result.text, result.textSpan) = ("", span(current))
      }
      result.settings = try settings(
        of: arena.add(.last, result.textSpan), mayNameVariant: verb == .conventions)
    case .sweep: try sweep(&result)
    case .search: try search(&result)
    case .comparison: try comparison(&result)
    case .changes: try changes()
    case .collection: try collection(&result)
    case .plot: try plot(&result)
    case .condition:
      guard !isAtSeparator else { break }
      result.formulas = [try freeCondition()]
    case .file:
      guard current.kind == .string else {
        if isAtSeparator { break }
        // `args[1]` is a value, and not the name of a file.
        let name = current.kind == .name && next.kind == .leftBracket ? "{\(rest.text)}" : rest.text
        throw Diagnostic(
          .syntax, "\(verb.rawValue) wants the name of a file in quotation marks", at: span(current),
          "\(verb.rawValue) \"\(name)\"")
      }
      while !isAtSeparator { result.formulas.append(try expression()) }
    }
    return result
  }

  /// `as latex`
  private mutating func notation() throws(Diagnostic) -> (name: String, span: Span)? {
    guard isKeyword("as") else { return nil }
    at += 1
    guard current.kind == .name else { throw unexpected(current, wanted: "latex or mathml") }
    defer { at += 1 }
    return (text(current), span(current))
  }

  /// `assert memory <= 80 GB, "too big" with batch_size = 4` would leave the condition as it is.
  private func refuseSettings(behind formulas: [Formula]) throws(Diagnostic) {
    guard formulas.count > 1, case .with(let words, let id) = arena[formulas[1]],
      let first = arena.overrides(id).first
    else { return }
    let settings = text(first.span.through(span(tokens[at - 1])))
    throw Diagnostic(
      .syntax, "with stands behind the condition, before its text", at: first.span,
      "assert \(text(arena.span(formulas[0]))) with \(settings), \(text(arena.span(words)))")
  }

  mutating func condition(of verb: Verb) throws(Diagnostic) -> Formula {
    let formula = try expression()
    if verb == .assert { try refuseAssignment() }
    return formula
  }
}
