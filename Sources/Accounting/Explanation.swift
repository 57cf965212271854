import Formulas
import Language

/// Why a value is what it is, as the chain a teacher would write: the formula, the numbers put in, the result, the
/// causes one level down, and the inputs at the bottom of it all.
public struct Explanation {
  public var subject: String
  /// The subject as it is set on paper.
  public var paper: Math
  public var value: Value
  /// What the subject is, in words.
  public var description: String
  /// Where it is declared: `library/8-ledgers.acct:12`.
  public var place: String?
  /// The formula, then the same with numbers put in; empty where the value was simply given.
  public var chain: [Form]
  /// The rows that add up to it, down to the single formula.
  public var rows: [Row]
  /// What its formula uses, one level down.
  public var causes: [Cause]

  public struct Row {
    public var depth: Int
    public var name: String
    /// How many equal copies it stands for; its value is then that of one.
    public var times: Quantity?
    public var value: Quantity
    /// The formula, then the same with numbers put in.
    public var formula: [Form]
    public var note: String
    /// The tensors that it works on: `[B·T × 1_600] · [1_600 × 6_400]`; empty where there are none.
    public var shapes: String

    /// The words beside it.
    public var said: String { shapes.isEmpty ? note : note + " " + shapes }
  }

  public struct Cause {
    public var name: String
    /// What it is called on paper; empty where nothing was said.
    public var symbol: String
    public var value: Value
    /// `a * b`, then `2 * 3`; none for what was given.
    public var formula: [Form]
    public var description: String
  }

  /// A formula as it is typed, and as it is set on paper.
  public struct Form: Sendable {
    public var text: String
    public var math: Math
  }
}

extension [Explanation.Form] {
  /// `a * b = 2 * 3`
  public var text: String { map(\.text).joined(separator: " = ") }
}

extension Worksheet {
  /// Explains an answer; with `all`, then everything it leans on, each once.
  public func explain(_ answer: Answer, all: Bool = false) -> [Explanation] {
    var explainer = Explainer(sheet: self, trace: answer.trace)
    return explainer.explain(explainer.subject(of: answer.step), all: all)
  }

  /// The same in one line: `memory.static = a + b = 1 + 2 = 3`.
  public func why(_ answer: Answer) -> String {
    let explainer = Explainer(sheet: self, trace: answer.trace)
    let id = explainer.subject(of: answer.step)
    let step = answer.trace[id]
    let explanation = explainer.one(id)
    var parts = [explanation.subject]
    if explanation.chain.isEmpty, !explanation.rows.isEmpty {
      parts += explainer.sum(id).map(\.text)
    } else {
      parts += explanation.chain.map(\.text).filter { $0 != explanation.subject }
    }
    let result = units.plain(step.value, names)
    if parts.last != result { parts.append(result) }
    if parts.count == 2, !explanation.description.isEmpty {
      return parts.joined(separator: " = ") + "   " + explanation.description
    }
    return parts.dropFirst().reduce(parts[0]) { $0 + ($1.hasPrefix("≈") ? " " : " = ") + $1 }
  }

  /// What the inputs that an answer rests on are called on paper, by their names.
  public func symbols(of answer: Answer) -> [String: String] {
    let symbols = Explainer(sheet: self, trace: answer.trace).symbols
    return Dictionary(symbols.map { (names[$0], $1) }) { first, _ in first }
  }

  /// The inputs an answer rests on, each with its value, its meaning and who set it.
  public func inputs(of answer: Answer) -> [Explanation.Cause] {
    Explainer(sheet: self, trace: answer.trace).inputs(answer.step)
  }
}

extension Worksheet {
  /// What a named value of an input means, in words.
  public func meaning(of word: Symbol, for name: Symbol) -> String {
    switch domain(of: name) {
    case .words(let words): words.first { $0.name == names[word] }?.description ?? ""
    case .records: entries[word]?.description ?? ""
    default: ""
    }
  }
}
