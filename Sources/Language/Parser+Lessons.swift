import Formulas

/// Lessons and audits.
///
///     lesson      = "lesson" STRING "{" { item } "}"
///     item        = "about" STRING | "start" statements
///                 | "step" STRING statements
///                 | "ask" texts "expecting" expression [ answers ]
///     statements  = "{" { statement separator } "}"
///     answers     = "{" { answer } "}"
///     answer      = "within" core | "wrong" expression texts
///                 | "hint" texts | "explain" expression
///     audit       = "audit" STRING "{" { claim } "}"
///     claim       = "claim" STRING "says" expression
///                   "computed" expression [ texts ]
///     texts       = STRING { STRING }
///
/// Comments inside a step are told to whoever takes the lesson.
extension Parser {
  /// `lesson "Title" {`, and not `lesson "Title"`, which takes it.
  var isAtLesson: Bool {
    isKeyword("lesson") && next.kind == .string && tokens[min(at + 2, tokens.count - 1)].kind == .leftBrace
  }

  var isAtAudit: Bool { isKeyword("audit") && next.kind == .string }

  mutating func lesson() throws(Diagnostic) -> Declaration {
    let start = current
    if isInBlock {
      throw Diagnostic(
        .declaration, "a lesson can't stand inside another", at: span(start), "end the other with } first")
    }
    at += 1
    let titleSpan = span(current)
    var lesson = Lesson(title: try plainText(), span: titleSpan, about: "", start: [], items: [])
    if lesson.name.isEmpty {
      throw Diagnostic(
        .declaration, "the title of a lesson needs a word", at: titleSpan, "lesson \"Memory\" { … }")
    }
    for part in try block(of: start, { (parser) throws(Diagnostic) in try parser.lessonPart() }) {
      switch part {
      case .about(let text): lesson.about = text
      case .start(let statements): lesson.start += statements
      case .item(let item): lesson.items.append(item)
      }
    }
    if lesson.items.isEmpty {
      throw Diagnostic(
        .declaration, "a lesson needs a step or a question", at: titleSpan,
        "step \"The shape\" { params } or ask \"How many?\" expecting params")
    }
    return Declaration(
      name: lesson.name, span: titleSpan, description: lesson.about, body: .lesson(lesson))
  }

  private enum LessonPart {
    case about(String)
    case start([Statement])
    case item(Lesson.Item)
  }

  private mutating func lessonPart() throws(Diagnostic) -> LessonPart {
    let word = current
    switch text(word) {
    case "about":
      at += 1
      return .about(try plainText())
    case "start":
      at += 1
      return .start(
        try statements(word).compactMap { if case .statement(let statement) = $0 { statement } else { nil } })
    case "step":
      at += 1
      let titleSpan = span(current)
      let title = try plainText()
      return .item(.step(Lesson.Step(title: title, span: titleSpan, lines: try statements(word))))
    case "ask": return .item(.question(try lessonQuestion()))
    default: throw unknownKey(word, in: "a lesson", of: ["about", "start", "step", "ask"])
    }
  }

  private func unknownKey(_ token: Token, in place: String, of keys: [String]) -> Diagnostic {
    Diagnostic(
      .declaration, "\(place) has no \"\(text(token))\"", at: span(token),
      Suggestion.nearest(to: text(token), among: keys).map { "did you mean \($0)?" }
        ?? "there are: \(keys.joined(separator: " "))")
  }

  // MARK: Steps

  /// The statements of a block, with the comments between them.
  private mutating func statements(_ start: Token) throws(Diagnostic) -> [Lesson.Line] {
    let outer = isInBlock
    isInBlock = true
    defer { isInBlock = outer }
    guard current.kind == .leftBrace else { throw unexpected(current, wanted: "{") }
    var told = Int(current.end)
    var lines: [Lesson.Line] = []
    let statements = try block(of: start) { (parser) throws(Diagnostic) in
      let begin = Int(parser.current.start)
      let statement = try parser.innerStatement()
      return (begin: begin, statement: statement)
    }
    for (begin, statement) in statements {
      lines += prose(told..<begin).map { .prose($0) }
      lines.append(.statement(statement))
      told = Int(statement.span.end)
    }
    // The brace that ends the block is the token before this one.
    return lines + prose(told..<max(told, Int(tokens[at - 1].start))).map { .prose($0) }
  }

  private mutating func innerStatement() throws(Diagnostic) -> Statement {
    let outer = brackets
    defer { brackets = outer }
    let statement = try oneStatement([], first: nil)
    try refuseInLessons(statement)
    return statement
  }

