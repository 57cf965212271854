import Accounting
import Formulas
import Language
import PtyDriver
import Testing

@testable import Shell

/// What is typed in a lesson, taken from the lesson itself.
struct LessonScript {
  let number: Int
  let lesson: Lesson
  let session: Session

  /// The numbers of the lessons acct comes with.
  static let numbers = Array(1...max(1, LessonText.files.count))

  init(_ number: Int) throws {
    session = try LessonScript.quietSession()
    self.number = number
    lesson = try #require(session.lessons.dropFirst(number - 1).first)
  }

  static func quietSession() throws -> Session {
    try Session(
      settings: Settings(), files: Files(read: { _ in .failure(Files.Failure("no such file")) }),
      page: { Page(width: 80) }, complaintPage: { Page(width: 80) }, output: { _ in },
      complaints: { Issue.record("\($0)") }, interruption: { false })
  }

  /// A formula as it stands in the lesson, on one line.
  func typed(_ formula: Formula) -> String { session.sheet.arena.text(formula) }

  /// A text that holds no values.
  func plain(_ text: Lesson.Text) -> String? {
    let parts = text.parts.compactMap { part in
      if case .text(let text)? = session.sheet.arena.constantValue(part) { text } else { nil }
    }
    return parts.count == text.parts.count ? words(parts.joined(separator: " ")) : nil
  }

  /// What is to be guessed in an item, as it is written.
  func guesses(in item: Lesson.Item) -> [String] {
    guard case .step(let step) = item else { return [] }
    return step.statements.compactMap {
      if case .command(.predict, let arguments) = $0.kind { arguments.text } else { nil }
    }
  }
}

extension Shell {
  /// Types a line in a lesson and waits for the prompt of the item that is then shown; gives what came between.
  @discardableResult
  func take(_ line: String, at place: String) throws -> String {
    let before = pty.screen.row + 1
    pty.type(line)
    pty.press(.enter)
    let prompt = place.isEmpty ? "acct>" : "lesson \(place)>"
    try pty.wait(for: "`\(prompt)` after `\(line)`") {
      let screen = $0.screen
      return screen.row >= before && screen.column == prompt.count + 1 && screen.solid(screen.row) == prompt
        && !$0.echoes
    }
    let rows = pty.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
    return rows[before..<(rows.count - 1)].joined(separator: "\n")
  }
}

/// Text whatever its line breaks.
func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
