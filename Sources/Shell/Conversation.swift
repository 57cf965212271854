import Formulas

/// The prompt: reads entries, runs them, until Ctrl-D or `quit`.
struct Conversation {
  let session: Session
  let screen: Screen

  func run() {
    let history = History.defaultPath.map(History.init(path:))
    let editor = LineEditor(terminal: screen.terminal, output: screen.output, history: history) {
      screen.complain($0 + "\n")
    }
    let completer = Completer(session)
    var entry = ""
    editor.completion = { completer.complete($0, cursor: $1, after: entry) }
    editor.hint = {
      session.settings.showsHints ? completer.hint($0, after: entry).map(screen.page.spell) : nil
    }
    while !session.isOver, screen.output.failure == nil {
      switch editor.read(prompt: entry.isEmpty ? prompt : "  ... ") {
      case .interrupted: entry = ""
      case .line("") where entry.isEmpty && session.goesOnWithEnter: run("next")
      case .endOfFile:
        screen.show("\n")
        return
      case .line(let line):
        entry += entry.isEmpty ? line : "\n" + line
        if line.isEmpty, !entry.contains(where: { $0 != "\n" }) {
          entry = ""
          continue
        }
        screen.gather()
        let outcome = session.run(entry: entry)
        screen.release(through: session.settings.usesPager ? Pager() : nil)
        // An empty line ends what was begun, complete or not.
        if outcome == .incomplete, !line.isEmpty { continue }
        if outcome == .incomplete { session.run(unfinished: entry) }
        editor.add(entry)
        entry = ""
      }
    }
  }

  private func run(_ entry: String) {
    screen.gather()
    _ = session.run(entry: entry)
    screen.release(through: session.settings.usesPager ? Pager() : nil)
  }

  private var prompt: String {
    let text = session.prompt
    return screen.page.paint.isOn ? "\u{1B}[1m\(text.dropLast())\u{1B}[0m " : text
  }
}
