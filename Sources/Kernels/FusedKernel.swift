import CKernels

/// fp32, all lines in one pass, one parameter at a time: each array is read and written once, and what one
/// line computes is still in a register for the next.
@Sendable
func stepFused(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _: InstructionSet
) {
  guard let arrays = KernelArrays(arrays) else { return }
  let formula = StepFormula<Float>(constants)
  var unused: Float = 0
  for i in range {
    if constants.configuration.secondMoment == .largest, let peak = arrays.peak {
      formula.step(
        parameter: &arrays.parameters[i], gradient: arrays.gradients[i], first: &arrays.first[i],
        second: &arrays.second[i], peak: &peak[i])
    } else {
      formula.step(
        parameter: &arrays.parameters[i], gradient: arrays.gradients[i], first: &arrays.first[i],
        second: &arrays.second[i], peak: &unused)
    }
  }
}
