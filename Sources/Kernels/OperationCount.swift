/// Arithmetic operations by kind. Subtractions are additions.
public struct OperationCount: Equatable, Sendable {
  public var additions = 0
  public var multiplications = 0
  public var divisions = 0
  public var roots = 0
  /// Pairs of one multiplication and one addition, counted above, that are one instruction.
  public var fused = 0

  public init(
    additions: Int = 0, multiplications: Int = 0, divisions: Int = 0, roots: Int = 0, fused: Int = 0
  ) {
    self.additions = additions
    self.multiplications = multiplications
    self.divisions = divisions
    self.roots = roots
    self.fused = fused
  }

  /// Floating-point operations, as they are counted on paper.
  public var total: Int { additions + multiplications + divisions + roots }

  /// Instructions when every fused pair is one.
  public var instructions: Int { total - fused }

  public static func + (left: OperationCount, right: OperationCount) -> OperationCount {
    OperationCount(
      additions: left.additions + right.additions,
      multiplications: left.multiplications + right.multiplications,
      divisions: left.divisions + right.divisions,
      roots: left.roots + right.roots,
      fused: left.fused + right.fused)
  }
}

extension OperationCount {
  /// One line of the algorithm and what it costs a parameter.
  public struct Line: Sendable {
    public let name: String
    public let formula: String
    public let operations: OperationCount
  }

  /// The lines of `StepFormula`, run over numbers that count. Scaling the gradient (±1, clipping) and the L2
  /// term are counted when they are in use; α_t, 1-β₁ and the like are computed once a step, not a parameter.
  public static func lines(of configuration: AdamW.Configuration) -> [Line] {
    let formula = StepFormula<Counted>(configuration, step: 1)
    let fresh = Counted(1)
    let scalesGradient = configuration.direction == .maximize || configuration.maximumNorm != nil
    let gradient = formula.gradient(fresh, of: fresh).operations
    let scaling = OperationCount(multiplications: 1)
    let decay = formula.decayedBefore(fresh).operations + formula.decayedAfter(fresh).operations
    let lines = [
      Line(
        name: "gradient", formula: configuration.decay == .l2 ? "g ← c·g + λ·θ" : "g ← c·g",
        operations: scalesGradient ? gradient : gradient.without(scaling)),
      Line(
        name: "first_moment", formula: "m ← m + (1-β₁)·(g-m)",
        operations: formula.firstMoment(fresh, fresh).operations),
      Line(
        name: "second_moment", formula: "v ← β₂·v + (1-β₂)·g·g",
        operations: formula.secondMoment(fresh, fresh).operations),
      Line(
        name: "update", formula: configuration.epsilonPlacement.formula,
        operations: formula.updated(fresh, fresh, formula.denominator(fresh)).operations),
      Line(
        name: "decay", formula: configuration.decay.formula,
        operations: configuration.weightDecay == 0 ? OperationCount() : decay),
    ]
    return lines.filter { $0.operations.total > 0 }
  }

  public static func perParameter(_ configuration: AdamW.Configuration) -> OperationCount {
    lines(of: configuration).reduce(OperationCount()) { $0 + $1.operations }
  }

  private func without(_ other: OperationCount) -> OperationCount {
    OperationCount(
      additions: additions - other.additions,
      multiplications: multiplications - other.multiplications,
      divisions: divisions - other.divisions,
      roots: roots - other.roots,
      fused: fused - other.fused)
  }
}

extension AdamW.EpsilonPlacement {
  var formula: String {
    switch self {
    case .outsideCorrectedRoot: "θ ← θ − α/(1-β₁ᵗ)·m / (√v / √(1-β₂ᵗ) + ε)"
    case .insideCorrectedRoot: "θ ← θ − α/(1-β₁ᵗ)·m / √(v / (1-β₂ᵗ) + ε)"
    case .outsideRoot: "θ ← θ − α_t·m / (√v + ε)"
    case .insideRoot: "θ ← θ − α_t·m / √(v + ε)"
    }
  }
}

extension AdamW.Decay {
  var formula: String {
    switch self {
    case .decoupledBefore: "θ ← (1-αλ)·θ"
    case .decoupledAfter: "θ ← θ − α·λ·θ"
    case .l2: ""
    }
  }
}
