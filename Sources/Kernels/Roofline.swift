import CKernels

/// What the memory allows: streams read and written without arithmetic.
public struct Roofline: Sendable {
  /// What is streamed.
  public enum Streams: Equatable, Sendable {
    /// The arrays of a step at this precision, in its order.
    case step(Precision)
    /// a[i] = b[i] + s·c[i] over fp32. McCalpin's STREAM, counting 12 bytes (no write-allocate).
    case triad

    public var name: String {
      switch self {
      case .step(let precision): "streams of \(precision.name)"
      case .triad: "triad"
      }
    }

    public var bytesMoved: Double {
      switch self {
      case .step(let precision): precision.bytesMoved
      case .triad: 12
      }
    }
  }

  public let streams: Streams
  public let threads: Int
  /// Nanoseconds a parameter; for the triad, an element.
  public let time: Statistics

  /// 10⁹ bytes a second.
  public var gigabytesPerSecond: Double { time.median > 0 ? streams.bytesMoved / time.median : 0 }
}

extension Roofline.Streams {
  /// Runs over `range` once. A step's streams restore the arrays when run twice; the triad writes over m.
  func run(_ arrays: kernels_arrays, _ range: Range<Int>, _ set: InstructionSet) {
    switch self {
    case .step(let precision): precision.streams(set, arrays, range)
    case .triad:
      guard let arrays = KernelArrays(arrays) else { return }
      let start = range.lowerBound
      kernels_triad(
        set.rawValue, arrays.first + start, arrays.parameters + start, arrays.second + start, range.count,
        0.5)
    }
  }
}
