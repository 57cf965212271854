import Formulas
import Testing

/// Numbers are exact as long as they can be, and nothing traps.
@Suite("Exact numbers")
struct NumberTests {
  /// A fraction of integers of any size.
  struct Ratio {
    var top: BigInteger
    var bottom: BigInteger

    init(_ top: BigInteger, _ bottom: BigInteger) { (self.top, self.bottom) = (top, bottom) }

    init?(_ number: Num) {
      guard let (top, bottom) = number.fraction else { return nil }
      self.init(BigInteger(top), BigInteger(bottom))
    }

    var double: Double { top.double / bottom.double }
  }

  @Test("Sums, products and quotients equal those of integers of any size", arguments: [8, 31, 62, 100, 126])
  func arithmetic(bits: Int) throws {
    var random = Seeded(UInt64(bits))
    var (exact, rounded) = (0, 0)
    for _ in 1...4000 {
      let (x, y) = (number(bits, &random), number(bits, &random))
      let (a, b) = (try #require(Ratio(x)), try #require(Ratio(y)))
      var results: [(Num, Ratio)] = [
        (x.adding(y), Ratio(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)),
        (x.subtracting(y), Ratio(a.top * b.bottom + -(b.top * a.bottom), a.bottom * b.bottom)),
        (x.multiplying(y), Ratio(a.top * b.top, a.bottom * b.bottom)),
      ]
      if let quotient = x.dividing(by: y) {
        results.append((quotient, Ratio(a.top * b.bottom, a.bottom * b.top)))
      }
      for (found, expected) in results {
        if let ratio = Ratio(found) {
          #expect(ratio.top * expected.bottom == expected.top * ratio.bottom, "\(x), \(y): \(found)")
          #expect(isCanonical(found), "\(found)")
          exact += 1
        } else {
          // A rounded sum is as good as the larger of its terms, the other operations as their result.
          let scale = max(expected.double.magnitude, min(x.double.magnitude, y.double.magnitude))
          #expect((found.double - expected.double).magnitude <= 1e-14 * scale, "\(x), \(y): \(found)")
          rounded += 1
        }
      }
      let order = a.top * b.bottom < b.top * a.bottom ? -1 : a.top * b.bottom == b.top * a.bottom ? 0 : 1
      #expect(x.compared(to: y) == order, "\(x), \(y)")
      #expect(x.compared(to: x) == 0)
    }
    // Products of numbers below 2^62 and their sums fit into 128 bits.
    if bits <= 62 { #expect(rounded == 0) }
    print("numbers below 2^\(bits): \(exact) exact, \(rounded) rounded")
  }

  /// An integer or a fraction of numbers below `2^bits`.
  private func number(_ bits: Int, _ random: inout Seeded) -> Num {
    let limit = Int128(1) << bits
    let top = Int128.random(in: -limit...limit, using: &random)
    let bottom = Bool.random(using: &random) ? 1 : Int128.random(in: 1...limit, using: &random)
    return Num(top, over: bottom) ?? .zero
  }

  /// A machine integer is one; a fraction is in lowest terms, its denominator positive.
  private func isCanonical(_ number: Num) -> Bool {
    switch number {
    case .int: return true
    case .real: return false
    case .wide(let top, let bottom):
      if bottom == 1 { return Int(exactly: top) == nil }
      var (a, b) = (top.magnitude, bottom.magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      return bottom > 0 && a == 1
    }
  }

  @Test("Overflow moves up a tier: integer, 128 bits, rounded")
  func tiers() {
    let steps = [Num.int(.max).adding(.one), Num.int(.min).negated, Num.int(.max).multiplying(.int(.max))]
    for wide in steps {
      if case .wide(_, 1) = wide {} else { Issue.record("\(wide) is not a 128-bit integer") }
    }
    #expect(steps[0] == Num(Int128(Int.max) + 1))
    #expect(steps[0].subtracting(.one) == .int(.max))
    if case .int = steps[0].subtracting(.one) {
    } else {
      Issue.record("what fits a machine integer is one again")
    }
    let large = Num(Int128.max)
    #expect(!large.adding(.one).isExact)
    #expect(!large.multiplying(large).isExact)
    #expect(Num.int(.min).dividing(by: .int(-1)) == Num(Int128(Int.max) + 1))
  }

  @Test("Fractions that round to the same Double are told apart")
  func comparison() throws {
    let top = Int128.max
    let below = try #require(Num(top - 1, over: top))
    let above = try #require(Num(top, over: top - 1))
    #expect(below < above)
    #expect(below != above)
    #expect(below < .one)
    #expect(Num.one < above)
    #expect(above.negated < below.negated)
  }

  @Test("Nothing traps at the extremes")
  func extremes() {
    let numbers: [Num] = [
      .zero, .one, .int(-1), .int(2), .int(.max), .int(.min), Num(Int128.max), Num(Int128.min),
      Num(Int128.min + 1),
      .wide(1, 3), .wide(-1, 2), .wide(1, .max), .wide(.max, .max - 1), .wide(.min, 3), .real(1e308),
      .real(-1e308),
      .real(.leastNonzeroMagnitude), .real(.infinity), .real(-.infinity), .real(.nan), .real(-0.0),
      .real(0.5),
    ]
    var results = 0
    for x in numbers {
      let single = [x.negated, x.floor, x.ceiling, x.rounded, x.magnitude]
      let texts = [
        x.exactText() ?? "", x.exactText(grouped: false, limit: 40) ?? "", x.fixedText(0), x.fixedText(2),
        x.fixedText(60), x.roundedText(), x.scientificText(), x.scientificText(17),
      ]
      results += single.count + texts.count
      #expect(!texts.contains { $0.hasPrefix("--") })
      _ = (x.sign, x.double, x.integer, x.isInteger, x.isZero, x.hashValue)
      for y in numbers {
        let pair: [Num?] = [
          x.adding(y), x.subtracting(y), x.multiplying(y), x.dividing(by: y), x.modulo(y), x.power(y),
        ]
        results += pair.count
        let (order, inverse) = (x.compared(to: y), y.compared(to: x))
        #expect(order == 2 ? inverse == 2 : order == -inverse, "\(x), \(y)")
        if y.isZero {
          #expect(pair[3] == nil)
          #expect(pair[4] == nil)
        }
        if x == y, x.isExact, y.isExact { #expect(x.hashValue == y.hashValue) }
      }
      for limit in [Int128.max, .min, 0, 1, -1] {
        _ = (Num(limit, over: 0), Num(1, over: limit), Num(.min, over: limit))
      }
    }
    #expect(Num(1, over: 0) == nil)
    print("extremes: \(results) results")
  }

  @Test(
    "Extremes in the language give a value or say why not",
    arguments: [
      "-9223372036854775808 / -1", "9223372036854775807 + 1", "-9223372036854775808 - 1", "2^127", "-(2^127)",
      "2^127 - 1", "2^128", "1e308 * 1e308", "1e308", "1e-308", "1e400", "1e-400", "1 / 0", "0 / 0",
      "5 mod 0",
      "5 // 0", "0^-1", "(0 - 1)^0.5", "0^0", "10^100000", "2^-9223372036854775807", "2^9223372036854775807",
      "(1/3)^400", "170141183460469231731687303715884105727 + 1",
      "99999999999999999999999999999999999999999999",
      "0.00000000000000000000000000000000000000000001", "floor(1e308)", "ceil(-1e308)", "round(2^127)",
      "sqrt(2^126)",
      "max(1e308, 2^127)", "min(-9223372036854775808, 1/3)", "ceil_to(9223372036854775807, 2)", "log2(2^127)",
      "log2(0)", "sum([1e308, 1e308])", "1e308 TB", "1e308 s -> ns", "1 / (1e308 * 1e308)",
      "params with num_layers = 9223372036854775807",
      "params with d_model = 1e30",
      "memory with batch_size = 10^40", "flops.step with vocab_size = 2^100",
    ])
  func language(expression: String) throws {
    let sheet = try Sheet()
    do {
      let answer = try sheet.answer(expression)
      let text = sheet.worksheet.units.plain(answer.value, sheet.worksheet.names)
      let isFinite = answer.value.quantity?.number.double.isFinite
      #expect(!text.isEmpty)
      #expect(isFinite == true)
    } catch let diagnostic as Diagnostic {
      #expect(!diagnostic.message.isEmpty)
    }
  }

  @Test("Decimals are read as written")
  func decimals() throws {
    let sheet = try Sheet()
    for truth in [
      "0.1 + 0.2 == 0.3", "1.005 * 1000 == 1005", "19.5 TFLOP/s == 19_500_000_000_000 FLOP/s",
      "1e-9 * 10^9 == 1",
      "0.07 * 100 == 7", "1/3 * 3 == 1", "50% == 1/2", "2.5M == 2_500_000", "0.1 ^ 20 * 10 ^ 20 == 1",
      "9007199254740993 == 2^53 + 1", "123456789012345678901234567890 mod 10 == 0", "4.35 * 100 == 435",
    ] {
      let isTrue = try sheet.isTrue(truth)
      #expect(isTrue, "\(truth)")
    }
    var random = Seeded(9)
    for _ in 1...500 {
      let whole = Int.random(in: 0...999_999_999, using: &random)
      let decimals = Int.random(in: 1...9, using: &random)
      let fraction = String(Int.random(in: 0..<Self.power(decimals), using: &random) + Self.power(decimals))
        .dropFirst()
      let exponent = Int.random(in: -12...12, using: &random)
      let read = try sheet.number("\(whole).\(fraction)e\(exponent)")
      let scaled = try sheet.number("\(whole)\(fraction) * 10^(\(exponent) - \(decimals))")
      #expect(read == scaled)
      #expect(read.isExact)
    }
  }

  private static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { value, _ in value * 10 } }
}
