import Accounting
import Formulas
import Language

/// Taking a lesson: where one is, and what comes next.
extension Session {
  var heldState: Course.Held {
    Course.Held(sheet: sheet, previous: previous, conventions: lastConventions, shown: shown)
  }

  func take(_ held: Course.Held) {
    (sheet, previous, lastConventions, shown) = (held.sheet, held.previous, held.conventions, held.shown)
  }

  /// `lesson 3/9` inside a lesson; nil where the prompt is as ever.
  public var prompt: String? {
    if let course { return "lesson \(course.place)\(course.isPlaying ? " (play)" : "")" }
    if case .guess = waiting { return "guess" }
    return nil
  }

  /// Whether an empty line means `next`: in a lesson, where nothing is waited for.
  public var goesOnWithEnter: Bool {
    guard let course, !course.isPlaying else { return false }
    if case .nothing = waiting { return true }
    return false
  }

  // MARK: Beginning and leaving

  /// Takes a lesson up where it was left.
  func begin(_ lesson: Lesson) throws(Diagnostic) {
    try refuseInScripts(.lesson)
    leave()
    let base = base(of: lesson)
    let kept = lessonProgress()[lesson.name].flatMap { $0.marks.count == lesson.items.count ? $0 : nil }
    let isResumed = kept.map { !$0.isFinished && $0.at > 0 } ?? false
    course = Course(
      lesson: lesson, base: base, outer: heldState, at: isResumed ? kept?.at ?? 0 : 0,
      marks: isResumed ? kept?.marks ?? [] : Array(repeating: .open, count: lesson.items.count))
    show(page().paint(page().spell(lesson.title), .bold))
    if isResumed {
      narrate("You were at \((kept?.at ?? 0) + 1) of \(lesson.items.count); goto 1 begins anew.", isDim: true)
    } else {
      narrate(
        "Enter or next goes on, back goes back, goto N goes anywhere. A question is answered with a line of acct; hint "
          + "helps, skip shows the answer. play lets you explore, and next comes back. quit leaves.",
        isDim: true)
    }
    try enter(course?.at ?? 0)
  }

  /// Leaves the lesson; the session is as it was before.
  func leave() {
    guard let course else { return }
    let observed = sheet
    take(course.outer)
    sheet.takeObservations(of: observed)
    (self.course, waiting) = (nil, .nothing)
  }

  // MARK: Moving

  /// Shows the item at `index`, in the state the lesson says, whatever happened before.
  func enter(_ index: Int) throws(Diagnostic) {
    guard course != nil else { return }
    course?.at = index
    course?.isPlaying = false
    waiting = .nothing
    keepProgress()
    try restore()
    guard let course, let item = course.item else { return }
    show("")
    switch item {
    case .step(let step):
      show(page().paint(page().spell("\(course.place)  \(step.title)"), .bold))
      mark(.done)
      try perform(step.lines[...])
    case .question(let question):
      show(page().paint("\(course.place)  Question", .bold))
      let asked = try asked(question)
      waiting = .answer(asked)
      narrate(asked.text)
    }
  }

  /// The worksheet as it is when the item begins that one is at.
  func restore() throws(Diagnostic) {
    guard let course else { return }
    let before = sheet
    sheet = Worksheet(copyOf: course.base)
    sheet.takeObservations(of: before)
    (previous, lastConventions, shown) = (.absent, [], ShownAnswers())
    let outer = isMuted
    isMuted = true
    defer { isMuted = outer }
    for statement in course.statements(before: course.at) where statement.changesWorksheet {
      do throws(Diagnostic) { try act(on: statement) } catch { throw error.located(at: statement.span) }
    }
    sheet.fixSteps()
  }

  /// Performs the lines of a step, up to the next guess.
  func perform(_ lines: ArraySlice<Lesson.Line>) throws(Diagnostic) {
    var rest = lines
    while let line = rest.popFirst() {
      switch line {
      case .prose(let text): narrate(text)
      case .statement(let statement):
        if sheet.isInterrupted { throw Diagnostic.stopped }
        if case .command(.predict, let arguments) = statement.kind {
          return try expectGuess(arguments, rest: Array(rest))
        }
        echo(statement)
        do throws(Diagnostic) { try act(on: statement) } catch { throw error.located(at: statement.span) }
      }
    }
    if let course, !course.isAtLast { return }
    if course != nil { narrate("This is the last one; next ends the lesson.", isDim: true) }
  }

  /// The statement as if it had been typed; of an audit, what it is about.
  private func echo(_ statement: Statement) {
    if case .audit(let audit) = statement.kind {
      return show(page().paint(page().spell("> audit \"\(audit.title)\""), .bold))
    }
    let source = sheet.sources[statement.span]
    let indent = max(0, (source?.position(Int(statement.span.start)).column ?? 1) - 1)
    let lines = sheet.sources.text(statement.span).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let margin = line.prefix(indent).prefix { $0 == " " }.count
      let text = index == 0 ? "> " + line : "  " + line.dropFirst(margin)
      show(page().paint(page().spell(text), .bold))
    }
  }

  func mark(_ mark: Course.Mark) {
    guard let course, course.marks.indices.contains(course.at) else { return }
    // What was answered once stays answered.
    if course.marks[course.at] != .done { self.course?.marks[course.at] = mark }
    keepProgress()
  }

  /// `next`: back from playing, or on to the next item.
  func goOn() throws(Diagnostic) {
    guard let course else { return }
    if course.isPlaying { return try enter(course.at) }
    switch waiting {
    case .guess: return narrate("Type a guess first, or skip to see it.")
    case .answer where course.marks[course.at] == .open:
      return narrate("Type an answer first; hint helps, skip shows it.")
    case .answer, .nothing: break
    }
    if course.isAtLast { return finish() }
    try enter(course.at + 1)
  }

  private func finish() {
    guard let course else { return }
    keepProgress(isFinished: true)
    let questions = zip(course.lesson.items, course.marks).filter {
      if case .question = $0.0 { true } else { false }
    }
    let right = questions.filter { $0.1 == .done }.count
    let all = lessons
    let next = all.firstIndex { $0.name == course.lesson.name }.map { $0 + 1 }
    leave()
    var text = "\(course.lesson.title): that was all of it."
    if !questions.isEmpty { text += " \(right) of \(questions.count) questions answered." }
    if let next, all.indices.contains(next) {
      text += " lesson \(next + 1) goes on with: \(all[next].title)."
    }
    narrate(text)
  }

  // MARK: Telling

  /// Prose, as wide as it reads well.
  func narrate(_ text: String, isDim: Bool = false) {
    let page = page()
    for line in Paragraph.wrap(page.spell(text), width: max(30, min(page.width, 84) - 2)) {
      show(isDim ? page.paint("  " + line, .dim) : "  " + line)
    }
  }
}
