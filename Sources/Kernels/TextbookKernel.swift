import CKernels

/// Six passes: first moment 12 bytes, second moment 12, denominator 8, quotient 12, decay 8, update 12.
let textbookBytesMoved = 64.0

/// fp32, a pass over whole arrays for each line, with one array for intermediate results: the way the formulas
/// read, and the way frameworks ran them before they fused (CKernels/step_scalar.c). Faster than Double where the
/// arrays fit in cache, and slower where every pass streams them from memory again.
@Sendable
func stepTextbook(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _ set: InstructionSet
) {
  var arrays = arrays
  var constants = constants.forKernels
  kernels_step_textbook(set.rawValue, &arrays, range.lowerBound, range.count, &constants)
}