  /// What a lesson can't do on behalf of whoever takes it.
  private func refuseInLessons(_ statement: Statement) throws(Diagnostic) {
    if let sink = statement.sink, !sink.path.isAbsent {
      throw Diagnostic(
        .declaration, "a lesson writes no files", at: sink.pathSpan, "leave out > and the name")
    }
    guard case .command(let verb, _) = statement.kind, !verb.mayStandInLessons else { return }
    throw Diagnostic(
      .declaration, "\(verb.rawValue) can't stand in a lesson", at: statement.span,
      "a lesson asks, sets and declares; whoever takes it does the rest")
  }

  /// The comments in a stretch of text between two statements, as paragraphs. What stands behind a statement, on its
  /// line, is a remark for whoever reads the file.
  private func prose(_ range: Range<Int>) -> [String] {
    let lines = String(decoding: bytes[range], as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var paragraphs: [[String]] = [[]]
    for line in lines.dropFirst() {
      var text = line.drop { $0 == " " || $0 == "\t" }
      let isComment = text.first == "#"
      text = text.drop { $0 == "#" }
      while text.first == " " { text.removeFirst() }
      while let last = text.last, last.isWhitespace { text.removeLast() }
      if !isComment || text.isEmpty {
        paragraphs.append([])
      } else {
        paragraphs[paragraphs.count - 1].append(String(text))
      }
    }
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
  }

  // MARK: Questions

  private mutating func lessonQuestion() throws(Diagnostic) -> Lesson.Question {
    let word = current
    at += 1
    let textSpan = span(current)
    let text = try texts()
    skipNewlines()
    guard isKeyword("expecting") else { throw unexpected(current, wanted: "expecting and a formula") }
    at += 1
    var question = Lesson.Question(text: text, span: textSpan, expected: try expression())
    question.explained = question.expected
    guard current.kind == .leftBrace else { return question }
    for answer in try block(of: word, { (parser) throws(Diagnostic) in try parser.answer() }) {
      switch answer {
      case .within(let formula): question.within = formula
      case .wrong(let mistake): question.mistakes.append(mistake)
      case .hint(let text): question.hints.append(text)
      case .explain(let formula): question.explained = formula
      }
    }
    return question
  }

  private enum AnswerPart {
    case within(Formula)
    case wrong(Lesson.Mistake)
    case hint(Lesson.Text)
    case explain(Formula)
  }

  private mutating func answer() throws(Diagnostic) -> AnswerPart {
    let word = current
    switch text(word) {
    case "within":
      at += 1
      return .within(try expression())
    case "wrong":
      at += 1
      let value = try expression()
      return .wrong(Lesson.Mistake(value: value, text: try texts()))
    case "hint":
      at += 1
      return .hint(try texts())
    case "explain":
      at += 1
      return .explain(try expression())
    default: throw unknownKey(word, in: "a question", of: ["within", "wrong", "hint", "explain"])
    }
  }

  // MARK: Audits

  mutating func audit() throws(Diagnostic) -> Audit {
    let start = current
    at += 1
    let titleSpan = span(current)
    let title = try plainText()
    let claims = try block(of: start) { (parser) throws(Diagnostic) in try parser.claim() }
    return Audit(title: title, span: titleSpan, claims: claims)
  }

  private mutating func claim() throws(Diagnostic) -> Audit.Claim {
    let word = current
    guard isKeyword("claim") else { throw unknownKey(word, in: "an audit", of: ["claim"]) }
    at += 1
    let subject = try plainText()
    guard isKeyword("says") else { throw unexpected(current, wanted: "says and what was printed") }
    at += 1
    let printed = try expression()
    guard isKeyword("computed") else { throw unexpected(current, wanted: "computed and a formula") }
    at += 1
    let computed = try expression()
    let why = isBeforeText ? try texts() : Lesson.Text(parts: [])
    return Audit.Claim(
      subject: subject, printed: printed, computed: computed, why: why, span: span(word))
  }

  // MARK: Texts

  private mutating func plainText() throws(Diagnostic) -> String {
    guard current.kind == .string else { throw unexpected(current, wanted: "a text in quotation marks") }
    return try optionalText()
  }

  /// Whether a string comes next, on this line or below.
  private var isBeforeText: Bool {
    var index = at
    while tokens[index].kind == .newline { index += 1 }
    return tokens[index].kind == .string
  }

  /// Strings, on one line or on several.
  private mutating func texts() throws(Diagnostic) -> Lesson.Text {
    var parts: [Formula] = []
    while isBeforeText {
      skipNewlines()
      parts.append(try string())
    }
    if parts.isEmpty { throw unexpected(current, wanted: "a text in quotation marks") }
    return Lesson.Text(parts: parts)
  }
}
