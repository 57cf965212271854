import CPty

/// A directory of a test's own, gone with it. A class, because its end removes the folder.
public final class TemporaryDirectory {
  public let path: String

  public init() {
    path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      let failed = cpty_make_directory(buffer.baseAddress!, buffer.count) != 0
      precondition(!failed, "no temporary directory")
      return String(cString: buffer.baseAddress!)
    }
  }

  deinit { cpty_remove_directory(path) }

  public func file(_ name: String) -> String { path + "/" + name }

  /// Folders within the name are made.
  public func write(_ text: String, to name: String) {
    let path = file(name)
    for end in path.indices where path[end] == "/" {
      mkdir(String(path[..<end]), 0o700)
    }
    let file = fopen(path, "w")
    fputs(text, file)
    fclose(file)
  }

  public func read(_ name: String) -> String? {
    guard let file = fopen(file(name), "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte >= 0 { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
