import Kernels
import Testing

@Suite("8-bit block-wise moments")
struct DynamicCodeTests {
  /// The published map: middles of equal bins in each of seven decades, 0 and 1.
  static func published(signed: Bool) -> [Double] {
    var values = [0.0, 1.0]
    var decade = 1e-6
    var bins = signed ? 1 : 2
    for _ in 0..<7 {
      for bin in 0..<bins {
        let value = decade * (0.1 + 0.9 * (Double(bin) + 0.5) / Double(bins))
        values += signed ? [value, -value] : [value]
      }
      decade *= 10
      bins *= 2
    }
    return values.sorted()
  }

  @Test("The 256 values are those of Dettmers et al.")
  func map() {
    let signed = (0...255).map { Double(DynamicCode.decode(signed: UInt8($0))) }
    let unsigned = (0...255).map { Double(DynamicCode.decode(unsigned: UInt8($0))) }
    for (value, expected) in zip(
      signed + unsigned, Self.published(signed: true) + Self.published(signed: false))
    {
      #expect(abs(value - expected) <= 1e-6 * abs(expected))
    }
  }

  @Test("A value is coded as the nearest there is")
  func nearest() {
    var generator = SplitMix(state: 8)
    let signed = Self.published(signed: true)
    let unsigned = Self.published(signed: false)
    for _ in 0..<500 {
      // Logarithmically spread over eight decades.
      var x = Double(abs(generator.next()))
      for _ in 0..<Int(abs(generator.next()) * 8) { x /= 10 }
      let negative = -Double(Float(x))
      for (value, code, map) in [
        (x, DynamicCode.encode(unsigned: Float(x)), unsigned),
        (x, DynamicCode.encode(signed: Float(x)), signed),
        (negative, DynamicCode.encode(signed: Float(negative)), signed),
      ] {
        let best = map.map { abs($0 - value) }.min() ?? 0
        let chosen = abs(map[Int(code)] - value)
        #expect(chosen <= best + 1e-6 * abs(value), "\(value) became \(map[Int(code)])")
      }
    }
  }

  @Test("Just below halfway between two values the lower is nearest, just above the upper")
  func halfway() {
    for isSigned in [true, false] {
      let map = Self.published(signed: isSigned)
      for (code, pair) in zip(map, map.dropFirst()).enumerated() {
        let (middle, nudge) = ((pair.0 + pair.1) / 2, 1e-5 * max(abs(pair.0), abs(pair.1)))
        for (value, expected) in [(middle - nudge, code), (middle + nudge, code + 1)] {
          let chosen =
            isSigned ? DynamicCode.encode(signed: Float(value)) : DynamicCode.encode(unsigned: Float(value))
          #expect(Int(chosen) == expected, "\(value)")
        }
      }
    }
  }

  @Test("Every value is coded as itself")
  func roundTrip() {
    for code in UInt8.min...UInt8.max {
      #expect(DynamicCode.encode(signed: DynamicCode.decode(signed: code)) == code)
      #expect(DynamicCode.encode(unsigned: DynamicCode.decode(unsigned: code)) == code)
    }
  }

  @Test("Moments are kept to a bin of their block's largest")
  func kept() throws {
    let sample = Sample(count: 1000, steps: 1)
    let coded = try sample.run(.named("8bit"))
    let wide = try sample.run(.named("vector"))
    for start in stride(from: 0, to: 1000, by: Precision.block) {
      let block = start..<min(start + Precision.block, 1000)
      let largest = wide.first[block].map(abs).max() ?? 0
      for i in block {
        // Half a bin of the top decade is 0.9/64/2 of the scale; -1 is missing, which costs another half.
        #expect(abs(coded.first[i] - wide.first[i]) <= 0.0071 * largest)
      }
    }
  }

  @Test("Ten steps stay near fp32's")
  func tenSteps() throws {
    let sample = Sample(count: 2000, steps: 10)
    let coded = try sample.run(.named("8bit"))
    let wide = try sample.run(.named("vector"))
    let moved = zip(sample.parameters, wide.parameters).map { abs($0 - $1) }.reduce(0, +)
    let apart = zip(coded.parameters, wide.parameters).map { abs($0 - $1) }.reduce(0, +)
    #expect(apart < 0.1 * moved)
  }

  @Test("A NaN spoils its block of 256 and no other")
  func nan() throws {
    var sample = Sample(count: 600, steps: 2)
    sample.gradients[0][300] = .nan
    let outcome = try sample.run(.named("8bit"))
    for i in 0..<600 { #expect(outcome.parameters[i].isNaN == (256..<512).contains(i), "parameter \(i)") }
  }
}
