import Formulas
import Language

@testable import Shell

/// A session in this process, with what it said.
final class Recorder {
  private(set) var output = ""
  private(set) var messages = ""
  private(set) var session: Session!

  static func session(
    settings: Settings = Settings(),
    files: @escaping @Sendable (String) -> Result<[UInt8], Files.Failure> = { _ in
      .failure(.init("no files here"))
    },
    interruption: @escaping () -> Bool = { false }
  ) throws -> Recorder {
    let recorder = Recorder()
    // What is written goes nowhere, and all is well.
    let nowhere = Files.Writer(write: { _ in nil }, close: { nil })
    recorder.session = try Session(
      settings: settings,
      files: Files(
        read: files, replace: { _, _ in .success(()) }, publish: { _, _ in .success(()) },
        create: { _ in .success(nowhere) }, plotter: Plotter { _, _ in .image([]) }),
      page: { Page(width: 100) },
      complaintPage: { Page(width: 100) },
      output: { [unowned recorder] in recorder.output += $0 },
      complaints: { [unowned recorder] in recorder.messages += $0 }, interruption: interruption)
    return recorder
  }

  var status: Int32 { session.status }

  func run(_ text: String) { run(Array(text.utf8)) }

  func run(_ bytes: [UInt8]) { session.run(script: Source(name: "test", bytes: bytes)) }

  func clear() { (output, messages) = ("", "") }
}
