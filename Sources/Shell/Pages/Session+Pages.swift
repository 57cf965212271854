import Formulas
import Language

/// An answer as a page of the web: `memory > "memory.html"`, `memory | html`.
extension Session {
  /// The page that a statement asks for; Markdown of one answer is a table, which is no page.
  func pageSink(_ sink: Statement.Sink) throws(Diagnostic) -> PageFormat? {
    if !sink.format.isEmpty { return sink.format == PageFormat.html.rawValue ? .html : nil }
    guard !sink.path.isAbsent, case .text(let path) = try sheet.answer(sink.path).value else { return nil }
    return Session.ending(path) == PageFormat.html.rawValue ? .html : nil
  }

  /// Performs a statement and writes what it shows as a page: to the file, or where answers go.
  func writing(page format: PageFormat, to sink: Statement.Sink, _ work: () throws(Diagnostic) -> Void)
    throws(Diagnostic)
  {
    let path = sink.path.isAbsent ? nil : try path(of: sink)
    let (outer, format0) = (recorder, settings.saidFormat)
    let recorder = PageRecorder()
    recorder.code(statementText(before: sink), goesOn: false)
    (self.recorder, settings.format) = (recorder, .human)
    defer { (self.recorder, settings.saidFormat) = (outer, format0) }
    do throws(Diagnostic) {
      try work()
    } catch {
      (self.recorder, settings.saidFormat) = (outer, format0)
      throw error
    }
    recorder.endLine()
    let page = format.text(recorder.blocks, name: "", text: text)
    (self.recorder, settings.saidFormat) = (outer, format0)
    guard let path else { return write(page) }
    if case .failure(let failure) = files.publish(path, Array(page.utf8)) {
      throw Diagnostic(.file, "can't write \(path): \(failure.reason)", at: sink.pathSpan)
    }
    if echoes { show(self.page().paint("wrote \(path)", .dim)) }
  }

  /// The statement without what says where its answers go.
  private func statementText(before sink: Statement.Sink) -> String {
    var span = current
    let first = sink.format.isEmpty ? sink.pathSpan : sink.formatSpan
    span.end = max(span.start, first.start)
    var text = Substring(sheet.sources.text(span))
    while let last = text.last, last == " " || last == "|" || last == ">" { text.removeLast() }
    return String(text)
  }
}
