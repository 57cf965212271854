import Kernels
import Testing

@Suite("Narrow gradients and moments")
struct MomentPrecisionTests {
  static let narrow = Kernel.all.filter { !$0.hasAMSGrad }

  @Test(
    "bf16: the masters take the fp32 step, the copy is rounded to nearest",
    arguments: InstructionSet.available)
  func master(_ set: InstructionSet) throws {
    let sample = Sample(count: 777)
    let narrow = try sample.run(.named("bf16"), instructions: set)
    var widened = sample
    widened.gradients = sample.gradients.map { $0.map { Float(BFloat16($0)) } }
    let wide = try widened.run(.named("vector"), instructions: set)
    #expect(Outcome.bits(narrow.parameters) == Outcome.bits(wide.parameters))
    #expect(Outcome.bits(narrow.first) == Outcome.bits(wide.first))
    #expect(narrow.copy == wide.parameters.map { BFloat16($0).bitPattern })
  }

  /// Constants are folded: the update differs by some roundings, the parameter by its own.
  @Test("Narrow moments: the first step is fp32's to the last place, under every switch", arguments: narrow)
  func firstStep(_ kernel: Kernel) throws {
    let sample = Sample(count: 1000, steps: 1)
    for configuration in AdamW.Configuration.variants where configuration.secondMoment == .latest {
      let expected = try sample.run(.named("vector"), configuration).parameters
      let moved = zip(sample.parameters, expected).map { abs($0 - $1) }.max() ?? 0
      for (value, wide) in zip(try sample.run(kernel, configuration).parameters, expected) {
        let close = abs(value - wide) <= 4 * moved.ulp || unitsApart(value, wide) <= 1
        #expect(close, "\(configuration)")
      }
    }
  }

  @Test("Narrow moments: a step of length 0 moves nothing, also without a gradient", arguments: narrow)
  func still(_ kernel: Kernel) throws {
    for placement in AdamW.EpsilonPlacement.allCases {
      var sample = Sample(count: 300, steps: 1)
      for i in 0..<20 { sample.gradients[0][i] = 0 }
      var configuration = AdamW.Configuration.pytorch
      configuration.learningRate = 0
      configuration.epsilonPlacement = placement
      #expect(try sample.run(kernel, configuration).parameters == sample.parameters)
    }
  }

  @Test("bf16 moments: each is one of the two neighbours of fp32's")
  func neighbours() throws {
    let sample = Sample(count: 1000, steps: 1)
    let narrow = try sample.run(.named("bf16_moments"))
    let wide = try sample.run(.named("vector"))
    for (value, exact) in zip(narrow.first + narrow.second, wide.first + wide.second) {
      let below = Float(bitPattern: exact.bitPattern & 0xffff_0000)
      let above = Float(bitPattern: (exact.bitPattern & 0xffff_0000) + 0x1_0000)
      #expect(value == below || value == above)
    }
  }

  /// A NaN with all bits set becomes a zero when it is rounded up.
  @Test("bf16 moments: what is not a number stays none", arguments: InstructionSet.available)
  func notANumber(_ set: InstructionSet) throws {
    var configuration = AdamW.Configuration.pytorch
    for decay in AdamW.Decay.allCases {
      configuration.decay = decay
      var sample = Sample(count: 200, steps: 2)
      let bits: [UInt32] = [0x7fff_ffff, 0xffff_ffff, 0x7fc0_0000]
      sample.gradients[0] = (0..<200).map { Float(bitPattern: bits[$0 % 3]) }
      let outcome = try sample.run(.named("bf16_moments"), configuration, instructions: set)
      let all = outcome.parameters + outcome.first + outcome.second
      #expect(all.filter { !$0.isNaN } == [], "\(decay)")
    }
  }

  /// 10,000 draws of one value: the mean is within five standard errors of it.
  @Test("bf16 moments are right on average")
  func unbiased() throws {
    let count = 10_000
    let gradient: Float = 0.123_456_7
    var sample = Sample(count: count, steps: 1)
    sample.gradients = [[Float](repeating: gradient, count: count)]
    let exact = Double(try sample.run(.named("vector")).first[0])
    let values = try sample.run(.named("bf16_moments")).first.map(Double.init)
    let mean = values.reduce(0, +) / Double(count)
    let gap = exact.ulp * 0x1p45
    #expect(abs(mean - exact) <= 5 * gap / 2 / Double(count).squareRoot())
    #expect(Set(values).count == 2)
  }

  @Test("bf16 moments round each parameter by its own bits")
  func independent() throws {
    var sample = Sample(count: 4096, steps: 1)
    sample.gradients = [[Float](repeating: 0.123_456_7, count: 4096)]
    let values = try sample.run(.named("bf16_moments")).first
    let larger = values.max()
    // No line of 32 repeats another: by chance that has odds of one in half a million.
    let lines = stride(from: 0, to: 4096, by: 32).map { start in
      values[start..<start + 32].reduce(0) { $0 << 1 | ($1 == larger ? 1 : 0) as UInt32 }
    }
    #expect(Set(lines).count == lines.count)
  }

  /// Rounded to nearest, v would stand still: 0.001·g² is less than half a unit of it.
  @Test("bf16 moments do not lose small updates")
  func smallUpdates() throws {
    var optimizer = try AdamW(parameters: 250, kernel: .named("bf16_moments"), threads: 1)
    var parameters = [Float](repeating: 0, count: 250)
    let gradients = [Float](repeating: 0.01, count: 250)
    for _ in 0..<2000 { try optimizer.step(&parameters, gradients) }
    let second = optimizer.state.secondMoments.map(Double.init)
    let mean = second.reduce(0, +) / 250
    // v → g²·(1 - β₂ᵗ)
    #expect(abs(mean / (1e-4 * (1 - 0.135_19)) - 1) < 0.02)
  }

  @Test("The seed changes the rounding, and nothing else does")
  func seeds() throws {
    let sample = Sample(count: 500)
    var seeded = AdamW.Configuration.pytorch
    seeded.seed = 1
    let first = try sample.run(.named("bf16_moments"))
    let again = try sample.run(.named("bf16_moments"))
    let other = try sample.run(.named("bf16_moments"), seeded)
    #expect(first == again)
    #expect(first != other)
  }

  @Test(
    "bfloat16 rounds to nearest even and keeps NaN",
    arguments: [
      (0x3f80_0000, 0x3f80), (0x3f80_8000, 0x3f80), (0x3f81_8000, 0x3f82), (0x3f80_8001, 0x3f81),
      (0x7f7f_ffff, 0x7f80), (0x7f80_0000, 0x7f80), (0x7f80_0001, 0x7fc0), (0x8000_0001, 0x8000),
    ] as [(UInt32, UInt16)])
  func bfloat16(_ bits: UInt32, _ expected: UInt16) {
    let half = BFloat16(Float(bitPattern: bits))
    #expect(half.bitPattern == expected)
  }
}
