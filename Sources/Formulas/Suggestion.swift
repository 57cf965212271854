/// The nearest known word to a misspelt one.
public enum Suggestion {
  /// The candidate that differs only in case, else the shortest that goes on where the word ends, else one within two
  /// edits (one for words of two to four letters), else one that contains the word or is contained in it; among
  /// equals the first, so order candidates by how likely they are meant.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    // One letter is near to every other.
    let limit = word.utf8.count < 2 ? 0 : word.utf8.count <= 4 ? 1 : 2
    var best: (text: String, distance: Int)?
    var similar: String?
    var longer: String?
    for candidate in candidates where candidate != word {
      if candidate.lowercased() == word.lowercased() { return candidate }
      if word.utf8.count >= 4, candidate.lowercased().hasPrefix(word.lowercased()),
        candidate.utf8.count < longer?.utf8.count ?? .max
      {
        longer = candidate
      }
      if candidate.utf8.count.distance(to: word.utf8.count).magnitude <= UInt(limit) {
        var distance = distance(Array(word.utf8), Array(candidate.utf8))
        // A slip of the shift key is no edit, as long as the word is not all that short.
        if word.utf8.count >= 3 {
          distance = min(
            distance, Suggestion.distance(Array(word.lowercased().utf8), Array(candidate.lowercased().utf8)))
        }
        if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
      }
      if similar == nil, word.utf8.count >= 3, candidate.utf8.count >= 3,
        contains(candidate, word) || contains(word, candidate)
      {
        similar = candidate
      }
    }
    return longer ?? best?.text ?? similar
  }

  /// The candidate that `word` misses by one or two edits, or by an underscore.
  public static func slip(of word: String, among candidates: some Sequence<String>) -> String? {
    func bare(_ text: String) -> [UInt8] { text.lowercased().utf8.filter { $0 != UInt8(ascii: "_") } }
    return candidates.first { candidate in
      let (a, b) = (bare(word), bare(candidate))
      return candidate != word && a.count.distance(to: b.count).magnitude <= 2
        && distance(a, b) <= (b.count < 8 ? 1 : 2)
    }
  }

  /// `; did you mean …?`, or nothing.
  public static func phrase(_ word: String, among candidates: some Sequence<String>) -> String {
    nearest(to: word, among: candidates).map { "did you mean \($0)?" } ?? ""
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    let (text, part) = (Array(text.utf8), Array(part.utf8))
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
  }

  /// Damerau–Levenshtein distance (optimal string alignment): insert, delete, replace, swap neighbours.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
