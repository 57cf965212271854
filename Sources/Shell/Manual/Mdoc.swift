/// A manual page being written in mdoc(7): each sentence on a line of its own, everything escaped to ASCII.
struct Mdoc {
  private(set) var text = ""

  /// Longest line of running text.
  private static let width = 78

  /// A macro, its arguments already in mdoc.
  mutating func line(_ macro: String) { text += "." + macro + "\n" }

  mutating func section(_ title: String) { line("Sh " + Mdoc.escape(title)) }

  mutating func subsection(_ title: String) { line("Ss " + Mdoc.escape(title)) }

  /// Running text. Other pages are named in it, not by the macro Xr, which has mandoc ask whether they are installed.
  mutating func prose(_ words: String) {
    var current = ""
    // `NAME?` and `et al.` end no sentence.
    func ends(_ word: Substring) -> Bool {
      let core = word.last == ")" || word.last == "\"" ? word.dropLast() : word
      guard word != "al.", word != "NAME?", let last = core.last else { return false }
      return last == "." || last == "?" || last == "!"
    }
    for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let escaped = Mdoc.escape(word)
      if !current.isEmpty, current.utf8.count + 1 + escaped.utf8.count > Mdoc.width { flush(&current) }
      current += (current.isEmpty ? "" : " ") + escaped
      if ends(word) { flush(&current) }
    }
    if !current.isEmpty { flush(&current) }
  }

  private mutating func flush(_ line: inout String) {
    let isMacro = line.hasPrefix(".")
    text += (isMacro ? "\\&" : "") + line + "\n"
    line = ""
  }

  /// Text shown as it is typed.
  mutating func literal(_ lines: [String], isIndented: Bool = true) {
    line("Bd -literal" + (isIndented ? " -offset indent" : ""))
    for each in lines.flatMap({ $0.split(separator: "\n", omittingEmptySubsequences: false) }) {
      text += (each.hasPrefix(".") ? "\\&" : "") + Mdoc.escape(each) + "\n"
    }
    line("Ed")
  }

  /// A list of terms, each with what it means.
  mutating func list(
    _ entries: [(term: String, meaning: String)], isCompact: Bool = true, width: String = "Ds"
  ) {
    guard !entries.isEmpty else { return }
    line("Bl -tag -width \(width)" + (isCompact ? " -compact" : ""))
    for (term, meaning) in entries {
      item(term)
      prose(meaning)
    }
    line("El")
  }

  /// A term of a list that is open.
  mutating func item(_ term: String) { line("It Ic " + Mdoc.quote(term)) }

  /// Opens a list of terms; `El` closes it.
  mutating func openList(isCompact: Bool = false) {
    line("Bl -tag -width Ds" + (isCompact ? " -compact" : ""))
  }

  mutating func closeList() { line("El") }

  mutating func paragraph() { line("Pp") }

  /// As one argument of a macro: punctuation would otherwise be taken for mdoc's own.
  static func quote(_ text: String) -> String {
    let escaped = escape(text)
    let isDelimiter = ["(", ")", "[", "]", ".", ",", ":", ";", "?", "!", "|"].contains(text)
    let isPlain =
      !isDelimiter && !escaped.contains(" ") && !escaped.isEmpty
      && !(escaped.count < 4 && escaped.allSatisfy(\.isLetter))
    return isPlain ? escaped : "\"" + (isDelimiter ? "\\&" : "") + escaped + "\""
  }

  static func escape(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "`": result += "\\(ga"
      case "'": result += "\\(aq"
      case "\"": result += "\\(dq"
      case "…": result += "..."
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let code = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(0, 4 - code.count)) + code + "]"
      }
    }
    return result
  }
}
