import Accounting
import Formulas
import Language
import Shell

/// A session whose output, files and interruption a test holds.
final class TestShell {
  private(set) var output = ""
  private(set) var complaints = ""
  let session: Session

  init(
    files: Files = Files(read: { _ in .failure(Files.Failure("no such file")) }),
    format: OutputFormat? = .human, writesToTerminal: Bool = true,
    isSafe: Bool = false, isInterrupted: @escaping () -> Bool = { false }
  ) throws {
    let box = Box()
    var settings = Settings()
    if let format { settings.format = format }
    settings.writesToTerminal = writesToTerminal
    settings.isSafe = isSafe
    session = try Session(
      settings: settings, files: files, page: { Page(width: 100) }, complaintPage: { Page(width: 100) },
      output: { box.output += $0 }, complaints: { box.complaints += $0 }, interruption: isInterrupted)
    self.box = box
  }

  private let box: Box
  private final class Box {
    var output = ""
    var complaints = ""
  }

  /// What the script printed.
  @discardableResult
  func run(_ text: String) -> String {
    (box.output, box.complaints) = ("", "")
    session.run(script: Source(name: "test", bytes: Array(text.utf8)))
    (output, complaints) = (box.output, box.complaints)
    return output
  }
}
