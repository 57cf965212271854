import Formulas

/// The commands that run over many points, and where answers go.
extension Parser {
  /// `x = DOMAIN, y = DOMAIN : expression, …`
  mutating func sweep(_ result: inout Statement.Arguments) throws(Diagnostic) {
    guard !isAtSeparator else { return }
    result.domains = try domains()
    guard current.kind == .colon else {
      throw Diagnostic(
        .syntax, "a colon and what to work out are wanted here", at: place(of: current),
        "sweep d_model = [768, 1600] : params, memory")
    }
    advanceOver()
    result.formulas = try expressions()
  }

  /// `[min | max] ( NAME within DOMAIN | [expression] over DOMAINS ) [for condition] [top NUMBER]`
  mutating func search(_ result: inout Statement.Arguments) throws(Diagnostic) {
    guard !isAtSeparator else { return }
    if current.kind == .name, next.kind != .leftParenthesis || next.start != current.end,
      let goal = Statement.Goal(rawValue: text(current))
    {
      result.goal = goal
      at += 1
    }
    if current.kind == .name, next.kind == .name, text(next) == "within" {
      let name = current
      if result.goal != nil { result.formulas = [arena.add(.name(name.symbol), span(name))] }
      at += 1
      advanceOver()
      result.domains = [Override(name: name.symbol, formula: try core(), span: span(name))]
    } else {
      if !isKeyword("over") { result.formulas = [try expression()] }
      guard isKeyword("over") else {
        throw Diagnostic(
          .syntax, "where to look is wanted: within or over", at: place(of: current),
          "solve max batch_size within 1..512 for memory <= 80 GB",
          details: [
            "or over several: solve min time over batch_size = 1..64, num_layers = 12..48 for memory <= 80 GB"
          ])
      }
      advanceOver()
      result.domains = try domains()
    }
    if isKeyword("for") {
      advanceOver()
      result.condition = try freeCondition()
    }
    if isKeyword("top") {
      advanceOver()
      result.top = try sum()
    }
    if current.kind == .comma, !result.condition.isAbsent {
      throw Diagnostic(
        .syntax, "several conditions are one, joined by and", at: span(current),
        "for \(text(arena.span(result.condition))) and …")
    }
    if !isAtSeparator, !isAtSink {
      throw Diagnostic(
        .syntax, "for, top or the end of the statement was wanted, and here is \"\(text(current))\"",
        at: span(current),
        "solve max batch_size within 1..512 for memory <= 80 GB")
    }
  }

  /// `expression in NAME, …`
  mutating func collection(_ result: inout Statement.Arguments) throws(Diagnostic) {
    guard !isAtSeparator else { return }
    endsAtIn = true
    result.formulas = [try expression()]
    endsAtIn = false
    guard isKeyword("in") else {
      throw Diagnostic(
        .syntax, "in and the name of an input are wanted here", at: place(of: current),
        "collect memory in batch_size")
    }
    repeat {
      advanceOver()
      guard current.kind == .name, !known.isKeyword(current.symbol) else {
        throw unexpected(current, wanted: "the name of an input")
      }
      if result.names.contains(where: { $0.symbol == current.symbol }) {
        throw Diagnostic(.syntax, "\(text(current)) is named twice", at: span(current), "once is enough")
      }
      result.names.append((current.symbol, span(current)))
      at += 1
    } while current.kind == .comma
  }

  /// `expression, … [all | over DOMAINS] [log [x | y]]`
  mutating func plot(_ result: inout Statement.Arguments) throws(Diagnostic) {
    guard !isAtSeparator else { return }
    result.formulas = try expressions()
    if isKeyword("all") {
      at += 1
      result.all = true
    }
    if isKeyword("over") {
      advanceOver()
      result.domains = try domains()
    }
    guard isKeyword("log") else { return }
    at += 1
    result.logarithmic = [.x, .y]
    if current.kind == .name, let axis = Statement.Axis(rawValue: text(current)) {
      at += 1
      result.logarithmic = [axis]
    }
  }

  /// A condition that stands alone, so that a single `=` can only compare.
  mutating func freeCondition() throws(Diagnostic) -> Formula {
    let outer = equalsCompares
    equalsCompares = true
    defer { equalsCompares = outer }
    return try expression()
  }

  mutating func expressions() throws(Diagnostic) -> [Formula] {
    var formulas = [try expression()]
    while current.kind == .comma {
      advanceOver()
      formulas.append(try expression())
    }
    return formulas
  }

  /// `NAME = core { , NAME = core }`
  mutating func domains() throws(Diagnostic) -> [Override] {
    var domains: [Override] = []
    while true {
      guard current.kind == .name, !known.isKeyword(current.symbol) else {
        throw unexpected(current, wanted: "the name of an input")
      }
      let name = current
      at += 1
      guard current.kind == .assign else {
        throw Diagnostic(
          .syntax, "= and a list or a range are wanted behind \(text(name))", at: place(of: current),
          "\(text(name)) = [1, 2, 4], or \(text(name)) = 1..64 step 2")
      }
      advanceOver()
      namesModels = ["model", "preset", "scenario", "variant"].contains(text(name))
      defer { namesModels = false }
      domains.append(Override(name: name.symbol, formula: try core(), span: span(name)))
      guard current.kind == .comma else { return domains }
      advanceOver()
    }
  }

  /// Where a token stands; one column wide at the end of a line.
  func place(of token: Token) -> Span {
    token.kind == .newline || token.kind == .end
      ? Span(source: source, start: Int(token.start), end: Int(token.start) + 1) : span(token)
  }

  // MARK: Sinks

  var isAtSink: Bool { current.kind == .bar || current.kind == .greater && next.kind == .string }

  /// `| csv`, `| csv > "sizes.csv"` or `> "sizes.csv"`.
  mutating func sink() throws(Diagnostic) -> Statement.Sink? {
    guard isAtSink else { return nil }
    var sink = Statement.Sink(format: "", formatSpan: .none, path: .absent, pathSpan: .none)
    if current.kind == .bar {
      at += 1
      guard current.kind == .name else {
        throw unexpected(current, wanted: "a format: csv, json, md or human")
      }
      (sink.format, sink.formatSpan) = (text(current), span(current))
      at += 1
    }
    if current.kind == .greater {
      at += 1
      guard current.kind == .string else {
        throw unexpected(current, wanted: "the name of a file in quotation marks")
      }
      sink.path = try string()
      sink.pathSpan = arena.span(sink.path)
    }
    return sink
  }
}

extension Statement.Kind {
  /// Whether it answers with something that could go to a file.
  var mayHaveSink: Bool {
    switch self {
    case .expression: true
    case .command(let verb, _): verb.mayHaveSink
    case .audit: true
    case .assignment, .function, .declaration: false
    }
  }
}
