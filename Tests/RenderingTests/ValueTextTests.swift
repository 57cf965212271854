import Formulas
import Testing

@testable import Shell

@Suite("Single values")
struct ValueTextTests {
  let fixtures = Fixtures()

  @Test("Counts are exact, then human")
  func counts() {
    #expect(fixtures.line(fixtures.quantity(2_127_057_600, fixtures.params)) == "2_127_057_600 params  2.13B")
    #expect(
      fixtures.line(fixtures.quantity(34_032_921_600, fixtures.bytes)) == "34_032_921_600 bytes  34.03 GB")
    #expect(
      fixtures.line(fixtures.quantity(-123_456_789, fixtures.bytes)) == "-123_456_789 bytes  -123.46 MB")
    #expect(fixtures.line(fixtures.quantity(512)) == "512")
    #expect(fixtures.line(fixtures.quantity(0, fixtures.bytes)) == "0 bytes")
  }

  @Test("A rounded form never reads as a thousand of its own unit")
  func carries() {
    #expect(fixtures.line(fixtures.quantity(999_999_999)) == "999_999_999  1.00B")
    #expect(fixtures.line(fixtures.quantity(999_996, fixtures.bytes)) == "999_996 bytes  1.00 MB")
    #expect(fixtures.line(fixtures.quantity(999_990, fixtures.bytes)) == "999_990 bytes  999.99 kB")
  }

  @Test("Times and rates are said in the units people use")
  func timesAndRates() {
    let time = Quantity(.real(568_819_273.93), fixtures.seconds)
    #expect(fixtures.line(.quantity(time)) == "≈ 568_819_273.93 s  6_583.6 days")
    let bandwidth = fixtures.bytes.divided(by: fixtures.seconds)
    #expect(
      fixtures.line(fixtures.quantity(3_350_000_000_000, bandwidth)) == "3_350_000_000_000 bytes/s  3.35 TB/s"
    )
    let speed = fixtures.tokens.divided(by: fixtures.seconds)
    #expect(fixtures.line(fixtures.quantity(1_234_567, speed)) == "1_234_567 tokens/s  1.23M tokens/s")
    let density = fixtures.bytes.divided(by: fixtures.params)
    #expect(fixtures.line(fixtures.quantity(16, density)) == "16 bytes/param")
    #expect(fixtures.line(fixtures.quantity(9736, fixtures.dollars)) == "9_736 $")
    #expect(fixtures.line(fixtures.quantity(97_361_234, fixtures.dollars)) == "97_361_234 $  97.36M $")
  }

  @Test("What is not the whole value is marked")
  func rounded() {
    #expect(fixtures.line(.quantity(Quantity(.wide(200, 3)))) == "≈ 66.6667")
    #expect(fixtures.line(.quantity(Quantity(.wide(1, 2), fixtures.seconds))) == "0.5 s")
    #expect(fixtures.line(.quantity(Quantity(.wide(1, 3_000_000)))) == "≈ 3.33333e-7")
    #expect(fixtures.line(.quantity(Quantity(Num(1, over: 10_000_000_000_000)!))) == "1e-13")
    #expect(fixtures.line(.quantity(Quantity(.real(9.996e20)))) == "≈ 9.996e+20")
    #expect(fixtures.line(.quantity(Quantity(.real(1e-300), fixtures.seconds))) == "≈ 1e-300 s")
  }

  @Test("Values that are no numbers are said as they are written")
  func others() {
    #expect(fixtures.line(.boolean(true)) == "true")
    #expect(fixtures.line(.word(fixtures.names.symbol("bf16"))) == "bf16")
    #expect(fixtures.line(.text("a line")) == "a line")
    #expect(fixtures.line(.list([fixtures.quantity(768), fixtures.quantity(1024)])) == "[768, 1_024]")
    let range = NumberRange(
      first: Quantity(.int(256)), last: Quantity(.int(8192)), step: .int(2), isGeometric: true)
    #expect(fixtures.line(.range(range)) == "256..8_192 step *2")
  }

  @Test("A value that asked for a unit or a format gets that and nothing more")
  func shown() {
    let memory = fixtures.quantity(34_032_921_600, fixtures.bytes)
    #expect(fixtures.line(.shown(memory, .unit(fixtures.gib))) == "≈ 31.6956 GiB")
    #expect(fixtures.line(.shown(memory, .format(.human))) == "34.03 GB")
    #expect(fixtures.line(.shown(memory, .format(.sci))) == "≈ 3.40329e+10 bytes")
    #expect(fixtures.line(.shown(fixtures.quantity(1_500_000), .format(.sci))) == "1.5e+6")
    #expect(fixtures.line(.shown(memory, .format(.hex))) == "0x7ec852c00 bytes")
    #expect(fixtures.line(.shown(.quantity(Quantity(.wide(1, 3))), .format(.percent))) == "≈ 33.3%")
    #expect(fixtures.line(.shown(.quantity(Quantity(.wide(1, 3))), .places(2))) == "0.33")
  }

  @Test("Scientific notation carries into the next power")
  func scientific() {
    #expect(Num.real(9.996e20).scientificText(3) == "1e+21")
    #expect(Num.real(9.986e20).scientificText(3) == "9.99e+20")
  }

  @Test("In colour the number and its rounding differ; in ASCII the mark is a tilde")
  func pages() {
    let value = fixtures.quantity(2_127_057_600, fixtures.params)
    let coloured = fixtures.text(fixtures.page(80, .on)).line(value)
    #expect(coloured == "\u{1b}[36m2_127_057_600 params\u{1b}[0m  \u{1b}[2m2.13B\u{1b}[0m")
    let plain = fixtures.text(fixtures.page(80, .off, .ascii)).line(.quantity(Quantity(.wide(200, 3))))
    #expect(plain == "~ 66.6667")
  }
}
