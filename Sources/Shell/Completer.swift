import Accounting
import Formulas
import Language

/// What TAB offers and what the dim hint says, read off the tables.
struct Completer {
  let session: Session

  init(_ session: Session) { self.session = session }

  private var sheet: Worksheet { session.sheet }

  func complete(_ line: String, cursor: Int) -> Completion? {
    let before = Array(line.utf8.prefix(cursor))
    if let quote = openQuote(before) { return files(before, from: quote + 1) }
    let start = wordStart(before)
    let word = String(decoding: before[start...], as: UTF8.self)
    let context = String(decoding: before[..<start], as: UTF8.self)
    if let dot = word.lastIndex(of: "."), !context.hasSuffix("use ") {
      return members(word, dot, start, before.count)
    }
    let found = candidates(context, word).filter { $0.text.hasPrefix(word) && $0.text != word }
    return Completion(replacing: start..<before.count, candidates: found.sorted { $0.text < $1.text })
  }

  /// The rest of a name that only one thing can be, or what a command wants next.
  func hint(_ line: String) -> String? {
    let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    if words.count == 1, let verb = Verb(rawValue: words[0]),
      let command = Command.all.first(where: { $0.verb == verb })
    {
      let rest = command.usage.dropFirst(verb.rawValue.utf8.count)
      if !rest.isEmpty { return line.hasSuffix(" ") ? String(rest.dropFirst()) : String(rest) }
    }
    guard let last = line.utf8.last, Lexeme.isWord(last),
      let completion = complete(line, cursor: line.utf8.count),
      completion.candidates.count == 1, let only = completion.candidates.first
    else { return nil }
    let typed = completion.replacing.count
    guard typed >= 2 else { return nil }
    let rest = String(decoding: Array(only.text.utf8).dropFirst(typed), as: UTF8.self)
    return rest + (only.note.map { "  " + $0 } ?? "")
  }

  // MARK: Where we are

