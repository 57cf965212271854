import Formulas

/// What `compare` and `what changed` are given.
extension Parser {
  /// `ITEM { , ITEM } [ : expression, … ]`
  mutating func comparison(_ result: inout Statement.Arguments) throws(Diagnostic) {
    guard !isAtSeparator, !isAtSink else { return }
    comparesItems = true
    result.items = [try item()]
    while current.kind == .comma {
      advanceOver()
      result.items.append(try item())
    }
    try refuseSetting(result.items)
    guard current.kind == .colon else { return }
    advanceOver()
    result.formulas = try expressions()
  }

  /// `gpt2-xl` is a difference as well: whoever knows the names decides.
  private mutating func item() throws(Diagnostic) -> Statement.Item {
    let start = self
    let word = wholeWord()
    let after = at
    at = start.at
    do throws(Diagnostic) {
      let formula = try expression()
      return Statement.Item(formula: formula, word: word?.symbol, span: arena.span(formula))
    } catch {
      guard let word else { throw error }
      self = start
      at = after
      return Statement.Item(formula: .absent, word: word.symbol, span: word.span)
    }
  }

  /// A name that takes up all of an item.
  private mutating func wholeWord() -> (symbol: Symbol, span: Span)? {
    let first = current
    guard first.kind == .name, !known.isKeyword(first.symbol), (try? word()) != nil else { return nil }
    let isAtEnd = isAtSeparator || isAtSink || current.kind == .comma || current.kind == .colon
    guard isAtEnd else { return nil }
    let whole = span(first).through(span(tokens[at - 1]))
    return (arena.names.symbol(text(whole)), whole)
  }

  /// Whether what follows the comma here is the next item, and no further setting of this one.
  var isBeforeItem: Bool {
    guard comparesItems else { return false }
    var index = at + 1
    while tokens[index].kind == .newline || tokens[index].kind == .documentation { index += 1 }
    switch tokens[index].kind {
    case .name: return !Parser.binds(tokens[index + 1].kind)
    // `batch_size = 1,024` is told as what it is.
    case .number: return tokens[index].start > tokens[at].end
    default: return true
    }
  }

  /// `compare memory, batch_size = 8` lacks what is to be worked out.
  private func refuseSetting(_ items: [Statement.Item]) throws(Diagnostic) {
    guard current.kind == .assign || current.kind == .define, let first = items.first, let last = items.last
    else { return }
    var end = at + 1
    while !Parser.separates(tokens[end].kind), ![.comma, .colon, .bar].contains(tokens[end].kind) { end += 1 }
    let subject = items.count == 1 ? "memory" : text(first.span)
    let setting = text(last.span.through(span(tokens[end - 1])))
    throw Diagnostic(
      .syntax, "what is set stands behind with", at: last.span.through(span(current)),
      "compare \(subject), \(subject) with \(setting)")
  }

  /// The word `changed`.
  mutating func changes() throws(Diagnostic) {
    guard isKeyword("changed") else {
      throw Diagnostic(
        .syntax, "changed is wanted behind what", at: place(of: current), "write what changed")
    }
    at += 1
  }
}
