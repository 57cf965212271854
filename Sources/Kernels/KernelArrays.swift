import CKernels

/// The fp32 arrays of a step as the Swift kernels read them.
struct KernelArrays {
  let parameters: UnsafeMutablePointer<Float>
  let gradients: UnsafePointer<Float>
  let first: UnsafeMutablePointer<Float>
  let second: UnsafeMutablePointer<Float>
  let peak: UnsafeMutablePointer<Float>?
  let scratch: UnsafeMutablePointer<Float>?

  /// Nil when there are no arrays, which is so only for no parameters.
  init?(_ arrays: kernels_arrays) {
    guard let parameters = arrays.parameters, let gradients = arrays.gradients, let first = arrays.first,
      let second = arrays.second
    else { return nil }
    self.parameters = parameters
    self.gradients = gradients.assumingMemoryBound(to: Float.self)
    self.first = first.assumingMemoryBound(to: Float.self)
    self.second = second.assumingMemoryBound(to: Float.self)
    peak = arrays.peak
    scratch = arrays.scratch
  }
}
