import Formulas

/// Ledgers: rows of formulas and folds.
extension Parser {
  mutating func ledger(_ documentation: String) throws(Diagnostic) -> Declaration {
    at += 1
    let name = try newName("the name of a ledger")
    // Without a unit it holds plain numbers.
    var dimension = Dimension.none
    if current.kind != .leftBrace {
      try expect(.colon, ": and a unit")
      dimension = try unit().dimension
    }
    var selector: Declaration.Selector?
    if isKeyword("by") {
      at += 1
      let word = try newName("the input that selects the row, or largest")
      if text(word) == "largest" {
        selector = isKeyword("part") ? .largestPart : .largest
        if selector == .largestPart { at += 1 }
      } else {
        selector = .input(word.symbol)
      }
    }
    let rows: Later<[Declaration.LedgerRow]>
    if current.kind == .assign {
      advanceOver()
      rows = Later([try ledgerValue(name, role: .counted)])
    } else {
      rows = try laterBlock(of: name) { (parser) throws(Diagnostic) in try parser.ledgerRow() }
    }
    let body = Declaration.LedgerBody(dimension: dimension, selector: selector, rows: rows)
    return Declaration(name: text(name), span: span(name), description: documentation, body: .ledger(body))
  }

  mutating func ledgerRow() throws(Diagnostic) -> Declaration.LedgerRow {
    let word = current
    if text(word) == "if" {
      let (condition, yes, no) = try branches { (parser) throws(Diagnostic) in try parser.ledgerRow() }
      return .choice(condition, yes, no)
    }
    var role = Ledger.Role.counted
    if let named = Ledger.Role(rawValue: text(word)), named != .counted, next.kind == .name {
      at += 1
      role = named
    }
    if text(word) == "assert", next.kind != .assign {
      at += 1
      let condition = try core()
      var reason = ""
      if current.kind == .comma {
        at += 1
        reason = try optionalText()
      }
      return .assertion(condition, reason)
    }
    if text(word) == "inline", next.kind == .name {
      at += 1
      defer { at += 1 }
      return .inline(current.symbol, span(current))
    }
    if ["fold", "each"].contains(text(word)), next.kind == .name {
      return try ledgerValue(Token(kind: .name, start: word.start, end: word.end, payload: -1), role: role)
    }
    let name = try newName("the name of a row")
    if current.kind == .leftBrace || current.kind == .star {
      var times = Formula.absent
      if current.kind == .star {
        at += 1
        times = try factor()
      }
      let rows = try block(of: name) { (parser) throws(Diagnostic) in try parser.ledgerRow() }
      return .group(name.symbol, times: times, rows, note: try optionalText(), span(name))
    }
    try expect(.assign, "=")
    return try ledgerValue(name, role: role)
  }

  mutating func ledgerValue(_ name: Token, role: Ledger.Role) throws(Diagnostic)
    -> Declaration.LedgerRow
  {
    if text(current) == "each", next.kind == .name {
      at += 1
      let onDevice = text(current) == "device"
      if onDevice { at += 1 }
      var words = text(current)
      if next.kind == .name, Declaration.Each(rawValue: words + " " + text(next)) != nil {
        words += " " + text(next)
        at += 1
      }
      guard let each = Declaration.Each(rawValue: words) else {
        throw unexpected(current, wanted: "weight, trained weight, block weight, outer weight or operation")
      }
      at += 1
      let formula = try expression()
      return .each(
        name.symbol, each, formula, onDevice: onDevice, role: role, note: try optionalText(), span(name))
    }
    guard isKeyword("fold") else {
      let formula = try expression()
      return .formula(name.symbol, formula, role: role, note: try optionalText(), span(name))
    }
    at += 1
    let onDevice = text(current) == "device"
    if onDevice { at += 1 }
    guard let fold = Declaration.Fold(rawValue: text(current)) else {
      let all = Declaration.Fold.allCases.map(\.rawValue)
      let near = Suggestion.nearest(to: text(current), among: all)
      throw Diagnostic(
        .declaration, "there is no cost \"\(text(current))\" to fold", at: span(current),
        near.map { "did you mean \($0)?" } ?? "there are: \(all.joined(separator: " "))")
    }
    at += 1
    return .fold(name.symbol, fold, onDevice: onDevice, role: role, note: try optionalText(), span(name))
  }
}
