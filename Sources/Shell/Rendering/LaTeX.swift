import Formulas

/// Formulas as LaTeX, with the package amsmath.
struct LaTeX {
  /// What inputs are called on paper.
  let symbols: [String: String]

  func text(_ math: Math) -> String {
    switch math {
    case .number(let text): number(text)
    case .name(let name): self.name(name)
    case .word(let word): "\\mathrm{\(LaTeX.escape(word))}"
    case .sign(let sign): LaTeX.signs[sign] ?? sign
    case .row(let parts): row(parts)
    case .fraction(let top, let bottom): "\\frac{\(text(top))}{\(text(bottom))}"
    case .power(let base, let exponent): "{\(text(base))}^{\(text(exponent))}"
    case .root(let inner): "\\sqrt{\(text(inner))}"
    case .bracketed(let brackets, let inner):
      "\\left\(LaTeX.brackets(brackets).0) \(text(inner)) \\right\(LaTeX.brackets(brackets).1)"
    case .cases(let cases): self.cases(cases)
    }
  }

  private func row(_ parts: [Math]) -> String {
    parts.enumerated().map { index, part in
      index == 0
        ? text(part) : (Math.keepsDistance(part, behind: parts[index - 1]) ? "\\ " : " ") + text(part)
    }.joined()
  }

  private func number(_ text: String) -> String {
    let number = PaperNumber(text, separator: "\\,")
    let digits = LaTeX.escape(number.digits, keeping: ["\\", ","])
    return number.exponent.map { "\(digits) \\times 10^{\($0.hasPrefix("−") ? "-" + $0.dropFirst() : $0)}" }
      ?? digits
  }

  private func name(_ name: String) -> String {
    let paper = PaperName(name, symbols: symbols)
    let base = paper.isLetter ? paper.base : "\\mathrm{\(LaTeX.escape(paper.base))}"
    return base + (paper.foot.map { "_{\\mathrm{\(LaTeX.escape($0))}}" } ?? "")
  }

  private func cases(_ cases: [Math.Case]) -> String {
    let lines = cases.map { item in
      text(item.value) + (item.condition.map { " & \\text{if } " + text($0) } ?? " & \\text{otherwise}")
    }
    return "\\begin{cases} " + lines.joined(separator: " \\\\ ") + " \\end{cases}"
  }

  private static let signs = [
    "·": "\\cdot", "≈": "\\approx", "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "−": "-", "<": "<",
    ":=": "\\mathrel{:=}",
    "%": "\\%",
  ]

  private static func brackets(_ brackets: Math.Brackets) -> (String, String) {
    switch brackets {
    case .round: ("(", ")")
    case .square: ("[", "]")
    case .floor: ("\\lfloor", "\\rfloor")
    case .ceiling: ("\\lceil", "\\rceil")
    case .bars: ("|", "|")
    }
  }

  /// Text in which no sign means anything to LaTeX.
  static func escape(_ text: String, keeping kept: Set<Character> = []) -> String {
    text.reduce(into: "") { out, character in
      switch character {
      case _ where kept.contains(character): out.append(character)
      case "\\": out += "\\backslash{}"
      case "{", "}", "$", "&", "#", "_", "%": out += "\\" + String(character)
      case "^": out += "\\hat{}"
      case "~": out += "\\sim{}"
      case "≈": out += "{\\approx}"
      case "×": out += "{\\times}"
      case " ": out += "\\ "
      case _ where character.unicodeScalars.contains { $0.value < 0x20 }: break
      default: out.append(character)
      }
    }
  }
}
