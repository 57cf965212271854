import Formulas

/// The only way to files: what the language reads and writes goes through here, so that --safe can refuse and tests can stand in.
public struct Files: Sendable {
  public var read: @Sendable (String) -> Result<[UInt8], Failure>
  /// Puts bytes in the place of a file, all or nothing.
  public var replace: @Sendable (String, [UInt8]) -> Result<Void, Failure>
  /// The same for what a user asked for, in a folder that is there.
  public var publish: @Sendable (String, [UInt8]) -> Result<Void, Failure>
  /// Begins a file anew, for answers that are written as they come.
  public var create: @Sendable (String) -> Result<Writer, Failure>
  /// Draws what goes into image files.
  public var plotter: Plotter
  /// Where a session keeps what the next one may use; nil where it keeps nothing.
  public var stateFolder: String?

  /// A file that is being written; each call gives nil, or why it failed.
  public struct Writer: Sendable {
    public var write: @Sendable ([UInt8]) -> Failure?
    public var close: @Sendable () -> Failure?

    public init(write: @escaping @Sendable ([UInt8]) -> Failure?, close: @escaping @Sendable () -> Failure?) {
      (self.write, self.close) = (write, close)
    }
  }

  public struct Failure: Error, Sendable {
    public var reason: String
    public init(_ reason: String) { self.reason = reason }
  }

  public init(
    read: @escaping @Sendable (String) -> Result<[UInt8], Failure>,
    replace: @escaping @Sendable (String, [UInt8]) -> Result<Void, Failure> = { _, _ in
      .failure(Failure("nothing is written here"))
    },
    publish: @escaping @Sendable (String, [UInt8]) -> Result<Void, Failure> = { _, _ in
      .failure(Failure("nothing is written here"))
    },
    create: @escaping @Sendable (String) -> Result<Writer, Failure> = { _ in
      .failure(Failure("nothing is written here"))
    },
    plotter: Plotter = .none,
    stateFolder: String? = nil
  ) {
    (self.read, self.replace, self.publish, self.create) = (read, replace, publish, create)
    (self.plotter, self.stateFolder) = (plotter, stateFolder)
  }
}

extension Session {
  func contents(of path: String, at span: Span) throws(Diagnostic) -> [UInt8] {
    if settings.isSafe { throw Diagnostic(.unsafe, "files are refused under --safe", at: span) }
    switch files.read(path) {
    case .success(let bytes): return bytes
    case .failure(let failure): throw Diagnostic(.file, "can't read \(path): \(failure.reason)", at: span)
    }
  }
}
