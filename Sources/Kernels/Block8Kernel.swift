import CKernels

/// Moments in 8-bit codes, a scale for each block of 256 (CKernels/step_block8.c): 16 bytes and a sixteenth
/// instead of 28, and a quarter of the state. The codes are the dynamic ones of Dettmers et al. 2022, which keep
/// a relative precision over seven decades.
@Sendable
func stepBlock8(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _ set: InstructionSet
) {
  var arrays = arrays
  var constants = constants.forKernels
  kernels_step_block8(set.rawValue, &arrays, range.lowerBound, range.count, &constants)
}
