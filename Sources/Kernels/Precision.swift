import CKernels

/// How gradients and moments are kept; parameters are fp32 always.
public struct Precision: Sendable {
  public let name: String
  public let meaning: String
  /// Bytes of one gradient as it comes in.
  public let gradientBytes: Int
  /// Bytes of one first moment, and of one second, as it is kept.
  public let momentBytes: Int
  /// Whether a bfloat16 copy of the parameters goes out.
  public let writesCopy: Bool
  /// Whether moments come in groups with an fp32 scale each.
  public let hasScales: Bool

  /// Parameters in one block of 8-bit codes; threads begin at its multiples.
  public static let block = Int(KERNELS_BLOCK)

  /// Moments that share a scale: two columns of a block, taken as rows of 16.
  public static let group = 2 * block / Int(KERNELS_SCALES)

  let streams: @Sendable (InstructionSet, kernels_arrays, Range<Int>) -> Void

  public static let float32 = Precision(
    name: "fp32", meaning: "fp32 gradients and moments",
    gradientBytes: 4, momentBytes: 4, writesCopy: false, hasScales: false,
    streams: { set, arrays, range in
      var arrays = arrays
      kernels_streams_float32(set.rawValue, &arrays, range.lowerBound, range.count)
    })

  public static let master = Precision(
    name: "bf16", meaning: "bfloat16 gradients in and parameters out, fp32 master parameters and moments",
    gradientBytes: 2, momentBytes: 4, writesCopy: true, hasScales: false,
    streams: { set, arrays, range in
      var arrays = arrays
      kernels_streams_master(set.rawValue, &arrays, range.lowerBound, range.count)
    })

  public static let bfloat16Moments = Precision(
    name: "bf16_moments", meaning: "fp32 gradients, bfloat16 moments rounded stochastically",
    gradientBytes: 4, momentBytes: 2, writesCopy: false, hasScales: false,
    streams: { set, arrays, range in
      var arrays = arrays
      kernels_streams_bfloat16(set.rawValue, &arrays, range.lowerBound, range.count)
    })

  public static let blockwise8 = Precision(
    name: "8bit", meaning: "fp32 gradients, 8-bit moments after FlashOptim with a scale for each 32",
    gradientBytes: 4, momentBytes: 1, writesCopy: false, hasScales: true,
    streams: { set, arrays, range in
      var arrays = arrays
      kernels_streams_block8(set.rawValue, &arrays, range.lowerBound, range.count)
    })

  public static let all = [float32, master, bfloat16Moments, blockwise8]
}

extension Precision: Equatable {
  public static func == (left: Precision, right: Precision) -> Bool { left.name == right.name }
}

extension Precision {
  private static let parameterBytes = 4.0
  private static let scaleBytes = 4.0

  /// Bytes a parameter that one pass reads and writes, scales included; AMSGrad would add 8.
  public var bytesMoved: Double {
    let parameters = 2 * Precision.parameterBytes
    let gradients = Double(gradientBytes)
    let moments = 2 * 2 * Double(momentBytes)
    let copy = writesCopy ? 2.0 : 0
    let scales = hasScales ? 2 * 2 * Precision.scaleBytes / Double(Precision.group) : 0
    return parameters + gradients + moments + copy + scales
  }

  /// Bytes a parameter that stay between steps: master parameters, moments and scales.
  public var bytesKept: Double {
    let scales = hasScales ? 2 * Precision.scaleBytes / Double(Precision.group) : 0
    return Precision.parameterBytes + 2 * Double(momentBytes) + scales
  }

  /// Bytes of m and v of so many parameters, scales included.
  func momentBytes(of parameters: Int) -> UInt64 {
    2 * UInt64(momentBytes) * UInt64(parameters) + 4 * UInt64(scales(of: parameters))
  }

  /// The scales of so many parameters.
  func scales(of parameters: Int) -> Int {
    hasScales ? (parameters + Precision.block - 1) / Precision.block * Int(KERNELS_SCALES) : 0
  }

  /// Where the scales of parameter `index` are, for m and for √v.
  static func scales(ofParameter index: Int) -> (first: Int, root: Int) {
    let scales = Int(KERNELS_SCALES)
    let first = index / block * scales + index % (2 * block / group) / 2
    return (first, first + scales / 2)
  }

  /// Bytes a parameter of all the arrays a step touches; decides which cache they fit into.
  public var bytesTouched: Double {
    bytesKept + Double(gradientBytes) + (writesCopy ? 2 : 0)
  }
}
