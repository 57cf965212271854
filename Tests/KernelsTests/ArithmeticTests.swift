import CKernels
import Kernels
import Testing

@Suite("Operations that round once, on every path")
struct ArithmeticTests {
  /// 97 · 172961 = 2²⁴ + 1 lies halfway between two floats, and the addend decides; Double alone cannot see it.
  @Test("A fused multiply-add rounds the exact value")
  func fused() {
    let cases: [(Float, Float, Float)] = [
      (97, 172_961, 0x1p-40), (97, 172_961, -0x1p-40), (97, -172_961, 0x1p-40), (97, 172_961, 0),
      (.infinity, 0, 1), (.greatestFiniteMagnitude, 2, 1), (0x1p-100, 0x1p-49, 0x1p-140),
      (0x1p-75, 0x1p-75, 0),
      (1, .infinity, -.infinity),
    ]
    for (a, b, c) in cases {
      let expected = c.addingProduct(a, b)
      for set in InstructionSet.available {
        let value = kernels_fused(set.rawValue, a, b, c)
        #expect(unitsApart(value, expected) == 0, "\(a) · \(b) + \(c) on \(set.name): \(value)")
      }
    }
  }

  @Test("A fused multiply-add of any numbers")
  func anyFused() {
    var generator = SplitMix(state: 24)
    for _ in 0..<3000 {
      let (a, b) = (generator.next(), generator.next())
      let c = -(a * b) + generator.next() * 0x1p-24
      let expected = c.addingProduct(a, b)
      for set in InstructionSet.available { #expect(kernels_fused(set.rawValue, a, b, c) == expected) }
    }
  }

  /// Found by search: here the quotient from the reciprocal alone is one unit off.
  static let hardQuotients: [(Float, Float)] = [
    (0x1.bea03ep+0, 0x1.faae2ep-1), (0x1.bea03ep+1, 0x1.faae2ep-1), (0x1.ab441cp+0, 0x1.ce708ep-1),
  ]

  @Test("The division without a divider rounds as a division does")
  func divided() {
    var generator = SplitMix(state: 53)
    let random = (0..<3000).map { _ in (abs(generator.next()) * 3, abs(generator.next()) + 0x1p-12) }
    let extremes: [(Float, Float)] = [(.infinity, 0.5), (.nan, 0.5), (0, 0.5), (0x1p-74, 0.3), (0x1p63, 1)]
    for (value, divisor) in Self.hardQuotients + random + extremes {
      var constants = kernels_constants()
      let inverse = 1 / Double(divisor)
      constants.root_divisor = divisor
      constants.root_inverse_high = Float(inverse)
      constants.root_inverse_low = Float(inverse - Double(Float(inverse)))
      for set in InstructionSet.available {
        let quotient = kernels_divided(set.rawValue, value, &constants)
        #expect(
          unitsApart(quotient, value / divisor) == 0, "\(value) / \(divisor) on \(set.name): \(quotient)")
      }
    }
  }
}
