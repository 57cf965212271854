import Formulas
import Language

/// `acct --step`: a script one statement at a time. Its comments are read out, the statement is shown, Enter runs it;
/// anything else that is typed runs in between. At a terminal a statement that fails can be mended and run again.
struct Stepper {
  let session: Session
  let screen: Screen

  func run(_ script: Source) -> Session.Outcome {
    let conversation = Conversation(session: session, screen: screen)
    session.settings.isInteractive = true
    defer { session.settings.isInteractive = false }
    // The step that went wrong, and the exit status before it.
    var failed: (number: Int, status: Int32)?
    let walk = ScriptWalk { place in
      if place.number == 1, failed == nil, screen.terminal.isInteractive { showLine(Self.manners) }
      if place.number == failed?.number { showLine(Self.again) } else { show(place) }
      var end = Conversation.End.left
      session.aside {
        end = conversation.talk(prompt: "step \(place.number)/\(place.count)", wantsEmptyLine: true)
      }
      if end == .left {
        session.isOver = true
        screen.complain("left at step \(place.number) of \(place.count)\n")
      }
      screen.gather()
      return end == .wentOn
    } after: { place, succeeded in
      screen.release(through: session.settings.usesPager ? Pager() : nil)
      if let known = failed, known.number == place.number {
        if succeeded { session.status = known.status }
      } else if !succeeded {
        // Until then nothing had gone wrong, or the script would not have come here.
        failed = (place.number, session.settings.keepsGoing ? session.status : 0)
      }
      return !succeeded && screen.terminal.isInteractive && !session.settings.keepsGoing
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

  private static let again = "Enter runs it again; undo takes back what was typed; quit leaves"

  private func show(_ place: ScriptWalk.Place) {
    tell(place.narration)
    let lines = place.text.split(separator: "\n", omittingEmptySubsequences: false)
    let last = place.line + lines.count - 1
    let page = screen.page
    for (index, line) in lines.enumerated() {
      let number = String(place.line + index).padded(String(last).utf8.count, .right)
      let bar = page.spell(" │ ")
      let room = max(20, page.width - 2 - number.count - 3)
      for (part, text) in Paragraph.broken(page.spell(String(line)), width: room).enumerated() {
        let label = part == 0 ? number : String(repeating: " ", count: number.count)
        screen.show("  " + page.paint(label + bar, .dim) + page.paint(text, .bold) + "\n")
      }
    }
  }

  private func tell(_ narration: [String]) {
    screen.show("\n")
    guard !narration.isEmpty else { return }
    // Lines stay as their author broke them, where there is room.
    for text in narration {
      let isProse = !text.isEmpty && !text.hasPrefix(" ")
      for line in isProse ? Paragraph.wrap(text, width: screen.page.width) : [text] {
        screen.show(screen.page.spell(line) + "\n")
      }
    }
    screen.show("\n")
  }

  private func showLine(_ text: String) {
    for line in Paragraph.wrap(text, width: screen.page.width) {
      screen.show(screen.page.paint(line, .dim) + "\n")
    }
  }
}
