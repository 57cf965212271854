import Accounting
import Formulas
import Language

/// What TAB offers and what the dim hint says, read off the tables.
struct Completer {
  let session: Session

  init(_ session: Session) { self.session = session }

  var sheet: Worksheet { session.sheet }

  typealias Candidate = Completion.Candidate

  /// `entry` holds the lines that were typed before this one and are not complete without it.
  func complete(_ line: String, cursor: Int, after entry: String = "") -> Completion? {
    let lines = entry.isEmpty ? [] : Array((entry + "\n").utf8)
    let bytes = lines.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 } + line.utf8.prefix(cursor)
    let place = CompletionPlace(bytes)
    let typed = String(decoding: bytes[place.start...], as: UTF8.self)
    let fitting = candidates(at: place, typed).filter { $0.text.hasPrefix(typed) && $0.text != typed }
    var seen: Set<String> = []
    let found = fitting.filter { seen.insert($0.text).inserted }
    return Completion(
      replacing: max(0, place.start - lines.count)..<cursor, candidates: found,
      suffix: found.count == 1 ? suffix(found[0].text, place) : "")
  }

  /// What a command wants next, or the rest of a name that only one thing can be.
  func hint(_ line: String, after entry: String = "") -> String? {
    let words = line.split(separator: " ")
    if entry.isEmpty, words.count == 1,
      let command = Command.all.first(where: { $0.verb.rawValue == words[0] })
    {
      let rest = command.usage.dropFirst(words[0].utf8.count)
      if !rest.isEmpty { return line.hasSuffix(" ") ? String(rest.dropFirst()) : String(rest) }
    }
    guard let last = line.utf8.last, CompletionPlace.isWord(last), let word = words.last,
      !Completer.keywords.contains(String(word)),
      let completion = complete(line, cursor: line.utf8.count, after: entry),
      completion.candidates.count == 1, let only = completion.candidates.first
    else { return nil }
    let typed = completion.replacing.count
    guard typed >= Completer.fewestLetters else { return nil }
    let rest = String(decoding: Array(only.text.utf8).dropFirst(typed), as: UTF8.self)
    return rest + (only.note.map { "  " + $0 } ?? "")
  }

  /// A hint after a single letter would be in the way.
  private static let fewestLetters = 2
  /// Whole as they are typed, though names begin like them.
  private static let keywords: Set = [
    "to", "in", "if", "then", "else", "and", "or", "not", "mod", "with", "step",
  ]

  /// After a command comes its argument, after the name of a file the closing mark.
  private func suffix(_ text: String, _ place: CompletionPlace) -> String {
    switch place.kind {
    case .file: return text.hasSuffix("/") ? "" : "\""
    case .statement:
      guard let command = Command.all.first(where: { $0.verb.rawValue == text }) else { return "" }
      let rest = command.usage.dropFirst(text.utf8.count)
      return rest.isEmpty ? "" : rest.hasPrefix(" \"") ? " \"" : " "
    case .expression: return text == "with" ? " " : ""
    default: return ""
    }
  }

  /// Evaluates for a person who waits for a key to be answered: not for long.
  func briefly<Result>(_ work: () -> Result?) -> Result? {
    let outer = sheet.interruption
    let end = ContinuousClock.now + .milliseconds(50)
    sheet.interruption = { ContinuousClock.now > end }
    defer { sheet.interruption = outer }
    return work()
  }
}
