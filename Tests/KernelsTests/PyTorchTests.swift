import Kernels
import Testing

@Suite("PyTorch's own results, after every step")
struct PyTorchTests {
  static let fp32 = PyTorchFixture.shared.cases.filter { !$0.isDouble }
  static let fp64 = PyTorchFixture.shared.cases.filter(\.isDouble)
  static let exact = ["textbook", "fused", "vector", "parallel"]

  @Test("The fixture has its 26 cases and 6 variants")
  func complete() {
    #expect(PyTorchFixture.shared.cases.count == 26)
    #expect(PyTorchFixture.shared.variants.count == 6)
  }

  /// Moments equal bit for bit; parameters differ by no more than PyTorch's own paths do from each other.
  @Test("fp32 kernels on every path", arguments: fp32, exact)
  func kernels(_ fixture: PyTorchFixture.Case, _ name: String) throws {
    for set in InstructionSet.available {
      try replay(fixture, on: .named(name), set) { step, p, m, v, peak in
        let expected = fixture.steps[step]
        let apart = unitsApart(p, expected.parameters.map { Float($0) })
        #expect(apart <= fixture.spread, "p, step \(step), \(set.name)")
        #expect(unitsApart(m, expected.first.map { Float($0) }) == 0, "m, step \(step), \(set.name)")
        #expect(unitsApart(v, expected.second.map { Float($0) }) == 0, "v, step \(step), \(set.name)")
        #expect(unitsApart(peak, expected.peak.map { Float($0) }) == 0, "vmax, step \(step), \(set.name)")
      }
    }
  }

  /// The reference rounds once where PyTorch rounds constants and every operation: about two units a step of the
  /// largest number the value was made from, and the smallest denormal when α·m is one.
  @Test("The reference kernel, within the rounding of the operations", arguments: fp32)
  func reference(_ fixture: PyTorchFixture.Case) throws {
    var p = Tolerance(fixture.parameters)
    var m = Tolerance(fixture.startFirst)
    var v = Tolerance(fixture.startSecond)
    try replay(fixture, on: .named("reference"), .baseline) { step, parameters, first, second, _ in
      let expected = fixture.steps[step]
      p.widen(expected.parameters, lost: expected.second.map { 0x1p-149 / ($0.squareRoot() + fixture.eps) })
      m.widen(fixture.gradients[step])
      v.widen(expected.second)
      #expect(p.allows(parameters, expected.parameters), "p, step \(step)")
      #expect(m.allows(first, expected.first), "m, step \(step)")
      #expect(v.allows(second, expected.second), "v, step \(step)")
    }
  }

  @Test("The Double formula is PyTorch's float64", arguments: fp64)
  func double(_ fixture: PyTorchFixture.Case) {
    replayDouble(fixture, fixture.configuration) { step, p, m, v, peak in
      let expected = fixture.steps[step]
      #expect(unitsApart(p, expected.parameters) == 0, "p, step \(step)")
      #expect(unitsApart(m, expected.first) == 0, "m, step \(step)")
      #expect(unitsApart(v, expected.second) == 0, "v, step \(step)")
      if !expected.peak.isEmpty { #expect(unitsApart(peak, expected.peak) == 0, "vmax, step \(step)") }
    }
  }

  static let conventions: [String: @Sendable (inout AdamW.Configuration) -> Void] = [
    "torch": { _ in },
    "eps_inside_vhat": { $0.epsilonPlacement = .insideCorrectedRoot },
    "eps_inside_v": { $0.epsilonPlacement = .insideRoot },
    "epsilon_hat": {
      $0.epsilonPlacement = .outsideRoot
      $0.decay = .decoupledAfter
    },
    "no_bias_correction": {
      $0.epsilonPlacement = .outsideRoot
      $0.biasCorrection = .omitted
    },
  ]

  /// NumPy does not fuse, and computes β₁·m + (1-β₁)·g: a unit or two a step apart.
  @Test("Every placement of epsilon in Double", arguments: PyTorchFixture.shared.variants)
  func placements(_ fixture: PyTorchFixture.Case) throws {
    let configuration = try convention(of: fixture)
    replayDouble(fixture, configuration) { step, p, _, _, _ in
      #expect(unitsApart(p, fixture.steps[step].parameters) <= 2 * (step + 1), "step \(step)")
    }
  }

  @Test("Every placement of epsilon in fp32 kernels", arguments: PyTorchFixture.shared.variants, exact)
  func placementsInKernels(_ fixture: PyTorchFixture.Case, _ name: String) throws {
    let configuration = try convention(of: fixture)
    for set in InstructionSet.available {
      try replay(fixture, configuration, on: .named(name), set) { step, p, _, _, _ in
        for i in p.indices {
          let expected = fixture.steps[step].parameters[i]
          // Ten steps round parameters near 1 and updates near 1e-3.
          #expect(abs(Double(p[i]) - expected) <= 1e-6 * max(1, abs(expected)), "p[\(i)], step \(step)")
        }
      }
    }
  }

  private func convention(of fixture: PyTorchFixture.Case) throws -> AdamW.Configuration {
    let end = try #require(fixture.name.lastIndex(of: "_"))
    let change = try #require(Self.conventions[String(fixture.name[..<end])])
    var configuration = fixture.configuration
    change(&configuration)
    return configuration
  }
}

/// What rounding may have changed after some steps, for each parameter.
private struct Tolerance {
  private var largest: [Double]
  private var lost: [Double]
  private var steps = 0.0

