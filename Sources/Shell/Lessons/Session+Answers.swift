import Accounting
import Formulas
import Language

/// What is made of guesses and answers in a lesson.
extension Session {
  // MARK: Guesses

  /// Hides what a formula gives until a guess was typed.
  func expectGuess(_ arguments: Statement.Arguments, rest: [Lesson.Line]) throws(Diagnostic) {
    let formula = try arguments.formula("predict params")
    // What can't be worked out is said now, and not behind a guess.
    _ = try sheet.answer(formula)
    if course != nil { show(page().paint(page().spell("> predict \(question(formula))"), .bold)) }
    narrate("What will it be? Type a guess; skip shows it.", isDim: true)
    waiting = .guess(formula, rest)
  }

  /// Shows what was hidden, says how the guess did, and goes on with the step.
  private func reveal(_ formula: Formula, _ rest: [Lesson.Line], verdict: String? = nil) throws(Diagnostic) {
    waiting = .nothing
    try ask(formula)
    if let verdict { narrate(verdict) }
    try perform(rest[...])
  }

  /// Weighs a guess; one of another unit is not taken for a guess.
  private func guess(_ formula: Formula, at wanted: Formula, _ rest: [Lesson.Line]) throws(Diagnostic) {
    let (guess, value) = (try sheet.answer(formula).value, try sheet.answer(wanted).value)
    let asked = Asked(text: "", expected: value, tolerance: nil, mistakes: [], hints: [], factors: [])
    switch asked.judgement(of: guess, written: question(formula), units: sheet.units) {
    case .right: try reveal(wanted, rest, verdict: "Your guess is right.")
    case .coarse: try reveal(wanted, rest, verdict: "Your guess is right as far as its digits go.")
    case .unlike(let what): narrate("Not yet: \(what).")
    case .wrong:
      let phrase = sheet.units.phrase(guess, sheet.names)
      try reveal(wanted, rest, verdict: "Your guess: \(phrase)\(ratio(guess, value)).")
    }
  }

  private func ratio(_ guess: Value, _ value: Value) -> String {
    guard let a = guess.quantity?.number, let b = value.quantity?.number, let ratio = a.dividing(by: b),
      ratio.sign > 0
    else { return "" }
    return ", \(sheet.units.percent(ratio)) of it"
  }

  // MARK: Answers

  /// Takes an expression for the answer or the guess that is waited for; false where none is.
  func takesAnswer(_ formula: Formula) throws(Diagnostic) -> Bool {
    guard scriptDepth == 0, !isMuted, course?.isPlaying != true else { return false }
    switch waiting {
    case .nothing: return false
    case .guess(let wanted, let rest):
      try guess(formula, at: wanted, rest)
    case .answer(let asked):
      let answer = try sheet.answer(formula)
      try weigh(answer.warnings)
      try judge(answer.value, asked, written: question(formula))
    }
    return true
  }

  private func judge(_ value: Value, _ asked: Asked, written: String) throws(Diagnostic) {
    var asked = asked
    switch asked.judgement(of: value, written: written, units: sheet.units) {
    case .right:
      waiting = .nothing
      mark(.done)
      show(page().paint("right:", .success) + " " + text.line(asked.expected))
    case .coarse: narrate("Right as far as it goes. Three digits are wanted, or a formula.")
    case .unlike(let wanted): narrate("Not yet: " + wanted + ".")
    case .wrong(let why, let isKnown):
      asked.misses += 1
      narrate("No: \(why).")
      if sheet.stepCount > 0 {
        narrate("You have changed inputs here; goto \((course?.at ?? 0) + 1) puts them back.", isDim: true)
      }
      waiting = .answer(asked)
      if asked.misses > 1 || !isKnown { try giveHint() }
    }
  }

  /// The next hint; behind the last the derivation.
  func giveHint() throws(Diagnostic) {
    guard case .answer(var asked) = waiting else {
      return narrate("Nothing is asked now; next goes on.")
    }
    if let hint = asked.nextHint() {
      waiting = .answer(asked)
      return narrate("Hint: " + hint)
    }
    try tellAnswer()
  }

  /// Shows what a guess or an answer would have been.
  func tellAnswer() throws(Diagnostic) {
    switch waiting {
    case .nothing: break
    case .guess(let formula, let rest): try reveal(formula, rest)
    case .answer(let asked):
      guard case .question(let question)? = course?.item else { return }
      waiting = .nothing
      mark(.told)
      show("The answer: " + text.line(asked.expected))
      // The derivation is that of the lesson's inputs, whatever was set meanwhile.
      try restore()
      explain(try sheet.answer(question.explained), all: false)
    }
  }
}
