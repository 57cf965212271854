import Kernels
import Testing

@Suite("Every kernel takes the reference's step")
struct LadderTests {
  /// Around one vector, one cache line, one block of 256.
  static let lengths = [0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 63, 65, 127, 255, 256, 257, 511, 513, 1000]

  /// fp32 rounds each of about ten operations; three steps of 1e-3 on numbers below 1.
  static let tolerance: Float = 4e-7

  @Test("at awkward lengths and offsets", arguments: Kernel.fp32, lengths)
  func awkward(_ kernel: Kernel, _ length: Int) throws {
    let sample = Sample(count: length)
    let expected = try sample.run(.named("reference"))
    for set in InstructionSet.available {
      for offset in [0, 1, 3, 13] {
        let outcome = try sample.run(kernel, instructions: set, offset: offset)
        expectClose(outcome, expected, "\(set.name), offset \(offset)")
      }
    }
  }

  @Test("under every switch", arguments: Kernel.fp32)
  func switches(_ kernel: Kernel) throws {
    let sample = Sample(count: 100)
    for configuration in AdamW.Configuration.variants {
      let expected = try sample.run(.named("reference"), configuration)
      for set in InstructionSet.available {
        expectClose(try sample.run(kernel, configuration, instructions: set), expected, "\(configuration)")
      }
    }
  }

  @Test("The fp32 kernels agree bit for bit on every path", arguments: lengths)
  func bits(_ length: Int) throws {
    let sample = Sample(count: length)
    let expected = try sample.run(.named("fused"))
    for kernel in Kernel.fp32 where kernel.name != "reference" {
      for set in InstructionSet.available {
        #expect(try sample.run(kernel, instructions: set) == expected, "\(kernel.name), \(set.name)")
      }
    }
  }

  @Test("All paths agree bit for bit under every switch", arguments: Kernel.fast)
  func paths(_ kernel: Kernel) throws {
    let sample = Sample(count: 300)
    for configuration in AdamW.Configuration.variants
    where kernel.hasAMSGrad || configuration.secondMoment == .latest {
      let expected = try sample.run(kernel, configuration, instructions: .baseline)
      for set in InstructionSet.available {
        let outcome = try sample.run(kernel, configuration, instructions: set)
        #expect(outcome == expected, "\(set.name), \(configuration)")
      }
    }
  }

  @Test("Results do not depend on the number of threads", arguments: Kernel.all)
  func threads(_ kernel: Kernel) throws {
    let sample = Sample(count: 41_003, steps: 1)
    var clipped = AdamW.Configuration.pytorch
    clipped.maximumNorm = 0.1
    for configuration in [.pytorch, clipped] {
      let expected = try sample.run(kernel, configuration, threads: 1)
      for threads in [2, 3, 5] {
        #expect(try sample.run(kernel, configuration, threads: threads) == expected, "\(threads) threads")
      }
    }
  }

  @Test("Extreme numbers go the same way on every path", arguments: Kernel.fast)
  func extremes(_ kernel: Kernel) throws {
    let values: [Float] = [
      0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude / 64, 1e-38, 1e-20, 1e18, 1e30, 3e38, .infinity,
      -.infinity, .nan, 1, -1,
    ]
    var sample = Sample(count: 0)
    sample.parameters = values.flatMap { value in values.map { _ in value } }
    sample.gradients = (0..<3).map { _ in values.flatMap { _ in values } }
    let expected = try sample.run(kernel, instructions: .baseline)
    for set in InstructionSet.available {
      let outcome = try sample.run(kernel, instructions: set)
      #expect(unitsApart(outcome.parameters, expected.parameters) == 0, "p, \(set.name)")
      #expect(unitsApart(outcome.first, expected.first) == 0, "m, \(set.name)")
      #expect(unitsApart(outcome.second, expected.second) == 0, "v, \(set.name)")
    }
  }

  private func expectClose(_ outcome: Outcome, _ expected: Outcome, _ place: String) {
    let pairs = [
      ("p", outcome.parameters, expected.parameters), ("m", outcome.first, expected.first),
      ("v", outcome.second, expected.second),
    ]
    for (name, values, wanted) in pairs {
      let close = zip(values, wanted).allSatisfy { abs($0 - $1) <= Self.tolerance * max(1, abs($1)) }
      #expect(values.count == wanted.count && close, "\(name), \(place)")
    }
  }
}
