import CKernels

/// Six passes: first moment 12 bytes, second moment 12, denominator 8, quotient 12, decay 8, update 12.
let textbookBytesMoved = 64.0

/// fp32, a pass over whole arrays for each line, with one array for intermediate results: the way the formulas
/// read, and the way frameworks ran them before they fused. Every pass streams its arrays from memory again.
@Sendable
func stepTextbook(
  _ arrays: kernels_arrays, _ range: Range<Int>, _ constants: StepConstants, _: InstructionSet
) {
  guard let arrays = KernelArrays(arrays), let scratch = arrays.scratch else { return }
  let formula = StepFormula<Float>(constants)
  let (parameters, gradients) = (arrays.parameters, arrays.gradients)
  let (first, second) = (arrays.first, arrays.second)
  for i in range {
    first[i] = formula.firstMoment(first[i], formula.gradient(gradients[i], of: parameters[i]))
  }
  for i in range {
    second[i] = formula.secondMoment(second[i], formula.gradient(gradients[i], of: parameters[i]))
  }
  var deciding = second
  if constants.configuration.secondMoment == .largest, let peak = arrays.peak {
    for i in range { peak[i] = peak[i].peak(second[i]) }
    deciding = peak
  }
  for i in range { scratch[i] = formula.denominator(deciding[i]) }
  for i in range { scratch[i] = formula.updated(0, first[i], scratch[i]) }
  for i in range { parameters[i] = formula.decayedBefore(parameters[i]) }
  for i in range { parameters[i] = formula.decayedAfter(parameters[i] + scratch[i]) }
}
