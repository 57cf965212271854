import Accounting
import Formulas
import Language

/// The lessons there are: those acct comes with, then those that were declared.
extension Session {
  var lessons: [Lesson] { embeddedLessons() + (course?.outer.sheet ?? sheet).lessons }

  /// Read when first asked for: they would slow every start. A script that another one runs has its own names and
  /// formulas, so they are read for the session's.
  private func embeddedLessons() -> [Lesson] {
    if let read = learning.embedded { return read }
    let lessons = LessonText.files.flatMap { name, text -> [Lesson] in
      let source = Source(name: "lessons/\(name)", bytes: text.withUTF8Buffer { Array($0) })
      do throws(Diagnostic) {
        var parser = try Parser(source, index: pristine.sources.add(source), arena: pristine.arena)
        return try parser.script().compactMap { statement in
          if case .declaration(let declaration) = statement.kind, case .lesson(let lesson) = declaration.body
          {
            lesson
          } else {
            nil
          }
        }
      } catch {
        // A test reads all of them.
        tell(error)
        return []
      }
    }
    learning.embedded = lessons
    return lessons
  }

  /// The worksheet that a lesson begins with: the library as it came, and for a lesson of the user's what was declared
  /// too.
  func base(of lesson: Lesson) -> Worksheet {
    let isOwn = learning.embedded?.contains { $0.span == lesson.span } != true
    let outer = course?.outer.sheet ?? sheet
    let base = Worksheet(copyOf: isOwn ? outer : pristine)
    if isOwn { base.reset() }
    base.takeObservations(of: outer)
    return base
  }

  /// The lesson that a number, a name or a title means, and its number.
  func lesson(_ text: String, at span: Span) throws(Diagnostic) -> Lesson {
    let lessons = lessons
    if let number = Int(text) {
      guard !lessons.isEmpty, (1...lessons.count).contains(number) else {
        throw Diagnostic(
          .unknownSubject, "there is no lesson \(number)", at: span,
          "there are 1 to \(lessons.count); lesson lists them")
      }
      return lessons[number - 1]
    }
    let name = Lesson.name(of: text)
    if let lesson = lessons.last(where: { $0.name == name }) { return lesson }
    throw Diagnostic(
      .unknownSubject, "there is no lesson \(text)", at: span,
      Suggestion.nearest(to: name, among: lessons.map(\.name)).map { "did you mean \($0)?" }
        ?? "lesson lists them")
  }

  /// Goes through a lesson as someone would take it, and shows nothing; refuses one that can't be taken.
  func review(_ lesson: Lesson) throws(Diagnostic) {
    let (outer, held, outerMuted) = (course, heldState, isMuted)
    isMuted = true
    defer {
      course = outer
      take(held)
      isMuted = outerMuted
    }
    sheet = base(of: lesson)
    for statement in lesson.start { try review(statement, "the start of the lesson fails") }
    for item in lesson.items {
      switch item {
      case .step(let step):
        for statement in step.statements { try review(statement, "the step \"\(step.title)\" fails") }
      case .question(let question): try review(question)
      }
    }
  }

  private func review(_ statement: Statement, _ what: String) throws(Diagnostic) {
    // What takes long is left to whoever takes the lesson.
    if case .command(.measure, _) = statement.kind { return }
    do throws(Diagnostic) {
      try act(on: statement)
    } catch {
      throw refused(error.placed(in: statement.span, sheet.sources), what)
    }
  }

  private func review(_ question: Lesson.Question) throws(Diagnostic) {
    let asked: Asked
    do throws(Diagnostic) {
      asked = try self.asked(question)
      _ = try sheet.answer(question.explained)
    } catch {
      throw refused(error.placed(in: question.span, sheet.sources), "the question can't be asked")
    }
    for (index, mistake) in asked.mistakes.enumerated() {
      let judgement = asked.judgement(of: mistake.value, written: "", units: sheet.units)
      let span = sheet.arena.span(question.mistakes[index].value)
      let place = span.isNone ? question.span : span
      switch judgement {
      case .wrong(mistake.text, _): continue
      case .wrong:
        throw Diagnostic(
          .declaration, "this wrong value is that of one above it", at: place, "two mistakes need two values")
      case .right, .coarse:
        throw Diagnostic(
          .declaration, "this wrong value is the right one", at: place, "what would the mistake give?")
      case .unlike(let wanted):
        throw Diagnostic(.declaration, "nobody can give this wrong value", at: place, wanted)
      }
    }
  }

  private func refused(_ error: Diagnostic, _ what: String) -> Diagnostic {
    var copy = error
    copy.details.append("\(what), so the lesson is refused: mend it there")
    return copy
  }
}