  init(_ start: [Double]) {
    largest = start.map(abs)
    lost = start.map { _ in 0 }
  }

  mutating func widen(_ values: [Double], lost: [Double] = []) {
    steps += 1
    for i in largest.indices { largest[i] = max(largest[i], abs(values[i])) }
    for i in lost.indices { self.lost[i] += lost[i] }
  }

  func allows(_ values: [Float], _ expected: [Double]) -> Bool {
    values.indices.allSatisfy { i in
      let (value, wanted) = (Double(values[i]), expected[i])
      if value.isNaN || wanted.isNaN { return value.isNaN && wanted.isNaN }
      return value == wanted
        || abs(value - wanted) <= 2 * steps * max(largest[i] * 0x1p-23, 0x1p-149) + lost[i]
    }
  }
}

private func replay(
  _ fixture: PyTorchFixture.Case, _ configuration: AdamW.Configuration? = nil, on kernel: Kernel,
  _ set: InstructionSet,
  check: (_ step: Int, _ p: [Float], _ m: [Float], _ v: [Float], _ peak: [Float]) -> Void
) throws {
  var optimizer = try AdamW(
    parameters: fixture.parameters.count, configuration: configuration ?? fixture.configuration,
    kernel: kernel,
    threads: 1, instructions: set)
  try optimizer.resume(
    step: fixture.startStep, first: fixture.startFirst.map { Float($0) },
    second: fixture.startSecond.map { Float($0) },
    peaks: optimizer.configuration.secondMoment == .largest ? fixture.parameters.map { _ in 0 } : [])
  var p = fixture.parameters.map { Float($0) }
  for (index, gradients) in fixture.gradients.enumerated() {
    optimizer.configuration.learningRate = fixture.rates[index]
    try optimizer.step(&p, gradients.map { Float($0) })
    check(index, p, optimizer.state.firstMoments, optimizer.state.secondMoments, optimizer.state.peaks)
  }
}

private func replayDouble(
  _ fixture: PyTorchFixture.Case, _ configuration: AdamW.Configuration,
  check: (_ step: Int, _ p: [Double], _ m: [Double], _ v: [Double], _ peak: [Double]) -> Void
) {
  var (p, m, v) = (fixture.parameters, fixture.startFirst, fixture.startSecond)
  var peak = p.map { _ in 0.0 }
  for (index, gradients) in fixture.gradients.enumerated() {
    var configuration = configuration
    configuration.learningRate = fixture.rates[index]
    let formula = StepFormula<Double>(configuration, step: fixture.startStep + index + 1)
    for i in p.indices {
      formula.step(parameter: &p[i], gradient: gradients[i], first: &m[i], second: &v[i], peak: &peak[i])
    }
    check(index, p, m, v, peak)
  }
}
