import CKernels

/// What is the same for every parameter of one step, in Double, as PyTorch computes it in Python.
struct StepConstants {
  let configuration: AdamW.Configuration
  let step: Int

  /// ±1 times the clipping coefficient.
  let gradientScale: Double
  /// 1 - β₁ᵗ and 1 - β₂ᵗ, or 1 when the correction is omitted.
  let firstCorrection: Double
  let secondCorrection: Double

  /// - Parameters:
  ///   - step: t, counted from 1.
  ///   - clipping: the factor on the gradients, 1 when they are not clipped.
  init(_ configuration: AdamW.Configuration, step: Int, clipping: Double = 1) {
    self.configuration = configuration
    self.step = step
    gradientScale = configuration.direction == .maximize ? -clipping : clipping
    let corrects = configuration.biasCorrection == .applied
    firstCorrection = corrects ? 1 - kernels_power(configuration.beta1, Double(step)) : 1
    secondCorrection = corrects ? 1 - kernels_power(configuration.beta2, Double(step)) : 1
  }

  /// The factor on m over the root, negative: the conventions with an uncorrected v put its correction here.
  var stepSize: Double {
    switch configuration.epsilonPlacement {
    case .outsideCorrectedRoot, .insideCorrectedRoot: -(configuration.learningRate / firstCorrection)
    case .outsideRoot, .insideRoot:
      -(configuration.learningRate * secondCorrection.squareRoot() / firstCorrection)
    }
  }

  /// What √v is divided by before ε is added.
  var rootDivisor: Double {
    configuration.epsilonPlacement == .outsideCorrectedRoot ? secondCorrection.squareRoot() : 1
  }

  /// What v is divided by before ε is added inside the root.
  var insideDivisor: Double {
    configuration.epsilonPlacement == .insideCorrectedRoot ? secondCorrection : 1
  }

  var epsilonIsInside: Bool {
    switch configuration.epsilonPlacement {
    case .insideCorrectedRoot, .insideRoot: true
    case .outsideCorrectedRoot, .outsideRoot: false
    }
  }

  /// 1 - ηλ, what a decoupled decay leaves.
  var decayFactor: Double { 1 - configuration.learningRate * configuration.weightDecay }
}

extension StepConstants {
  /// The same, each rounded once to the kernels' fp32.
  var forKernels: kernels_constants {
    let weight = Float(1 - configuration.beta1)
    let divisor = Float(rootDivisor)
    let inverse = 1 / Double(divisor)
    let inverseHigh = Float(inverse)
    let factor = Float(decayFactor)
    return kernels_constants(
      variant: variant,
      gradient_scale: Float(gradientScale),
      l2: Float(configuration.weightDecay),
      lerp_weight: weight < 0.5 ? weight : weight - 1,
      second_keep: Float(configuration.beta2),
      second_take: Float(1 - configuration.beta2),
      epsilon: Float(configuration.epsilon),
      root_divisor: divisor,
      root_inverse_high: inverseHigh,
      root_inverse_low: Float(inverse - Double(inverseHigh)),
      inside_scale: Float(1 / insideDivisor),
      step_size: Float(stepSize),
      decay_before: configuration.decay == .decoupledBefore ? factor : 1,
      decay_after: configuration.decay == .decoupledAfter ? factor : 1,
      rounding_key: roundingKey)
  }

  private var variant: Int32 {
    var bits: UInt32 = 0
    if configuration.secondMoment == .largest { bits |= KERNELS_AMSGRAD.rawValue }
    if configuration.decay == .l2 { bits |= KERNELS_L2.rawValue }
    if Float(1 - configuration.beta1) >= 0.5 { bits |= KERNELS_FROM_GRADIENT.rawValue }
    if gradientScale != 1 { bits |= KERNELS_SCALED.rawValue }
    if configuration.decay == .decoupledAfter { bits |= KERNELS_DECAYS_AFTER.rawValue }
    if epsilonIsInside { bits |= KERNELS_EPSILON_INSIDE.rawValue }
    return Int32(bits)
  }

  /// One round of SplitMix64 (Steele et al. 2014) over the seed and the step.
  private var roundingKey: (UInt32, UInt32) {
    var z = configuration.seed &+ UInt64(step) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return (UInt32(truncatingIfNeeded: z), UInt32(truncatingIfNeeded: z >> 32))
  }
}
