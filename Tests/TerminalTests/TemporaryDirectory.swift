import CPty

/// A directory of the test's own, gone with it.
final class TemporaryDirectory {
  let path: String

  init() {
    path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      let failed = cpty_make_directory(buffer.baseAddress!, buffer.count) != 0
      precondition(!failed, "no temporary directory")
      return String(cString: buffer.baseAddress!)
    }
  }

  deinit { cpty_remove_directory(path) }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) {
    let file = fopen(file(name), "w")
    fputs(text, file)
    fclose(file)
  }
}
