import Accounting
import Formulas
import Language

extension Command {
  static let save = Command(
    .save, "save \"FILE.acct\"", "write a script that brings the worksheet to where it stands now",
    "The statements that changed something and were not undone, in order; what files brought is written out. acct FILE or source runs it. The file is replaced at once or not at all; one that save did not write is left alone.",
    example: ["batch_size = 8; save \"session.acct\""]
  ) { (session, arguments) throws(Diagnostic) in
    let path = try session.path(arguments, "save \"session.acct\"")
    if arguments.formulas.count > 1 {
      throw Diagnostic(
        .syntax, "nothing follows the name of the file", at: session.sheet.arena.span(arguments.formulas[1]),
        "save \"\(path)\"")
    }
    if session.settings.isSafe {
      throw Diagnostic(.unsafe, "files are refused under --safe", at: arguments.textSpan)
    }
    guard path.hasSuffix(".acct") else {
      throw Diagnostic(
        .file, "a saved session is a script, and its name ends in .acct", at: arguments.textSpan,
        "save \"\(path).acct\"; answers are written with > \"FILE\"")
    }
    try session.refuseOverwriting(path, at: arguments.textSpan)
    let settings = session.settings.isStrict ? ["set strict on"] : []
    let lines = ["\(Session.savedMark) \(Version.text)."] + session.sheet.savedScript + settings
    let text = lines.joined(separator: "\n") + "\n"
    if case .failure(let failure) = session.files.publish(path, Array(text.utf8)) {
      throw Diagnostic(.file, "can't write \(path): \(failure.reason)", at: arguments.textSpan)
    }
    if session.echoes { session.show(session.page().paint("saved \(path)", .dim)) }
  }
}

extension Session {
  /// What the first line of a saved session begins with.
  fileprivate static let savedMark = "# Saved by acct"

  /// A saved session takes the place of another, and of nothing that someone wrote.
  fileprivate func refuseOverwriting(_ path: String, at span: Span) throws(Diagnostic) {
    guard case .success(let bytes) = files.read(path), !bytes.isEmpty,
      !bytes.starts(with: Session.savedMark.utf8)
    else { return }
    throw Diagnostic(
      .file, "\(path) is there already, and save did not write it", at: span,
      "choose another name, or move it away first")
  }
}
