/// A name as formulas on paper have it: a symbol with what stands at its foot, or a word.
struct PaperName {
  var base: String
  /// What stands below the line: `model` of `d_model`.
  var foot: String?
  /// Whether it is one letter, which is set slanted.
  var isLetter: Bool { base.count == 1 }

  /// `symbols` are what inputs are called; a name of one letter and a word, `d_ff`, is its own symbol.
  init(_ name: String, symbols: [String: String]) {
    let text = symbols[name] ?? name
    let isSymbol = symbols[name] != nil || text.dropFirst().first == "_" && text.first?.isLetter == true
    guard isSymbol, let line = text.firstIndex(of: "_"), line > text.startIndex,
      text.index(after: line) < text.endIndex
    else {
      (base, foot) = (text, nil)
      return
    }
    (base, foot) = (String(text[..<line]), String(text[text.index(after: line)...]))
  }
}

/// A number as formulas on paper have it: digits in groups, and a power of ten.
struct PaperNumber {
  /// `1 024.5`, with `separator` between the groups.
  var digits: String
  /// The power of ten behind it, with the sign of the formula.
  var exponent: String?

  init(_ text: String, separator: String) {
    let parts = text.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
    digits = parts[0].split(separator: "_").joined(separator: separator)
    exponent =
      parts.count == 2 ? String(parts[1].drop { $0 == "+" }.map { $0 == "-" ? "−" : $0 }) : nil
  }
}
