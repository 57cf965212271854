#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Whole files and folders, for scripts and for the completion of their names.
extension System {
  /// Everything in a file; `-` style names mean nothing here.
  static func contents(of path: String, limit: Int = 64 << 20) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    return try drain(descriptor, limit: limit)
  }

  /// Everything that comes from a descriptor until its end.
  static func drain(_ descriptor: CInt, limit: Int = 64 << 20) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let chunk = try read(descriptor, count: 1 << 16)
      if chunk.isEmpty { break }
      bytes += chunk
    }
    return bytes
  }

  /// Writes beside the file and renames: whoever reads it finds the old bytes or the new, never a part.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    makeDirectories(above: path)
    try publish(path, bytes, mode: 0o600)
  }

  /// The same in a folder that is there, for others to read too.
  static func publish(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws(Failure) {
    let draft = path + ".\(getpid()).new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .last }
    var failure: Failure?
    bytes.withUnsafeBytes { bytes in
      do throws(Failure) { try write(bytes, to: descriptor) } catch { failure = error }
    }
    if failure == nil, fsync(descriptor) != 0 { failure = .last }
    close(descriptor)
    if failure == nil, rename(draft, path) != 0 { failure = .last }
    if let failure {
      unlink(draft)
      throw failure
    }
  }

  /// Opens a file for writing from its start.
  static func create(_ path: String) throws(Failure) -> CInt {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .last }
    return descriptor
  }

  static func write(_ bytes: [UInt8], to descriptor: CInt) throws(Failure) {
    var failure: Failure?
    bytes.withUnsafeBytes { bytes in
      do throws(Failure) { try write(bytes, to: descriptor) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Closes a file; a disk that is full may say so only now.
  static func finish(_ descriptor: CInt) throws(Failure) {
    if close(descriptor) != 0 { throw .last }
  }

  /// What went wrong in `work`, in the words of the system; nil where all is well.
  static func failure(_ work: () throws(Failure) -> Void) -> Files.Failure? {
    do throws(Failure) {
      try work()
      return nil
    } catch {
      return Files.Failure(error.message)
    }
  }

  /// The names in a folder, folders with a slash behind them; hidden ones left out.
  static func entries(of path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(isFolder ? name + "/" : name) }
    }
    return names.sorted()
  }
}
