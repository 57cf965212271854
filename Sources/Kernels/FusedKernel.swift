import CKernels

/// fp32, all lines in one pass, one parameter at a time (CKernels/step_scalar.c): each array is read and written
/// once, and what one line computes is still in a register for the next.
@Sendable
func stepFused(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _ set: InstructionSet
) {
  var arrays = arrays
  var constants = constants.forKernels
  kernels_step_fused(set.rawValue, &arrays, range.lowerBound, range.count, &constants)
}
