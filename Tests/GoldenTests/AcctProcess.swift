import Foundation
import PtyDriver

/// A run of the built `acct`: what goes in, what comes out, and a limit on how long it may take.
///
/// Input and output are files, so that no pipe can fill up and hold either side.
struct AcctProcess {
  static var program: String { Products.path(of: "acct") }

  /// Another program, where it is not acct that is started first.
  var command = AcctProcess.program
  var arguments: [String]
  var input: [UInt8] = []
  var directory: String?
  var environment: [String: String] = [:]
  /// A file instead of what is caught: `/dev/full`.
  var output: String?
  var limit = 60.0

  struct Outcome {
    var status: Int32
    /// The signal that ended it; 0 where it ended itself.
    var signal: Int32
    var timedOut: Bool
    var output: String
    var messages: String
    var seconds: Double
  }

  static func run(_ arguments: String..., input: String = "") -> Outcome {
    AcctProcess(arguments: ["-n"] + arguments, input: Array(input.utf8)).run()
  }

  static func run(code: String, _ options: String...) -> Outcome {
    AcctProcess(arguments: ["-n"] + options + ["-c", code]).run()
  }

  /// Runs it; `meanwhile` is given the process while it works, and the file of its messages.
  func run(meanwhile: (pid_t, _ messages: String) -> Void = { _, _ in }) -> Outcome {
    let folder = TemporaryFolder()
    let (inputPath, outputPath, messagesPath) = (folder / "input", folder / "output", folder / "messages")
    try? Data(input).write(to: URL(fileURLWithPath: inputPath))

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let created = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output ?? outputPath, created, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, messagesPath, created, 0o600)

    var variables = ProcessInfo.processInfo.environment.filter {
      $0.key == "PATH" || $0.key.hasPrefix("LD_") || $0.key.hasPrefix("LLVM_PROFILE")
    }
    variables.merge(
      ["HOME": folder.path, "LC_ALL": "C.UTF-8", "TERM": "dumb", "SWIFT_BACKTRACE": "enable=no"]
    ) { $1 }
    variables.merge(environment) { $1 }
    var command = [command] + arguments
    if let directory { command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + command }
    let argv = command.map { strdup($0) } + [nil]
    let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }

    let start = DispatchTime.now().uptimeNanoseconds
    var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }
    var process: pid_t = 0
    // The threads of a test runner block signals, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGPIPE, SIGTERM] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var code = posix_spawn(&process, command[0], &actions, &attributes, argv, envp)
    // A file just written is busy while another test's child, begun in between, still holds it open.
    for _ in 0..<200 where code == ETXTBSY {
      usleep(5_000)
      code = posix_spawn(&process, command[0], &actions, &attributes, argv, envp)
    }
    guard code == 0 else {
      return Outcome(
        status: -1, signal: 0, timedOut: false, output: "", messages: "can't start acct: \(code)", seconds: 0)
    }
    meanwhile(process, messagesPath)
    var state: Int32 = 0
    var timedOut = false
    var pause: UInt32 = 500
    while waitpid(process, &state, WNOHANG) == 0 {
      if seconds > limit, !timedOut {
        timedOut = true
        kill(process, SIGKILL)
      }
      usleep(pause)
      pause = min(pause * 2, 10_000)
    }
    let signal = state & 0x7F
    return Outcome(
      status: signal == 0 ? (state >> 8) & 0xFF : -1, signal: signal, timedOut: timedOut,
      output: text(outputPath), messages: text(messagesPath), seconds: seconds)
  }

  private func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "/acct-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }

  /// Writes a file and gives its path.
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = URL(fileURLWithPath: self / name)
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(bytes).write(to: file)
    return self / name
  }

  func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }
}
