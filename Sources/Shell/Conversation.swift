import Formulas

/// The prompt: reads entries, runs them, until Ctrl-D or `quit`.
///
/// A class, because the editor it keeps asks it for completions while a line is typed.
final class Conversation {
  let session: Session
  let screen: Screen
  private let editor: LineEditor
  /// The lines so far of an entry that is not complete.
  private var entry = ""

  /// How a conversation ended.
  enum End {
    /// With Ctrl-D, `quit`, or because nobody reads the answers.
    case left
    /// With an empty line, where that was wanted.
    case wentOn
  }

  init(session: Session, screen: Screen) {
    (self.session, self.screen) = (session, screen)
    let history = History.defaultPath.map(History.init(path:))
    editor = LineEditor(terminal: screen.terminal, output: screen.output, history: history) {
      screen.complain($0 + "\n")
    }
    let completer = Completer(session)
    editor.completion = { [unowned self] in completer.complete($0, cursor: $1, after: entry) }
    editor.hint = { [unowned self] in
      session.settings.showsHints ? completer.hint($0, after: entry).map(screen.page.spell) : nil
    }
  }

  func run() { _ = talk(prompt: "acct", wantsEmptyLine: false) }

  /// Reads and runs entries; an empty line between them ends it where that is wanted, and is nothing otherwise.
  func talk(prompt: String, wantsEmptyLine: Bool) -> End {
    while !session.isOver, screen.output.failure == nil {
      let prompt = screen.page.paint("\(session.prompt ?? prompt)>", .bold) + " "
      switch editor.read(prompt: entry.isEmpty ? prompt : "  ... ") {
      case .interrupted: entry = ""
      case .line("") where entry.isEmpty && session.goesOnWithEnter: run("next")
      case .endOfFile:
        screen.show("\n")
        return .left
      case .line(let line):
        entry += entry.isEmpty ? line : "\n" + line
        if line.isEmpty, !entry.contains(where: { $0 != "\n" }) {
          entry = ""
          if wantsEmptyLine { return .wentOn }
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
    return .left
  }

  private func run(_ entry: String) {
    screen.gather()
    _ = session.run(entry: entry)
    screen.release(through: session.settings.usesPager ? Pager() : nil)
  }
}
