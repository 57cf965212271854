import Formulas

/// Formulas as MathML Core, which browsers set by themselves.
struct MathML {
  /// What inputs are called on paper.
  let symbols: [String: String]

  /// A formula among words.
  func inline(_ math: Math) -> String { "<math>\(text(math))</math>" }

  /// Equal forms below each other, the signs between them in one column: `subject = a = b`.
  func block(_ subject: Math?, _ forms: [Math]) -> String {
    let rows = forms.enumerated().map { index, form in
      let head = index == 0 ? subject.map(text) ?? "" : ""
      let sign = MathML.isRounded(form) || subject == nil && index == 0 ? "" : "<mo>=</mo>"
      return
        "<mtr><mtd class=\"left\">\(head)</mtd><mtd class=\"right\"><mrow>\(sign)\(text(form))</mrow></mtd></mtr>"
    }
    return "<math display=\"block\"><mtable>\(rows.joined())</mtable></math>"
  }

  /// Whether a form begins with the sign that says it is rounded.
  static func isRounded(_ math: Math) -> Bool {
    switch math {
    case .sign("≈"): true
    case .row(let parts): parts.first.map(isRounded) ?? false
    default: false
    }
  }

  func text(_ math: Math) -> String {
    switch math {
    case .number(let text): number(text)
    case .name(let name): self.name(name)
    case .word(let word): "<mtext>\(HTML.escape(word))</mtext>"
    case .sign(let sign): "<mo>\(HTML.escape(sign))</mo>"
    case .row(let parts): "<mrow>\(row(parts))</mrow>"
    case .fraction(let top, let bottom): "<mfrac>\(text(top))\(text(bottom))</mfrac>"
    case .power(let base, let exponent): "<msup>\(text(base))\(text(exponent))</msup>"
    case .root(let inner): "<msqrt>\(text(inner))</msqrt>"
    case .bracketed(let brackets, let inner):
      "<mrow><mo>\(MathML.brackets(brackets).0)</mo>\(text(inner))<mo>\(MathML.brackets(brackets).1)</mo></mrow>"
    case .cases(let cases): self.cases(cases)
    }
  }

  private func row(_ parts: [Math]) -> String {
    parts.enumerated().map { index, part in
      index > 0 && Math.keepsDistance(part, behind: parts[index - 1])
        ? "<mspace width=\"0.25em\"/>" + text(part) : text(part)
    }.joined()
  }

  private func number(_ text: String) -> String {
    // A space that is narrow and does not break.
    let number = PaperNumber(text, separator: "\u{202F}")
    let digits = "<mn>\(HTML.escape(number.digits))</mn>"
    guard let exponent = number.exponent else { return digits }
    return "<mrow>\(digits)<mo>×</mo><msup><mn>10</mn><mn>\(HTML.escape(exponent))</mn></msup></mrow>"
  }

  private func name(_ name: String) -> String {
    let paper = PaperName(name, symbols: symbols)
    let base = "<mi>\(HTML.escape(paper.base))</mi>"
    guard let foot = paper.foot else { return base }
    return "<msub>\(base)<mtext>\(HTML.escape(foot))</mtext></msub>"
  }

  private func cases(_ cases: [Math.Case]) -> String {
    let rows = cases.map { item in
      let condition =
        item.condition.map { "<mtext>if</mtext><mspace width=\"0.4em\"/>\(text($0))" }
        ?? "<mtext>otherwise</mtext>"
      return "<mtr><mtd>\(text(item.value))</mtd><mtd>\(condition)</mtd></mtr>"
    }
    return "<mrow><mo stretchy=\"true\">{</mo><mtable>\(rows.joined())</mtable></mrow>"
  }

  private static func brackets(_ brackets: Math.Brackets) -> (String, String) {
    switch brackets {
    case .round: ("(", ")")
    case .square: ("[", "]")
    case .floor: ("⌊", "⌋")
    case .ceiling: ("⌈", "⌉")
    case .bars: ("|", "|")
    }
  }
}
