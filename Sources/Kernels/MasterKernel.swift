import CKernels

/// bfloat16 gradients in, bfloat16 parameters out, fp32 masters and moments between
/// (CKernels/step_master.c): 28 bytes, where a step and a cast after it move 34.
@Sendable
func stepMaster(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _ set: InstructionSet
) {
  var arrays = arrays
  var constants = constants.forKernels
  kernels_step_master(set.rawValue, &arrays, range.lowerBound, range.count, &constants)
}
