import CKernels

/// Times on a clock that never goes backwards.
public struct Stopwatch: Sendable {
  private let start: UInt64

  /// Starts now.
  public init() {
    start = kernels_clock()
  }

  public var nanoseconds: Double { Double(kernels_clock() - start) }
  public var seconds: Double { nanoseconds / 1e9 }
}
