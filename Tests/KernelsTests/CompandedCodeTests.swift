import Kernels
import Testing

@Suite("8-bit companded moments")
struct CompandedCodeTests {
  /// Where x·(5 - 2|x|)/3, which stands for the published 2x / (1 + |x|), has a value.
  static func inverse(_ value: Double) -> Double {
    (value < 0 ? -1 : 1) * (5 - (25 - 24 * abs(value)).squareRoot()) / 4
  }

  @Test("What is kept of m is companded as FlashOptim does, to 0.027")
  func published() {
    for code in Int8(-127)...127 {
      let x = Double(CompandedCode.decode(first: code))
      // As far again as the value is rounded, where φ is steepest.
      #expect(abs(Double(code) / 127 - 2 * x / (1 + abs(x))) <= 0.027 + 1.67 * abs(x) / 512, "code \(code)")
    }
  }

  @Test("Each code of m is the bfloat16 nearest to what is companded to it")
  func levels() {
    for code in Int8(-127)...127 {
      let exact = Float(Self.inverse(Double(code) / 127))
      let expected = code == 0 ? 0 : Float(BFloat16(exact))
      #expect(CompandedCode.decode(first: code) == expected, "code \(code)")
    }
  }

  @Test("A code of √v is a multiple of 1/255, and 0 the most that it is given to")
  func roots() {
    for code in UInt8.min...UInt8.max {
      let expected = (Float(code) * Float(code) + 0.25) / 65_025
      #expect(abs(CompandedCode.decode(second: code) - expected) <= expected.ulp, "code \(code)")
    }
  }

  @Test("Just below halfway between two codes the lower is nearest, just above the upper")
  func halfway() {
    for code in Int8(-127)..<127 {
      let middle = Self.inverse((Double(code) + 0.5) / 127)
      let nudge = 1e-5 * abs(middle)
      #expect(CompandedCode.encode(first: Float(middle - nudge)) == code, "\(middle)")
      #expect(CompandedCode.encode(first: Float(middle + nudge)) == code + 1, "\(middle)")
    }
    for code in UInt8(0)..<255 {
      let middle = (Double(code) + 0.5) / 255
      #expect(CompandedCode.encode(secondRoot: Float(middle * (1 - 1e-5))) == code, "\(middle)")
      #expect(CompandedCode.encode(secondRoot: Float(middle * (1 + 1e-5))) == code + 1, "\(middle)")
    }
  }

  @Test("Every value is coded as itself")
  func roundTrip() {
    for code in Int8(-127)...127 {
      #expect(CompandedCode.encode(first: CompandedCode.decode(first: code)) == code)
    }
    for code in UInt8.min...UInt8.max {
      #expect(CompandedCode.encode(secondRoot: CompandedCode.decode(second: code).squareRoot()) == code)
    }
  }

  /// The indices of the group that `index` is in: two columns of its block's rows of 16.
  static func group(of index: Int, count: Int) -> [Int] {
    let block = index / Precision.block * Precision.block
    return (block..<min(block + Precision.block, count)).filter { $0 % 16 / 2 == index % 16 / 2 }
  }

  @Test("Moments are kept to a code of their group's largest")
  func kept() throws {
    let count = 1000
    let sample = Sample(count: count, steps: 1)
    let coded = try sample.run(.named("8bit"))
    let wide = try sample.run(.named("vector"))
    for i in 0..<count {
      let group = Self.group(of: i, count: count)
      let first = group.map { abs(wide.first[$0]) }.max() ?? 0
      let root = group.map { wide.second[$0].squareRoot() }.max() ?? 0
      // Codes of m are furthest apart near 1, where φ rises by a third.
      #expect(abs(coded.first[i] - wide.first[i]) <= (0.5 / 127 * 3 + 0.002) * first)
      // Code 1 stands for √1.25, and is given from 0.5 on.
      #expect(abs(coded.second[i].squareRoot() - wide.second[i].squareRoot()) <= 0.62 / 255 * root)
    }
  }

  @Test("Ten steps stay near fp32's")
  func tenSteps() throws {
    let sample = Sample(count: 2000, steps: 10)
    let coded = try sample.run(.named("8bit"))
    let wide = try sample.run(.named("vector"))
    let moved = zip(sample.parameters, wide.parameters).map { abs($0 - $1) }.reduce(0, +)
    let apart = zip(coded.parameters, wide.parameters).map { abs($0 - $1) }.reduce(0, +)
    #expect(apart < 0.02 * moved)
  }

  /// With nothing for the code 0 of v, as published, they would move by 200,000 learning rates.
  @Test("Parameters whose small gradients end, beside large ones, move no further than in fp32")
  func neighbours() throws {
    var sample = Sample(count: 600, steps: 10)
    for step in 0..<10 {
      // Changing signs keep the large m small, so that the small m are not coded as 0.
      let large: Float = step % 2 == 0 ? 1 : -1
      sample.gradients[step] = (0..<600).map { $0 % 4 == 0 ? large : step < 5 ? 1e-3 : 0 }
    }
    let coded = try sample.run(.named("8bit"))
    let wide = try sample.run(.named("vector"))
    for i in 0..<600 {
      let moved = abs(coded.parameters[i] - sample.parameters[i])
      #expect(moved <= 1.1 * abs(wide.parameters[i] - sample.parameters[i]), "parameter \(i)")
    }
  }

  @Test("Moments of gradients of 10⁻¹² are kept as well as others")
  func small() throws {
    var sample = Sample(count: 1000, steps: 1)
    let wide = try sample.run(.named("8bit")).first
    sample.gradients[0] = sample.gradients[0].map { $0 * 0x1p-40 }
    let small = try sample.run(.named("8bit")).first
    #expect(small == wide.map { $0 * 0x1p-40 })
  }

  @Test("Gradients of 3·10⁻¹⁷ that end move parameters as in fp32, also without ε")
  func smallest() throws {
    var sample = Sample(count: 300, steps: 2)
    sample.gradients = [[Float](repeating: 3e-17, count: 300), [Float](repeating: 0, count: 300)]
    var configuration = AdamW.Configuration.pytorch
    configuration.epsilon = 0
    let coded = try sample.run(.named("8bit"), configuration).parameters
    let wide = try sample.run(.named("vector"), configuration).parameters
    for (value, expected) in zip(coded, wide) { #expect(abs(value - expected) <= 1e-6) }
  }

  @Test("A NaN spoils its group of 32 and no other")
  func nan() throws {
    var sample = Sample(count: 600, steps: 2)
    sample.gradients[0][300] = .nan
    let outcome = try sample.run(.named("8bit"))
    let group = Self.group(of: 300, count: 600)
    #expect(group.count == Precision.group)
    for i in 0..<600 { #expect(outcome.parameters[i].isNaN == group.contains(i), "parameter \(i)") }
  }
}
