import Accounting
import Formulas
import Language

extension Command {
  static let lesson = Command(
    .lesson, "lesson [NUMBER|NAME|resume|forget]", "learn step by step; alone, list the lessons",
    "A lesson has a worksheet of its own; yours is as it was when you leave it. How far you are is kept. resume goes on with the lesson taken last, forget begins all of them anew, forget NAME that one.",
    example: ["lesson", "lesson 1"]
  ) { (session, arguments) throws(Diagnostic) in
    let text = arguments.text.filter { $0 != "\"" }
    switch arguments.words.first {
    case nil: session.listLessons()
    case "resume" where arguments.words.count == 1:
      guard let entry = session.lessonProgress().entries.last(where: { !$0.isFinished }) else {
        throw Diagnostic(
          .unknownSubject, "no lesson is begun and not ended", at: arguments.textSpan, "lesson lists them all"
        )
      }
      try session.begin(try session.lesson(entry.name, at: arguments.textSpan))
    case "forget":
      let name = text.dropFirst("forget".count).trimmingSpaces
      if name.isEmpty {
        session.changeProgress { $0 = LessonProgress() }
      } else {
        let lesson = try session.lesson(name, at: arguments.textSpan)
        session.changeProgress { $0.remove(lesson.name) }
      }
      if session.echoes { session.narrate("Forgotten.", isDim: true) }
    default: try session.begin(try session.lesson(text, at: arguments.textSpan))
    }
  }

  static let next = Command(
    .next, "next", "in a lesson: on to the next step, or back from play",
    "Enter on an empty line does the same.",
    example: ["lesson 1; next"]
  ) { (session, _) throws(Diagnostic) in
    try session.requireLesson(.next)
    try session.goOn()
  }

  static let back = Command(
    .back, "back", "in a lesson: the step before", example: ["lesson 1; next; back"]
  ) { (session, _) throws(Diagnostic) in
    let course = try session.requireLesson(.back)
    if course.at == 0 { return session.narrate("This is the first one.") }
    try session.enter(course.at - 1)
  }

  static let goto = Command(
    .goto, "goto NUMBER", "in a lesson: the step of that number, as it begins",
    example: ["lesson 1; goto 3"]
  ) { (session, arguments) throws(Diagnostic) in
    let course = try session.requireLesson(.goto)
    guard let number = Int(arguments.text), (1...course.lesson.items.count).contains(number)
    else {
      throw Diagnostic(
        .outsideDomain, "goto wants the number of a step", at: arguments.textSpan,
        "there are 1 to \(course.lesson.items.count)")
    }
    try session.enter(number - 1)
  }

  static let hint = Command(
    .hint, "hint",
    "in a lesson: a hint for the question, and after the last one why the answer is what it is",
    example: ["lesson 1; goto 3; hint"]
  ) { (session, _) throws(Diagnostic) in
    try session.requireLesson(.hint)
    try session.giveHint()
  }

  static let skip = Command(
    .skip, "skip", "in a lesson: show what is asked or guessed at, and go on",
    example: ["lesson 1; goto 3; skip"]
  ) { (session, _) throws(Diagnostic) in
    switch session.waiting {
    case .nothing:
      try session.requireLesson(.skip)
      try session.goOn()
    case .guess: try session.tellAnswer()
    case .answer:
      try session.tellAnswer()
      if session.course?.isAtLast == false { try session.goOn() }
    }
  }

  static let play = Command(
    .play, "play", "in a lesson: explore freely; next comes back to where the lesson was",
    example: ["lesson 1; play; num_layers = 2; next"]
  ) { (session, _) throws(Diagnostic) in
    try session.requireLesson(.play)
    session.course?.isPlaying = true
    session.narrate("Nothing you do here changes the lesson; next comes back to it.", isDim: true)
  }

  static let predict = Command(
    .predict, "predict EXPRESSION", "guess first, then see",
    "The value is shown when a guess was typed, or after skip. In a script it is shown at once.",
    example: ["predict params"]
  ) { (session, arguments) throws(Diagnostic) in
    guard session.settings.isInteractive, session.scriptDepth == 0, !session.isMuted else {
      return try session.ask(try arguments.formula("predict params"))
    }
    try session.expectGuess(arguments, rest: [])
  }
}

extension Session {
  @discardableResult
  func requireLesson(_ verb: Verb) throws(Diagnostic) -> Course {
    try refuseInScripts(verb)
    guard let course else {
      throw Diagnostic(
        .unknownSubject, "\(verb.rawValue) is for lessons, and none is open", at: current, "lesson lists them"
      )
    }
    return course
  }

  /// What a script does that runs inside another must not change the lesson that was begun outside.
  func refuseInScripts(_ verb: Verb) throws(Diagnostic) {
    guard scriptDepth > 0 else { return }
    throw Diagnostic(
      .unknownSubject, "\(verb.rawValue) can't be said by a script that another one runs", at: current,
      "say it at the prompt")
  }

  /// Each lesson with how far one is.
  func listLessons() {
    let progress = lessonProgress()
    var table = Table([
      Table.Column("lesson", .right), Table.Column("name"), Table.Column("so far"),
      Table.Column("what it is about"),
    ])
    for (index, lesson) in lessons.enumerated() {
      let entry = progress[lesson.name].flatMap { $0.marks.count == lesson.items.count ? $0 : nil }
      let place = entry.map { $0.isFinished ? "done" : "\($0.at + 1)/\($0.marks.count)" } ?? ""
      table.append(["\(index + 1)", lesson.name, place, lesson.about])
    }
    show(table)
    guard echoes else { return }
    let open = progress.entries.last { !$0.isFinished }?.name
    narrate(open.map { "lesson resume goes on with \($0)." } ?? "lesson 1 is the first to take.", isDim: true)
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String { String(self).trimmed }
}
