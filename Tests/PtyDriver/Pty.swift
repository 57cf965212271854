import CPty

/// A program under a terminal of its own, and the screen a person would see.
///
/// A class, because it owns a process and a descriptor. Every wait ends when the expected thing is
/// seen; the deadline is only there to turn a hang into a failure.
public final class Pty {
  /// What was expected did not happen; holds the screen as it was.
  public struct Missing: Error, CustomStringConvertible {
    public var description: String
  }

  public private(set) var screen: Screen
  /// Everything the program has written, escape sequences included.
  public private(set) var written: [UInt8] = []

  private let terminal: CInt
  private let process: pid_t
  private var status: CInt?
  private var hasEnded = false

  public static let deadline: Duration = .seconds(60)

  /// The environment is only what is given, with `TERM=xterm` and a UTF-8 locale unless it says otherwise.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24
  ) throws {
    let usual = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
    let variables = usual.merging(environment) { $1 }
    var process: pid_t = 0
    terminal = withVector([program] + arguments) { argv in
      withVector(variables.map { "\($0)=\($1)" }) { envp in
        cpty_spawn(program, argv, envp, CInt(rows), CInt(columns), &process)
      }
    }
    guard terminal >= 0 else { throw Missing(description: "no terminal for \(program)") }
    self.process = process
    screen = Screen(columns: columns, rows: rows)
  }

  deinit {
    if status == nil {
      cpty_kill(process, SIGKILL)
      var ignored: CInt = 0
      _ = cpty_wait(process, 1_000, &ignored)
    }
    cpty_close(terminal)
  }

  public func type(_ text: String) { send(Array(text.utf8)) }

  public func send(_ bytes: [UInt8]) {
    _ = cpty_write(terminal, bytes, bytes.count)
  }

  public func press(_ key: Key) { type(key.rawValue) }

  public func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    _ = cpty_resize(terminal, CInt(rows), CInt(columns))
  }

  /// To the program alone, where a key would signal all of its process group.
  public func signal(_ number: CInt) { cpty_kill(process, number) }

  /// Reads until `condition` holds.
  public func wait(for what: String, _ condition: (Pty) -> Bool) throws {
    let end = ContinuousClock.now + Self.deadline
    while !condition(self) {
      guard !hasEnded, ContinuousClock.now < end else {
        throw Missing(description: "waited for \(what); the screen was:\n\(screen.text)")
      }
      read(milliseconds: 50)
    }
  }

  /// Reads until the screen shows `text`.
  public func expect(_ text: String) throws {
    try wait(for: "`\(text)`") { $0.screen.text.contains(text) }
  }

  /// Reads until the row with the cursor is `row`, hints aside, with the cursor at its end or where it is said to be.
  public func expectLine(_ row: String, cursor: Int? = nil) throws {
    let column = cursor ?? row.count
    try wait(for: "the line `\(row)` with the cursor at \(column)") {
      let screen = $0.screen
      return screen.solid(screen.row) == row.trimmingEnd() && screen.column == column
    }
  }

  /// Reads until the program ends; its exit status, or 128 and the number of the signal that ended it.
  public func exitStatus() throws -> Int {
    let end = ContinuousClock.now + Self.deadline
    while !hasEnded && ContinuousClock.now < end { read(milliseconds: 50) }
    var code: CInt = 0
    guard cpty_wait(process, 10_000, &code) == 1 else {
      throw Missing(description: "the program did not end; the screen was:\n\(screen.text)")
    }
    status = code
    let signal = code & 0x7F
    return Int(signal == 0 ? (code >> 8) & 0xFF : 128 + signal)
  }

  /// Whether the terminal echoes what is typed, as it does whenever no line is being edited.
  public var echoes: Bool { cpty_echoes(terminal) == 1 }

  private func read(milliseconds: CInt) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = cpty_read(terminal, &buffer, buffer.count, milliseconds)
    if count == 0 { hasEnded = true }
    guard count > 0 else { return }
    written += buffer.prefix(count)
    screen.feed(buffer.prefix(count))
  }
}

/// Keys as xterm sends them.
public enum Key: String, Sendable {
  case enter = "\r"
  case tab = "\t"
  case escape = "\u{1B}"
  case up = "\u{1B}[A"
  case down = "\u{1B}[B"
  case right = "\u{1B}[C"
  case left = "\u{1B}[D"
  case home = "\u{1B}[H"
  case end = "\u{1B}[F"
  case controlLeft = "\u{1B}[1;5D"
  case controlRight = "\u{1B}[1;5C"
  case altEnter = "\u{1B}\r"
  case altP = "\u{1B}p"
  case controlA = "\u{01}"
  case controlC = "\u{03}"
  case controlD = "\u{04}"
  case controlR = "\u{12}"
  case controlZ = "\u{1A}"

  /// What a terminal sends for pasted text once a program has asked for brackets.
  public static func paste(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return "\u{1B}[200~" + lines.joined(separator: "\r") + "\u{1B}[201~"
  }
}

private func withVector<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var vector: [UnsafeMutablePointer<CChar>?] = strings.map { string in
    let bytes = string.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (offset, byte) in bytes.enumerated() { copy[offset] = byte }
    return copy
  }
  vector.append(nil)
  defer { for string in vector { string?.deallocate() } }
  return vector.withUnsafeBufferPointer { body($0.baseAddress!) }
}
