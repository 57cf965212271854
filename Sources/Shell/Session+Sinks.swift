import Accounting
import Formulas
import Language

/// A file that takes the answers of one statement.
///
/// It is begun when the first line is ready, so that a question that fails leaves what was there; what was written
/// before a failure or Ctrl-C stays. A class, because whatever shows something writes into the same one.
final class FileSink {
  let path: String
  private let files: Files
  private var writer: Files.Writer?
  private var buffer: [UInt8] = []
  private(set) var failure: Files.Failure?
  private static let capacity = 64 << 10

  init(_ path: String, _ files: Files) { (self.path, self.files) = (path, files) }

  func write(_ text: String) {
    guard failure == nil else { return }
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= FileSink.capacity { flush() }
  }

  private func flush() {
    guard failure == nil else { return }
    if writer == nil {
      switch files.create(path) {
      case .success(let opened): writer = opened
      case .failure(let why): failure = why
      }
    }
    if let why = writer?.write(buffer) { failure = why }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left and closes the file.
  func finish() {
    if !buffer.isEmpty { flush() }
    if let why = writer?.close(), failure == nil { failure = why }
    writer = nil
  }
}

extension Session {
  /// The files that `>` writes, by the end of their names.
  static let endings: [String: OutputFormat] = [
    "csv": .csv, "json": .json, "jsonl": .json, "md": .md, "txt": .human,
  ]

  /// Performs a statement with its answers in the format and the file that `sink` names.
  func writing(to sink: Statement.Sink, of kind: Statement.Kind, _ work: () throws(Diagnostic) -> Void)
    throws(Diagnostic)
  {
    let (format, header) = (settings.saidFormat, lastHeaderIsOfTree)
    if let page = try pageSink(sink) { return try writing(page: page, to: sink, work) }
    defer {
      (settings.saidFormat, lastHeaderIsOfTree) = (format, header)
      (self.sink, image) = (nil, nil)
    }
    if !sink.format.isEmpty {
      guard let wanted = OutputFormat(rawValue: sink.format) else {
        let all = CommandFormat.allCases.map(\.rawValue)
        throw Diagnostic(
          .unknownSubject, "there is no format \(sink.format)", at: sink.formatSpan,
          (Suggestion.nearest(to: sink.format, among: all).map { "did you mean \($0)?   " } ?? "")
            + "formats: \(all.joined(separator: " "))")
      }
      settings.format = wanted
    }
    guard !sink.path.isAbsent else { return try work() }
    let path = try path(of: sink)
    if let wanted = try image(path, sink, of: kind) {
      image = wanted
      try work()
      if echoes { show(page().paint("wrote \(path)", .dim)) }
      return
    }
    let file = try fileSink(path, sink)
    lastHeaderIsOfTree = nil
    self.sink = file
    var failed: Diagnostic?
    do throws(Diagnostic) { try work() } catch { failed = error }
    self.sink = nil
    file.finish()
    if let failure = file.failure {
      throw Diagnostic(.file, "can't write \(file.path): \(failure.reason)", at: sink.pathSpan)
    }
    if let failed { throw failed }
    settings.saidFormat = format
    if echoes { show(page().paint("wrote \(file.path)", .dim)) }
  }

  func path(of sink: Statement.Sink) throws(Diagnostic) -> String {
    if settings.isSafe { throw Diagnostic(.unsafe, "files are refused under --safe", at: sink.pathSpan) }
    guard case .text(let path) = try sheet.answer(sink.path).value, !path.isEmpty else {
      throw Diagnostic(.syntax, "the name of a file is wanted", at: sink.pathSpan, "> \"answers.csv\"")
    }
    return path
  }

  /// The picture that the end of a name asks for, and only a plot is.
  private func image(_ path: String, _ sink: Statement.Sink, of kind: Statement.Kind) throws(Diagnostic)
    -> ImageSink?
  {
    guard sink.format.isEmpty, let format = ImageFormat(rawValue: Session.ending(path)) else { return nil }
    if case .command(.plot, _) = kind { return ImageSink(path: path, span: sink.pathSpan, format: format) }
    throw Diagnostic(
      .file, "only plot draws a .\(format.rawValue) file", at: sink.pathSpan,
      "plot memory over batch_size = 1..64 > \"\(path)\"")
  }

  static func ending(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return name.contains(".") ? String(name.split(separator: ".").last ?? "") : ""
  }

  private func fileSink(_ path: String, _ sink: Statement.Sink) throws(Diagnostic) -> FileSink {
    if sink.format.isEmpty {
      guard let wanted = Session.endings[Session.ending(path)] else {
        let known = (Session.endings.keys + [PageFormat.html.rawValue]).sorted().map { "." + $0 }.joined(
          separator: " ")
        throw Diagnostic(
          .file, "the end of the name tells no format", at: sink.pathSpan,
          "a name may end in \(known); or say it: | csv > \"\(path)\"")
      }
      settings.format = wanted
    }
    return FileSink(path, files)
  }

  /// Stops work whose answers can't be written any more.
  func requireOutput() throws(Diagnostic) {
    if let failure = sink?.failure {
      throw Diagnostic(.file, "can't write \(sink?.path ?? ""): \(failure.reason)")
    }
    if sink == nil, hasLostOutput() { throw Diagnostic.said }
  }
}