  private enum Lexeme {
    static func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "$"):
        true
      default: false
      }
    }
  }

  private func openQuote(_ bytes: [UInt8]) -> Int? {
    var open: Int?
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\"") {
      open = open == nil ? index : nil
    }
    return open
  }

  /// Where the word under the cursor begins. Members belong to it, and after `use` hyphens too.
  private func wordStart(_ bytes: [UInt8]) -> Int {
    let statement = (bytes.lastIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "\n") } ?? -1) + 1
    let text = String(decoding: bytes[statement...], as: UTF8.self).drop { $0 == " " }
    let takesHyphens = ["use ", "help ", "info "].contains { text.hasPrefix($0) } || endsInAssignment(bytes)
    var start = bytes.count
    while start > statement {
      let byte = bytes[start - 1]
      guard Lexeme.isWord(byte) || byte == UInt8(ascii: ".") || takesHyphens && byte == UInt8(ascii: "-")
      else { break }
      start -= 1
    }
    return start
  }

  private func endsInAssignment(_ bytes: [UInt8]) -> Bool {
    guard let equals = bytes.lastIndex(of: UInt8(ascii: "=")) else { return false }
    return bytes[(equals + 1)...].allSatisfy {
      Lexeme.isWord($0) || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-")
    }
      && sheet.words(of: assigned(bytes[..<equals])) != nil
  }

  /// The name before an `=` or `==`.
  private func assigned(_ bytes: ArraySlice<UInt8>) -> Symbol {
    var end = bytes.endIndex
    while end > bytes.startIndex,
      [UInt8(ascii: "="), UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: "!")].contains(bytes[end - 1])
    { end -= 1 }
    var start = end
    while start > bytes.startIndex, Lexeme.isWord(bytes[start - 1]) { start -= 1 }
    return sheet.names.symbol(String(decoding: bytes[start..<end], as: UTF8.self))
  }

  // MARK: What fits there

  private typealias Candidate = Completion.Candidate

  private func candidates(_ context: String, _ word: String) -> [Candidate] {
    let statement =
      context.split(omittingEmptySubsequences: false, whereSeparator: { $0 == ";" || $0 == "\n" }).last.map(
        String.init) ?? ""
    let trimmed = statement.trimmed
    if trimmed.isEmpty { return verbs + names }
    let first = trimmed.split(separator: " ").first.map(String.init) ?? ""
    let rest = trimmed == first
    switch first {
    case "use" where rest: return models + records("accelerator")
    case "list" where rest: return Listing.all.map { Candidate($0.name, note: $0.summary) }
    case "help" where rest, "info" where rest:
      return verbs + names + models + Topic.all.map { Candidate($0.name, note: $0.summary) } + units
    case "set" where rest: return Settings.options.map { Candidate($0.name, note: $0.summary) }
    case "set":
      return (Settings.options.first { trimmed.hasSuffix($0.name) }?.values ?? []).map { Candidate($0) }
    case "measure" where rest: return MeasureRequest.Subject.allCases.map { Candidate($0.rawValue) }
    case "unset": return sheet.overridable.map { Candidate($0) }
    default: break
    }
    if trimmed.hasSuffix("->") || trimmed.hasSuffix(" to") || trimmed.hasSuffix(" in") {
      return units + formats
    }
    if context.hasSuffix(" ") || word.isEmpty == false, let last = trimmed.utf8.last,
      isNumberEnd(trimmed, last)
    {
      return units
    }
    if trimmed.hasSuffix("=") {
      let words = sheet.words(of: assigned(Array(trimmed.utf8)[...]))
      if let words { return words.map { Candidate($0) } }
      return names
    }
    if trimmed.hasSuffix(" with") || trimmed == "with" || lastClauseIsWith(trimmed) {
      return sheet.overridable.map { Candidate($0, note: brief(sheet.description(of: $0))) }
    }
    return names
  }

  private func isNumberEnd(_ text: String, _ last: UInt8) -> Bool {
    guard last >= UInt8(ascii: "0"), last <= UInt8(ascii: "9") else { return false }
    let token = text.utf8.reversed().prefix { Lexeme.isWord($0) || $0 == UInt8(ascii: ".") }
    return token.last.map { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ?? false
  }

  /// After `with a = 1,` another input is to come.
  private func lastClauseIsWith(_ text: String) -> Bool {
    guard text.hasSuffix(",") else { return false }
    let words = text.split(separator: " ")
    guard let with = words.lastIndex(of: "with") else { return false }
    return !words[with...].contains { $0.contains("(") || $0.contains("[") }
  }

  private var verbs: [Candidate] { Command.all.map { Candidate($0.verb.rawValue, note: $0.summary) } }

  private var models: [Candidate] {
    sheet.presetList.map { Candidate($0.name, note: brief($0.description)) }
      + sheet.familyList.map { Candidate($0.name, note: brief($0.description)) }
  }

  private func records(_ kind: String) -> [Candidate] {
    sheet.records(kind).map { Candidate($0, note: brief(sheet.description(of: $0))) }
  }

  private var units: [Candidate] { sheet.units.names.map { Candidate($0) } }
  private var formats: [Candidate] {
    Display.Format.allCases.map { Candidate($0.rawValue, note: "a format") }
  }

  private var names: [Candidate] {
    sheet.order.map { sheet.names[$0] }.filter { !$0.contains("-") }.map {
      Candidate($0, note: brief(sheet.description(of: $0)))
    }
      + Function.all.map { Candidate($0.name, note: $0.summary) }
  }

  private func brief(_ text: String) -> String? {
    text.isEmpty ? nil : text.split(separator: ".").first.map { String($0.prefix(60)) }
  }

  private func members(_ word: String, _ dot: String.Index, _ start: Int, _ end: Int) -> Completion {
    let path = word[..<dot].split(separator: ".").map(String.init)
    let typed = String(word[word.index(after: dot)...])
    let found = sheet.members(of: path).filter { $0.hasPrefix(typed) && $0 != typed }
    return Completion(replacing: end - typed.utf8.count..<end, candidates: found.map { Candidate($0) })
  }

  private func files(_ bytes: [UInt8], from start: Int) -> Completion {
    let typed = String(decoding: bytes[start...], as: UTF8.self)
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let prefix = String(typed.dropFirst(folder.count))
    let found =
      session.settings.isSafe
      ? [] : System.entries(of: folder.isEmpty ? "." : folder).filter { $0.hasPrefix(prefix) && $0 != prefix }
    return Completion(
      replacing: bytes.count - prefix.utf8.count..<bytes.count, candidates: found.map { Candidate($0) })
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
