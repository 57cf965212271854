import Formulas
import Language

/// Pages of scripts: `acct --format md FILE.acct`, `acct --format html FILE.acct`.
extension Program {
  public mutating func take(_ format: CommandFormat) {
    (settings.format, page) = (format.answers, format.page)
  }

  /// Whether a page is written: as HTML always, as Markdown of a script in a file. What else runs writes its answers
  /// alone, for programs.
  var writesPage: Bool {
    guard !settings.onlyChecks, !showsSteps else { return false }
    switch page {
    case .html?: return true
    case .md?: return script != nil && script != "-"
    case nil: return false
    }
  }

  /// Shows the page that was recorded; from then on answers are shown as they come.
  func showPage(_ session: Session, _ screen: Screen) {
    guard let page, let recorder = session.recorder else { return }
    let name = script.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? ""
    recorder.endLine()
    let text = page.text(recorder.blocks, name: name == "-" ? "" : name, text: session.text)
    session.recorder = nil
    screen.show(text)
  }
}

extension PageRecorder {
  /// Runs a script and keeps all of it: what stands between its statements, they themselves, and what they answer.
  func run(_ source: Source, _ session: Session) -> Session.Outcome {
    let walk = ScriptWalk { [self] place in
      prose(place.narration)
      code(place.text, goesOn: place.goesOnPrinting)
      return true
    } after: { _, _ in
      false
    }
    let outcome = session.run(script: source, walk)
    if case .done = outcome, !session.isOver { prose(walk.epilogue) }
    return outcome
  }
}
