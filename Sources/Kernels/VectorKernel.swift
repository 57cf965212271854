import CKernels

/// fp32, sixteen parameters at a time in the widest vectors the CPU has, chosen at run time
/// (CKernels/step_float32.c). The division of √v by its correction becomes multiplications with the same
/// rounding, and cache lines are asked for ahead, as far as this CPU likes it (CKernels/fetch.c): the arithmetic is
/// so long that the CPU alone keeps too few requests to memory in flight. With a slice for each core it is the
/// kernel `parallel`.
@Sendable
func stepVector(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _ set: InstructionSet
) {
  var arrays = arrays
  var constants = constants.forKernels
  kernels_step_float32(set.rawValue, &arrays, range.lowerBound, range.count, &constants)
}
