/// Where the shell writes. A class, because every part of the shell that prints writes into the same buffer.
///
/// A failed write is remembered and what follows is dropped: whoever prints need not check, and the
/// session looks at `failure` between statements.
public final class Output: TextOutputStream {
  public enum Failure: Equatable, Sendable {
    /// The reader has gone (`acct … | head`): end quietly.
    case closedPipe
    /// The system's words, as for a full disk.
    case system(String)
  }

  public enum Stream: CInt, Sendable {
    case standardOutput = 1
    case standardError = 2
  }

  public private(set) var failure: Failure?

  private let stream: Stream
  private var endsInMidLine = false
  private var buffer: [UInt8] = []
  private static let capacity = 64 << 10

  public init(_ stream: Stream = .standardOutput) {
    self.stream = stream
    System.ignoreClosedPipes()
  }

  deinit { flush() }

  public func write(_ string: String) {
    guard failure == nil else { return }
    buffer.append(contentsOf: string.utf8)
    if let last = string.utf8.last { endsInMidLine = last != UInt8(ascii: "\n") }
    if buffer.count >= Self.capacity { flush() }
  }

  /// Makes what is written next begin a line.
  public func endLine() {
    if endsInMidLine { write("\n") }
  }

  public func flush() {
    guard !buffer.isEmpty else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    guard failure == nil else { return }
    failure = buffer.withUnsafeBytes { bytes in
      do throws(System.Failure) {
        try System.write(bytes, to: stream.rawValue)
        return nil
      } catch {
        return error.isClosedPipe ? .closedPipe : .system(error.message)
      }
    }
  }
}
