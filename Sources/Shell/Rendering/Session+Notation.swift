import Accounting
import Formulas
import Language

/// How `explain … as` writes formulas.
enum Notation: String, CaseIterable {
  case latex, mathml

  var summary: String {
    switch self {
    case .latex: "for a paper, with the package amsmath"
    case .mathml: "for a page of the web"
    }
  }
}

extension Session {
  /// The notation that was asked for.
  func notation(_ arguments: Statement.Arguments) throws(Diagnostic) -> Notation? {
    guard let asked = arguments.notation else { return nil }
    if let known = Notation(rawValue: asked.name.lowercased()) { return known }
    let all = Notation.allCases.map(\.rawValue)
    throw Diagnostic(
      .unknownSubject, "there is no notation \(asked.name)", at: asked.span,
      (Suggestion.nearest(to: asked.name, among: all).map { "did you mean \($0)?   " } ?? "")
        + "notations: \(all.joined(separator: " "))")
  }

  /// The formulas of an explanation, and what their symbols stand for.
  func explain(_ answer: Answer, all: Bool, in notation: Notation) {
    let explanations = sheet.explain(answer, all: all)
    let paper = FormulaSheet(session: self, symbols: sheet.symbols(of: answer))
    let equations = explanations.flatMap { paper.equations($0) }
    let legend = paper.legend(sheet.inputs(of: answer))
    switch notation {
    case .latex: paper.latex(equations, legend).forEach(show)
    case .mathml: paper.mathml(equations, legend).forEach(show)
    }
  }
}

/// Explanations as equations.
struct FormulaSheet {
  let session: Session
  let symbols: [String: String]

  /// A subject and what it is equal to, the value last.
  struct Equation {
    var subject: Math?
    var forms: [Math]
  }

  private func value(_ value: Value) -> Math {
    Math(written: session.sheet.units.plain(value.bare, session.sheet.names))
  }

  /// The chain of an explanation, then one for each row with a formula of its own.
  func equations(_ explanation: Explanation) -> [Equation] {
    let forms = distinct(explanation.chain.map(\.math) + [value(explanation.value)])
    var subject: Math? = explanation.paper
    if explanation.subject.isEmpty || forms.first == explanation.paper {
      subject = nil
    } else if case .name(let name)? = forms.first, let symbol = symbols[name],
      symbols[explanation.subject] == symbol
    {
      // What shares its symbol with what it is equal to goes by its name.
      subject = .word(explanation.subject)
    }
    var equations = [Equation(subject: subject, forms: forms)]
    for row in explanation.rows where !row.formula.isEmpty {
      equations.append(
        Equation(
          subject: .name(row.name),
          forms: distinct(row.formula.map(\.math) + [value(.quantity(Quantity(row.value.number)))])))
    }
    return equations
  }

  private func distinct(_ forms: [Math]) -> [Math] {
    forms.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// `T = sequence_length = 1_024`, one for each symbol.
  func legend(_ inputs: [Explanation.Cause]) -> [Equation] {
    inputs.compactMap { input in
      guard let symbol = symbols[input.name] else { return nil }
      return Equation(
        subject: .name(input.name),
        forms: symbol == input.name
          ? [value(input.value)] : [.row([.word(input.name), .sign("="), value(input.value)])])
    }
  }

  func latex(_ equations: [Equation], _ legend: [Equation]) -> [String] {
    let latex = LaTeX(symbols: symbols)
    func lines(_ equations: [Equation]) -> [String] {
      let rows = equations.flatMap { equation -> [String] in
        equation.forms.enumerated().map { index, form in
          let head = index == 0 ? equation.subject.map(latex.text) ?? "" : ""
          let sign = MathML.isRounded(form) || equation.subject == nil && index == 0 ? "" : "= "
          return "  \(head) &\(sign)\(latex.text(form))"
        }
      }
      return ["\\begin{align*}"]
        + rows.enumerated().map { $0.element + ($0.offset < rows.count - 1 ? " \\\\" : "") }
        + ["\\end{align*}"]
    }
    return lines(equations) + (legend.isEmpty ? [] : ["where"] + lines(legend))
  }

  func mathml(_ equations: [Equation], _ legend: [Equation]) -> [String] {
    let mathml = MathML(symbols: symbols)
    return (equations + legend).map { mathml.block($0.subject, $0.forms) }
  }
}
