import Accounting
import Formulas
import Language

/// A lesson that is being taken: where one is in it, and what it began from.
struct Course {
  let lesson: Lesson
  /// The worksheet before the first item.
  let base: Worksheet
  /// What the session was before the lesson, for when it is left.
  let outer: Held
  /// The item that is shown.
  var at = 0
  var marks: [Mark]
  /// Whether whoever takes it has gone to explore.
  var isPlaying = false

  /// What became of an item.
  enum Mark: Character {
    case open = "."
    /// Seen, or answered.
    case done = "+"
    /// A question whose answer was shown.
    case told = "-"
  }

  /// The part of a session that a lesson has its own of.
  struct Held {
    var sheet: Worksheet
    var previous: Formula
    var conventions: [(name: Symbol, value: Value)]
    var shown: ShownAnswers
  }

  var item: Lesson.Item? { lesson.items.indices.contains(at) ? lesson.items[at] : nil }
  var isAtLast: Bool { at >= lesson.items.count - 1 }

  /// `3/9`
  var place: String { "\(at + 1)/\(lesson.items.count)" }

  /// What brings a worksheet to the item at `index`: the start and the steps before it.
  func statements(before index: Int) -> [Statement] {
    lesson.start
      + lesson.items.prefix(index).flatMap { item -> [Statement] in
        if case .step(let step) = item { step.statements } else { [] }
      }
  }
}

/// What a session knows of lessons.
struct Learning {
  var course: Course?
  /// What the next expression answers.
  var waiting = Waiting.nothing
  /// The lessons acct comes with, once they were read.
  var embedded: [Lesson]?
  /// How far one is in each lesson, where no file keeps it.
  var progress = LessonProgress()
  /// Whether it was said that the file can't be written.
  var hasToldFailure = false
}

extension Session {
  var course: Course? {
    get { learning.course }
    set { learning.course = newValue }
  }

  var waiting: Waiting {
    get { learning.waiting }
    set { learning.waiting = newValue }
  }
}

/// What the next expression at the prompt is taken for.
enum Waiting {
  /// A question like any other.
  case nothing
  /// A guess at what the formula gives; the lines come after it.
  case guess(Formula, [Lesson.Line])
  /// The answer to a question.
  case answer(Asked)
}

extension Statement {
  /// Whether what comes after it may rest on it. What only shows something is not performed again.
  var changesWorksheet: Bool {
    switch kind {
    case .assignment, .function, .declaration: true
    case .command(let verb, _): [.use, .unset, .reset, .collect].contains(verb)
    case .expression, .audit: false
    }
  }
}
