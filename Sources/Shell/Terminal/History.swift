/// The lines typed in earlier sessions: a file of UTF-8 text, one entry per line, a newline within an
/// entry written `\n` and a backslash `\\`.
///
/// The file is only ever appended to, so two shells keep each other's entries.
public struct History {
  public let path: String
  private var last: String?
  private var hasComplained = false

  public init(path: String) {
    self.path = path
  }

  /// `$XDG_STATE_HOME/acct/history`, by default under `~/.local/state`; nil without a home.
  public static func defaultPath(environment: (String) -> String?) -> String? {
    stateFolder(environment: environment).map { $0 + "/history" }
  }

  /// Where acct keeps what belongs to this computer: `$XDG_STATE_HOME/acct` or `~/.local/state/acct`.
  static func stateFolder(environment: (String) -> String?) -> String? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/acct" }
    guard let home = environment("HOME"), !home.isEmpty else { return nil }
    return home + "/.local/state/acct"
  }

  public static var defaultPath: String? { defaultPath(environment: System.environment) }

  /// Entries offered; older ones stay in the file.
  public static let capacity = 10_000

  /// Bytes read at the start, so that a file of many years does not slow it.
  private static let tail = 1 << 20

  /// The newest entries, oldest first.
  public mutating func load() -> [String] {
    guard let bytes = try? System.tail(of: path, limit: Self.tail) else { return [] }
    var lines = bytes.split(separator: UInt8(ascii: "\n"))
    if bytes.count == Self.tail && !lines.isEmpty { lines.removeFirst() }  // begins in mid-line
    var entries: [String] = []
    for line in lines {
      let entry = Self.decode(line)
      if entry != entries.last { entries.append(entry) }
    }
    last = entries.last
    return Array(entries.suffix(Self.capacity))
  }

  /// Whether the entry is new, and a message if it cannot be written, which is said once.
  mutating func append(_ entry: String) -> (isNew: Bool, complaint: String?) {
    guard entry != last, entry.contains(where: { !$0.isWhitespace }) else { return (false, nil) }
    last = entry
    do throws(System.Failure) {
      try write(Self.encode(entry))
      return (true, nil)
    } catch {
      defer { hasComplained = true }
      return (true, hasComplained ? nil : "cannot keep the history in \(path): \(error.message)")
    }
  }

  private func write(_ line: String) throws(System.Failure) {
    do throws(System.Failure) {
      try System.appendLine(line, to: path)
    } catch {
      System.makeDirectories(above: path)
      try System.appendLine(line, to: path)
    }
  }

  static func encode(_ entry: String) -> String {
    var bytes: [UInt8] = []
    for byte in entry.utf8 {
      switch byte {
      case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
      case UInt8(ascii: "\\"): bytes += Array("\\\\".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Other escapes stand for themselves: a person may have edited the file.
  static func decode(_ line: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = line
    while let byte = rest.popFirst() {
      switch (byte, rest.first) {
      case (UInt8(ascii: "\\"), UInt8(ascii: "n")):
        bytes.append(UInt8(ascii: "\n"))
        rest.removeFirst()
      case (UInt8(ascii: "\\"), UInt8(ascii: "\\")):
        bytes.append(byte)
        rest.removeFirst()
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
