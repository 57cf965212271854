import Accounting
import Formulas
import Language

/// A question with all that is needed to judge an answer, worked out before anyone can change an input.
struct Asked {
  let text: String
  let expected: Value
  /// How far off an answer may be; nil where the digits that are written count.
  let tolerance: Quantity?
  let mistakes: [(value: Value, text: String)]
  let hints: [String]
  /// Numbers by which answers are often off: how many layers there are, how many tokens.
  let factors: [(name: String, number: Num)]
  /// How many hints were given, and how many answers were wrong.
  var hintsGiven = 0
  var misses = 0

  /// The next hint, if there is one.
  mutating func nextHint() -> String? {
    guard hints.indices.contains(hintsGiven) else { return nil }
    defer { hintsGiven += 1 }
    return hints[hintsGiven]
  }

  /// Inputs that are taken once too often, or not at all.
  static let repeated = ["num_layers", "sequence_length", "num_heads", "batch_size"]
}

extension Session {
  /// Works out a question as the worksheet stands.
  func asked(_ question: Lesson.Question) throws(Diagnostic) -> Asked {
    let expected = try sheet.answer(question.expected).value
    var tolerance: Quantity?
    if !question.within.isAbsent {
      guard let amount = try sheet.answer(question.within).value.quantity, amount.number.sign >= 0 else {
        throw Diagnostic(
          .declaration, "within wants a fraction or an amount", at: sheet.arena.span(question.within),
          "within 1%")
      }
      tolerance = amount
    }
    var mistakes: [(value: Value, text: String)] = []
    for mistake in question.mistakes {
      mistakes.append((try sheet.answer(mistake.value).value, try told(mistake.text)))
    }
    var hints: [String] = []
    for hint in question.hints { hints.append(try told(hint)) }
    let factors = Asked.repeated.compactMap { name -> (name: String, number: Num)? in
      let formula = sheet.arena.add(.name(sheet.names.symbol(name)))
      guard let number = try? sheet.answer(formula).value.quantity?.number, Num.one < number else {
        return nil
      }
      return (name, number)
    }
    return Asked(
      text: try told(question.text), expected: expected, tolerance: tolerance, mistakes: mistakes,
      hints: hints,
      factors: factors)
  }

  /// A text with the values in it.
  func told(_ text: Lesson.Text) throws(Diagnostic) -> String {
    var parts: [String] = []
    for part in text.parts { parts.append(sheet.units.phrase(try sheet.answer(part).value, sheet.names)) }
    return parts.joined(separator: " ")
  }
}
