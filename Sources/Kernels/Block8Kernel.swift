import CKernels

/// Moments in 8-bit codes, a scale for each 32 (CKernels/step_block8.c): 16.5 bytes instead of 28, and little more than
/// a quarter of the state. The codes follow FlashOptim (Gonzalez Ortiz et al. 2026): `CompandedCode`.
@Sendable
func stepBlock8(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _ set: InstructionSet
) {
  var arrays = arrays
  var constants = constants.forKernels
  kernels_step_block8(set.rawValue, &arrays, range.lowerBound, range.count, &constants)
}
