import Language

/// Where in a statement the cursor stands, as far as the text before it tells.
struct CompletionPlace {
  enum Kind: Equatable {
    /// The first word.
    case statement
    /// What follows a command, with the words between.
    case argument(of: Verb, after: [String])
    /// A path, in quotation marks.
    case file(folder: String)
    /// Plain text, in quotation marks.
    case text
    /// A member of what the path names.
    case member(path: [String])
    /// A unit, after a number or behind a slash.
    case unit
    /// A unit or a format, after an arrow; before it, what is to be converted.
    case conversion(of: String)
    /// How an explanation is written, after `as`.
    case notation
    /// A format, after a bar.
    case format
    /// The value of a name.
    case value(of: String)
    /// An input, after `with` or a comma behind it.
    case override
    /// A setting of `measure`, after its `with`, and what it may be.
    case setting
    case settingValue(of: String)
    /// What is compared: a name in an expression, or that of a variant.
    case item
    /// A name in an expression.
    case expression
  }

  private(set) var kind: Kind
  /// Where the word that is being typed begins.
  private(set) var start: Int

  init(_ line: [UInt8]) {
    let breaks: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: "\n")]
    let begin = (line.lastIndex { breaks.contains($0) } ?? -1) + 1
    let statement = line[begin...]
    kind = .expression
    start = line.count
    if openText(statement) { return }
    if conversion(statement) { return }
    start = Self.start(of: statement, Self.isWord)
    if notation(statement) || unit(statement) { return }
    if command(statement) { return }
    if member(statement) { return }
    let before = String(decoding: statement[..<start], as: UTF8.self).trimmed
    if before.isEmpty {
      kind = .statement
    } else if let name = Self.assigned(statement) {
      kind = .value(of: name.name)
      start = name.start
    } else if Self.wantsOverride(before) {
      kind = .override
    } else if let item = Self.item(statement) {
      kind = .item
      start = item
    }
    ofMeasure(statement[..<start])
  }

  /// What follows `measure` is no expression: it has subjects, and settings of its own.
  private mutating func ofMeasure(_ before: ArraySlice<UInt8>) {
    let words = String(decoding: before, as: UTF8.self).split(separator: " ").map(String.init)
    guard words.first == Verb.measure.rawValue else { return }
    switch kind {
    case .override where words.last != "over": kind = .setting
    case .value(let name): kind = .settingValue(of: name)
    default: kind = .argument(of: .measure, after: Array(words.dropFirst()))
    }
  }

  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A word of a subject such as `gpt2-xl`, or of a member's path.
  private static func isSubject(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: "-") }
  private static func isPath(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: ".") }
  /// Of a unit such as `GB/s`.
  private static func isUnit(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: "/") }

  private static func start(of bytes: ArraySlice<UInt8>, _ belongs: (UInt8) -> Bool) -> Int {
    (bytes.lastIndex { !belongs($0) } ?? bytes.startIndex - 1) + 1
  }

  // MARK: One kind each

  private mutating func openText(_ statement: ArraySlice<UInt8>) -> Bool {
    let marks = statement.indices.filter { statement[$0] == UInt8(ascii: "\"") }
    guard marks.count % 2 == 1, let quote = marks.last else { return false }
    let verb = Verb(rawValue: String(decoding: statement[..<quote], as: UTF8.self).trimmed)
    guard verb == .load || verb == .source || verb == .run else {
      let inside = statement[(quote + 1)...]
      guard let brace = inside.lastIndex(of: UInt8(ascii: "{")),
        !inside[brace...].contains(UInt8(ascii: "}"))
      else {
        kind = .text
        return true
      }
      start = Self.start(of: inside[(brace + 1)...], Self.isWord)
      return member(inside[(brace + 1)...]) || true
    }
    start = Self.start(of: statement[(quote + 1)...]) { $0 != UInt8(ascii: "/") }
    kind = .file(folder: String(decoding: statement[(quote + 1)..<start], as: UTF8.self))
    return true
  }

  private mutating func conversion(_ statement: ArraySlice<UInt8>) -> Bool {
    let word = Self.start(of: statement, Self.isUnit)
    let before = String(decoding: statement[..<word], as: UTF8.self).trimmed
    guard let arrow = ["->", " to", " in"].first(where: { before.hasSuffix($0) }) else { return false }
    kind = .conversion(of: String(before.dropLast(arrow.count)))
    start = word
    return true
  }

  /// `explain params as `, `params | `
  private mutating func notation(_ statement: ArraySlice<UInt8>) -> Bool {
    let before = String(decoding: statement[..<start], as: UTF8.self).trimmed
    if before.hasSuffix("|") {
      kind = .format
    } else if before.hasPrefix(Verb.explain.rawValue + " "), before.hasSuffix(" as"),
      start > statement.startIndex,
      statement[start - 1] == UInt8(ascii: " ")
    {
      kind = .notation
    } else {
      return false
    }
    return true
  }

  private mutating func unit(_ statement: ArraySlice<UInt8>) -> Bool {
    let path = Self.start(of: statement) { Self.isUnit($0) || $0 == UInt8(ascii: ".") }
    let token = statement[path...]
    guard let first = token.first, Self.isDigit(first) else {
      // A space, and before it a number.
      let before = statement[..<path]
      let number = String(decoding: before, as: UTF8.self).trimmed
      let isAfterNumber =
        before.last == UInt8(ascii: " ")
        && number.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }).last
          .map { Self.isDigit($0.utf8.first ?? 0) && number.hasSuffix($0) } ?? false
      guard isAfterNumber, !token.contains(UInt8(ascii: ".")) else { return false }
      start = Self.start(of: token, Self.isWord)
      kind = .unit
      return true
    }
    let digits = token.prefix { Self.isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
    guard digits.count < token.count else {
      kind = .text
      return true
    }
    start = max(digits.endIndex, Self.start(of: token, Self.isWord))
    kind = .unit
    return true
  }

  private mutating func command(_ statement: ArraySlice<UInt8>) -> Bool {
    let subject = Self.start(of: statement, Self.isSubject)
    let words = String(decoding: statement[..<subject], as: UTF8.self).split(separator: " ").map(String.init)
    guard let first = words.first, let verb = Verb(rawValue: first), !verb.takesExpression else {
      return false
    }
    kind = .argument(of: verb, after: Array(words.dropFirst()))
    start = subject
    if [.help, .info].contains(verb) { _ = member(statement) }
    return true
  }

  private mutating func member(_ statement: ArraySlice<UInt8>) -> Bool {
    let path = Self.start(of: statement, Self.isPath)
    let parts = String(decoding: statement[path...], as: UTF8.self).split(
      separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return false }
    kind = .member(path: parts.dropLast().map(String.init))
    start = Self.start(of: statement, Self.isWord)
    return true
  }

  /// The name whose value is being typed: behind `=`, `:=` or a comparison.
  private static func assigned(_ statement: ArraySlice<UInt8>) -> (name: String, start: Int)? {
    let value = Self.start(of: statement, isSubject)
    let before = String(decoding: statement[..<value], as: UTF8.self).trimmed
    guard let sign = [":=", "==", "!=", "="].first(where: { before.hasSuffix($0) }) else { return nil }
    let name = Array(String(before.dropLast(sign.count)).trimmed.utf8)
    let text = String(decoding: name[Self.start(of: name[...], isWord)...], as: UTF8.self)
    return text.isEmpty ? nil : (text, value)
  }

  /// Where an item of `compare` begins that is being typed.
  private static func item(_ statement: ArraySlice<UInt8>) -> Int? {
    let start = Self.start(of: statement, isSubject)
    let before = String(decoding: statement[..<start], as: UTF8.self).trimmed
    guard before == Verb.compare.rawValue || before.hasPrefix(Verb.compare.rawValue + " "),
      before.hasSuffix(",") || before.utf8.count == Verb.compare.rawValue.utf8.count,
      !before.utf8.contains(UInt8(ascii: ":"))
    else { return nil }
    return start
  }

  private static func wantsOverride(_ before: String) -> Bool {
    let words = before.split(separator: " ")
    // What a plot or a search runs over is named like what an answer is asked with.
    let openers: Set<Substring> = ["with", "over"]
    if let last = words.last, openers.contains(last) { return true }
    guard before.hasSuffix(","), let opener = words.lastIndex(where: openers.contains) else { return false }
    return !words[opener...].contains { $0.contains("(") || $0.contains("[") }
  }
}

extension Verb {
  /// Whether what follows it is an expression like any other.
  fileprivate var takesExpression: Bool {
    switch self {
    case .use, .list, .help, .info, .set, .unset, .load, .conventions, .quit, .reset, .what: false
    case .undo, .redo, .history: false
    case .lesson, .goto, .next, .back, .hint, .skip, .play: false
    default: true
    }
  }
}

extension String {
  /// Without spaces at its ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return String(text)
  }
}
