import CKernels

/// The specification over fp32 arrays: each value is computed in Double and rounded once, where it is kept.
/// Every other kernel is compared with this one.
@Sendable
func stepReference(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _: InstructionSet
) {
  guard let arrays = KernelArrays(arrays) else { return }
  let formula = StepFormula<Double>(constants)
  for i in range {
    let gradient = formula.gradient(Double(arrays.gradients[i]), of: Double(arrays.parameters[i]))
    arrays.first[i] = Float(formula.firstMoment(Double(arrays.first[i]), gradient))
    arrays.second[i] = Float(formula.secondMoment(Double(arrays.second[i]), gradient))
    var deciding = arrays.second[i]
    if constants.configuration.secondMoment == .largest, let peak = arrays.peak {
      peak[i] = peak[i].peak(deciding)
      deciding = peak[i]
    }
    let decayed = formula.decayedBefore(Double(arrays.parameters[i]))
    let updated = formula.updated(decayed, Double(arrays.first[i]), formula.denominator(Double(deciding)))
    arrays.parameters[i] = Float(formula.decayedAfter(updated))
  }
}
