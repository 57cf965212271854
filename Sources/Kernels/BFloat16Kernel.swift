import CKernels

/// Moments in bfloat16 (CKernels/step_bfloat16.c): 20 bytes instead of 28, and half the state. Rounded to
/// nearest, a moment would stand still when its change is below 1/256 of it; rounded up with the probability of
/// the part cut off, it is right on average. The random bits are a function of seed, step and index. Since moments
/// are rounded anyway, constants are folded: parameters equal fp32's to a few units in the last place, for half the
/// arithmetic.
@Sendable
func stepBFloat16(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _ set: InstructionSet
) {
  var arrays = arrays
  var constants = constants.forKernels
  kernels_step_bfloat16(set.rawValue, &arrays, range.lowerBound, range.count, &constants)
}
