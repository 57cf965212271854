import CKernels

/// The Euclidean norm over all gradients of a step, the same for any number of threads: each block's squares are
/// summed in Double in a fixed order, and the blocks' sums in theirs.
enum GradientNorm {
  /// A block is long enough to cost nothing extra and short enough to spread over cores.
  private static let block = 1 << 16

  /// PyTorch's `clip_grad_norm_` adds this to the norm it divides by.
  private static let torchMargin = 1e-6

  static func clipping(norm: Double, maximum: Double) -> Double {
    let coefficient = maximum / (norm + torchMargin)
    return coefficient < 1 || coefficient.isNaN ? coefficient : 1
  }

  static func of(
    _ gradients: UnsafeBufferPointer<Float>, _ set: InstructionSet, _ crew: borrowing Crew
  ) -> Double {
    norm(count: gradients.count, crew) { range in
      guard let base = gradients.baseAddress else { return 0 }
      return kernels_sum_of_squares_float32(set.rawValue, base + range.lowerBound, range.count)
    }
  }

  static func of(
    _ gradients: UnsafeBufferPointer<BFloat16>, _ set: InstructionSet, _ crew: borrowing Crew
  ) -> Double {
    norm(count: gradients.count, crew) { range in
      guard let base = gradients.baseAddress else { return 0 }
      let bits = UnsafeRawPointer(base + range.lowerBound).assumingMemoryBound(to: UInt16.self)
      return kernels_sum_of_squares_bfloat16(set.rawValue, bits, range.count)
    }
  }

  private static func norm(count: Int, _ crew: borrowing Crew, _ sum: (Range<Int>) -> Double) -> Double {
    var sums = [Double](repeating: 0, count: (count + block - 1) / block)
    sums.withUnsafeMutableBufferPointer { sums in
      let sums = sums
      crew.run(over: count) { slice in
        // The blocks that begin in this slice, so that each is summed once, whole.
        let first = (slice.lowerBound + block - 1) / block
        let last = (slice.upperBound + block - 1) / block
        for index in first..<last {
          let start = index * block
          sums[index] = sum(start..<min(start + block, count))
        }
      }
    }
    return sums.reduce(0, +).squareRoot()
  }
}
