import Formulas

/// A lesson: steps that are shown and questions that are answered, in order.
///
///     lesson "Counting parameters" {
///       about "what a Transformer is made of"
///       start { use cs336-gpt2-xl }
///       step "The shape" {
///         # What stands in comments is told.
///         params.block
///         predict params.block.ffn
///       }
///       ask "How many parameters has one block?" expecting params.block { … }
///     }
public struct Lesson: Sendable {
  public var title: String
  public var span: Span
  public var about: String
  /// What the lesson is about to work with: performed before each item, together with the steps before it.
  public var start: [Statement]
  public var items: [Item]

  public enum Item: Sendable {
    case step(Step)
    case question(Question)

    public var title: String {
      switch self {
      case .step(let step): step.title
      case .question: "Question"
      }
    }

    public var span: Span {
      switch self {
      case .step(let step): step.span
      case .question(let question): question.span
      }
    }
  }

  public struct Step: Sendable {
    public var title: String
    public var span: Span
    public var lines: [Line]

    /// The statements of the step, without what is told between them.
    public var statements: [Statement] {
      lines.compactMap { if case .statement(let statement) = $0 { statement } else { nil } }
    }
  }

  public enum Line: Sendable {
    /// A paragraph of comments.
    case prose(String)
    case statement(Statement)
  }

  public struct Question: Sendable {
    public var text: Text
    public var span: Span
    public var expected: Formula
    /// How far an answer may be off: a fraction, or an amount of what is asked for. `Formula.absent` where nothing
    /// was said: then the answer holds to the digits that are written.
    public var within = Formula.absent
    public var mistakes: [Mistake] = []
    public var hints: [Text] = []
    /// What `explain` opens at last; what was expected where nothing was said.
    public var explained = Formula.absent
  }

  /// A value that a known mistake gives, and what is wrong with it.
  public struct Mistake: Sendable {
    public var value: Formula
    public var text: Text
  }

  /// Strings, one after the other, each of which may hold values: `"{params} in all"`.
  public struct Text: Sendable {
    public var parts: [Formula]

    public init(parts: [Formula]) { self.parts = parts }
  }

  /// `counting-parameters`: the title as a word that can be typed.
  public var name: String { Lesson.name(of: title) }

  public static func name(of title: String) -> String {
    let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.joined(separator: "-")
  }
}

/// Figures that were printed somewhere, each beside a formula that computes it anew.
public struct Audit: Sendable {
  public var title: String
  public var span: Span
  public var claims: [Claim]

  /// `claim "largest batch" says 21 computed largest "why"`
  public struct Claim: Sendable {
    public var subject: String
    public var printed: Formula
    public var computed: Formula
    public var why: Lesson.Text
    public var span: Span
  }
}
