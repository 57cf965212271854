extension AdamW {
  /// Hyper-parameters and conventions of a step. The defaults are PyTorch's.
  public struct Configuration: Equatable, Sendable {
    /// η, α in the papers. Not negative. Set it before each step to follow a schedule.
    public var learningRate = 1e-3
    /// β₁, the decay of the first moment, in 0 ..< 1.
    public var beta1 = 0.9
    /// β₂, the decay of the second moment, in 0 ..< 1.
    public var beta2 = 0.999
    /// ε; what it is added to is `epsilonPlacement`.
    public var epsilon = 1e-8
    /// λ; how it acts is `decay`.
    public var weightDecay = 0.01

    public var decay = Decay.decoupledBefore
    public var epsilonPlacement = EpsilonPlacement.outsideCorrectedRoot
    public var biasCorrection = BiasCorrection.applied
    public var secondMoment = SecondMoment.latest
    public var direction = Direction.minimize
    /// Largest global norm of the gradients; they are scaled by min(1, this / (norm + 10⁻⁶)), as PyTorch's
    /// `clip_grad_norm_` does, while the step reads them. Nil: not clipped.
    public var maximumNorm: Double?
    /// Seed of the stochastic rounding of bfloat16 moments; other precisions do not use it.
    public var seed: UInt64 = 0

    public init() {}

    /// PyTorch's `AdamW`: p ← (1-ηλ)·p − η/(1-β₁ᵗ) · m / (√v / √(1-β₂ᵗ) + ε).
    public static var pytorch: Configuration { Configuration() }

    /// The algorithm as CS336 prints it: α_t = α·√(1-β₂ᵗ)/(1-β₁ᵗ), θ ← θ − α_t · m / √(v + ε), then
    /// θ ← θ − α·λ·θ.
    public static var course: Configuration {
      var configuration = Configuration()
      configuration.epsilonPlacement = .insideRoot
      configuration.decay = .decoupledAfter
      return configuration
    }
  }

  /// What the weight decay λ acts on.
  public enum Decay: CaseIterable, Sendable {
    /// p ← p·(1-ηλ), then the update. Loshchilov and Hutter 2019, as PyTorch computes it.
    case decoupledBefore
    /// The update, then p ← p − η·λ·p.
    case decoupledAfter
    /// g ← g + λ·p, as in Adam: the decay passes through the moments.
    case l2
  }

  /// Where ε stands. At ε = 10⁻⁸ the conventions differ visibly where v is small.
  public enum EpsilonPlacement: CaseIterable, Sendable {
    /// √v̂ + ε: Kingma and Ba 2015, algorithm 1; PyTorch.
    case outsideCorrectedRoot
    /// √(v̂ + ε): Optax's `eps_root`.
    case insideCorrectedRoot
    /// √v + ε with α_t = α·√(1-β₂ᵗ)/(1-β₁ᵗ): the "ε̂" of Kingma and Ba, section 2; TensorFlow.
    case outsideRoot
    /// √(v + ε) with the same α_t: the course's.
    case insideRoot
  }

  public enum BiasCorrection: CaseIterable, Sendable {
    case applied
    /// As if 1-β₁ᵗ and 1-β₂ᵗ were 1.
    case omitted
  }

  public enum SecondMoment: CaseIterable, Sendable {
    case latest
    /// AMSGrad: the largest v so far. Reddi et al. 2018.
    case largest
  }

  public enum Direction: CaseIterable, Sendable {
    case minimize
    case maximize
  }
}

extension AdamW.Configuration {
  /// The ranges PyTorch checks.
  func validate() throws(KernelError) {
    try demand("learning_rate", learningRate, learningRate >= 0, "finite and not negative")
    try demand("beta1", beta1, beta1 >= 0 && beta1 < 1, "at least 0 and less than 1")
    try demand("beta2", beta2, beta2 >= 0 && beta2 < 1, "at least 0 and less than 1")
    try demand("epsilon", epsilon, epsilon >= 0, "finite and not negative")
    try demand("weight_decay", weightDecay, weightDecay >= 0, "finite and not negative")
    if let maximumNorm {
      try demand("maximum_norm", maximumNorm, maximumNorm > 0, "finite and greater than 0")
    }
  }

  private func demand(_ name: String, _ value: Double, _ holds: Bool, _ wanted: String) throws(KernelError) {
    guard holds, value.isFinite else { throw .hyperparameter(name: name, value: value, wanted: wanted) }
  }
}
