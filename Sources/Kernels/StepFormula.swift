/// AdamW of one parameter, line by line, for any kind of number: the specification.
///
///     g ← ±clip·g  (+ λ·θ under L2)
///     m ← m + (1-β₁)·(g-m)                        that is β₁·m + (1-β₁)·g
///     v ← β₂·v + (1-β₂)·g·g
///     θ ← θ − α_t·m / √(v + ε)                    or where the convention puts ε
///     θ ← θ − α·λ·θ                               or θ·(1-αλ), before
///
/// Kingma and Ba 2015; Loshchilov and Hutter 2019. Order and fused multiply-adds are PyTorch's: with Double
/// the results are its float64, with Float its float32. Each line is a function, so that each can be counted.
public struct StepFormula<Number: StepNumber> {
  private let configuration: AdamW.Configuration
  private let scale: Number
  private let takeFirst: Number
  private let keepFirst: Number
  private let startsFromGradient: Bool
  private let keepSecond: Number
  private let takeSecond: Number
  private let rootDivisor: Number
  private let insideDivisor: Number
  private let epsilon: Number
  private let stepSize: Number
  private let rate: Number
  private let weightDecay: Number
  private let decayFactor: Number

  /// - Parameters:
  ///   - step: t, counted from 1.
  ///   - clipping: the factor on the gradients, 1 when they are not clipped.
  public init(_ configuration: AdamW.Configuration, step: Int, clipping: Double = 1) {
    self.init(StepConstants(configuration, step: step, clipping: clipping))
  }

  init(_ constants: StepConstants) {
    let configuration = constants.configuration
    self.configuration = configuration
    scale = Number(constants.gradientScale)
    takeFirst = Number(1 - configuration.beta1)
    keepFirst = takeFirst - Number(1)
    startsFromGradient = 1 - configuration.beta1 >= 0.5
    keepSecond = Number(configuration.beta2)
    takeSecond = Number(1 - configuration.beta2)
    rootDivisor = Number(constants.rootDivisor)
    insideDivisor = Number(constants.insideDivisor)
    epsilon = Number(configuration.epsilon)
    stepSize = Number(constants.stepSize)
    rate = Number(configuration.learningRate)
    weightDecay = Number(configuration.weightDecay)
    decayFactor = Number(constants.decayFactor)
  }

  @inline(__always)
  func gradient(_ gradient: Number, of parameter: Number) -> Number {
    let scaled = scale * gradient
    return configuration.decay == .l2 ? scaled.addingProduct(weightDecay, parameter) : scaled
  }

  @inline(__always)
  func firstMoment(_ first: Number, _ gradient: Number) -> Number {
    startsFromGradient
      ? gradient.addingProduct(keepFirst, gradient - first)
      : first.addingProduct(takeFirst, gradient - first)
  }

  @inline(__always)
  func secondMoment(_ second: Number, _ gradient: Number) -> Number {
    (keepSecond * second).addingProduct(takeSecond * gradient, gradient)
  }

  @inline(__always)
  func denominator(_ second: Number) -> Number {
    switch configuration.epsilonPlacement {
    case .outsideCorrectedRoot: second.squareRoot() / rootDivisor + epsilon
    case .insideCorrectedRoot: (second / insideDivisor + epsilon).squareRoot()
    case .outsideRoot: second.squareRoot() + epsilon
    case .insideRoot: (second + epsilon).squareRoot()
    }
  }

  @inline(__always)
  func updated(_ parameter: Number, _ first: Number, _ denominator: Number) -> Number {
    parameter + stepSize * first / denominator
  }

  @inline(__always)
  func decayedBefore(_ parameter: Number) -> Number {
    configuration.decay == .decoupledBefore ? decayFactor * parameter : parameter
  }

  @inline(__always)
  func decayedAfter(_ parameter: Number) -> Number {
    configuration.decay == .decoupledAfter ? parameter - rate * weightDecay * parameter : parameter
  }
}

extension StepFormula {
  /// One parameter's step. `peak` is the largest v so far; it is used and changed under AMSGrad alone.
  @inline(__always)
  public func step(
    parameter: inout Number, gradient: Number, first: inout Number, second: inout Number, peak: inout Number
  ) {
    let gradient = self.gradient(gradient, of: parameter)
    first = firstMoment(first, gradient)
    second = secondMoment(second, gradient)
    var deciding = second
    if configuration.secondMoment == .largest {
      peak = peak.peak(second)
      deciding = peak
    }
    parameter = decayedBefore(parameter)
    parameter = updated(parameter, first, denominator(deciding))
    parameter = decayedAfter(parameter)
  }
}
