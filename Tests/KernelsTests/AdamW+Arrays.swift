import Kernels

extension AdamW {
  /// A step over Swift arrays, for tests.
  mutating func step(_ parameters: inout [Float], _ gradients: [Float], norm: Double? = nil) throws {
    try parameters.withUnsafeMutableBufferPointer { p in
      try gradients.withUnsafeBufferPointer { g in
        try step(parameters: p, gradients: g, norm: norm)
      }
    }
  }
}
