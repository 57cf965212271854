import Formulas
import Language

/// `acct --step`: a script one statement at a time. Its comments are read out, the statement is shown, Enter runs it;
/// anything else that is typed runs in between.
struct Stepper {
  let session: Session
  let screen: Screen

  func run(_ script: Source) -> Session.Outcome {
    let conversation = Conversation(session: session, screen: screen)
    session.settings.isInteractive = true
    defer { session.settings.isInteractive = false }
    let walk = ScriptWalk { place in
      if place.number == 1, screen.terminal.isInteractive { showLine(Self.manners) }
      show(place)
      var end = Conversation.End.left
      session.aside {
        end = conversation.talk(prompt: "step \(place.number)/\(place.count)", wantsEmptyLine: true)
      }
      if end == .left { session.isOver = true }
      screen.gather()
      return end == .wentOn
    } after: { _, _ in
      screen.release(through: session.settings.usesPager ? Pager() : nil)
    }
    let outcome = session.run(script: script, walk)
    screen.release(through: nil)
    guard case .done = outcome, !session.isOver else { return outcome }
    tell(walk.epilogue)
    if screen.terminal.isInteractive { showLine("the script ends here") }
    return outcome
  }

  private static let manners =
    "Enter runs the statement shown; anything else runs in between; quit leaves"

  private func show(_ place: ScriptWalk.Place) {
    tell(place.narration)
    let lines = place.text.split(separator: "\n", omittingEmptySubsequences: false)
    let last = place.line + lines.count - 1
    let page = screen.page
    for (index, line) in lines.enumerated() {
      let number = String(place.line + index).padded(String(last).utf8.count, .right)
      screen.show(
        "  " + page.paint(number + page.spell(" │ "), .dim) + page.paint(page.spell(String(line)), .bold)
          + "\n")
    }
  }

  private func tell(_ narration: [String]) {
    screen.show("\n")
    guard !narration.isEmpty else { return }
    for line in narration { screen.show(screen.page.spell(line) + "\n") }
    screen.show("\n")
  }

  private func showLine(_ text: String) {
    for line in Paragraph.wrap(text, width: screen.page.width) {
      screen.show(screen.page.paint(line, .dim) + "\n")
    }
  }
}
