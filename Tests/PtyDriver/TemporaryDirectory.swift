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

  public func write(_ text: String, to name: String) {
    let file = fopen(file(name), "w")
    fputs(text, file)
    fclose(file)
  }
}
