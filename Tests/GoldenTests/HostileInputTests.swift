import Foundation
import Testing

/// Input that nobody means: one clear message and the right status, never a trap, never a hang.
@Suite("Hostile input")
struct HostileInputTests {
  struct Case: CustomStringConvertible, Sendable {
    var description: String
    var bytes: [UInt8]
    var status: Int32
    /// The code that must be said; empty where nothing is wrong.
    var code: String

    init(_ description: String, _ text: String, _ status: Int32, _ code: String = "") {
      self.init(description, Array(text.utf8), status, code)
    }

    init(_ description: String, _ bytes: [UInt8], _ status: Int32, _ code: String = "") {
      (self.description, self.bytes, self.status, self.code) = (description, bytes, status, code)
    }
  }

  private static func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  private static func lines(_ range: Range<Int>, _ line: (Int) -> String) -> String {
    range.map { line($0) + "\n" }.joined()
  }

  static let cases: [Case] = [
    // Bytes
    Case("nothing", "", 0),
    Case("only a byte order mark", [0xEF, 0xBB, 0xBF], 0),
    Case("half a byte order mark", [0xEF, 0xBB], 2, "E25"),
    Case("a NUL", [0x78, 0x3D, 0x31, 0, 0x0A], 2, "E20"),
    Case("a NUL in a text", [0x22, 0, 0x22], 0),
    Case("every byte", (0...255).map { UInt8($0) }, 2, "E20"),
    Case("bytes that are not UTF-8", [0x31, 0x2B, 0xC3, 0x28], 2, "E25"),
    Case("a text that is not UTF-8", [0x22, 0xFF, 0xFE, 0x22], 2, "E25"),
    Case("carriage returns", "x = 1\r\ny = x +\r\n2\r\ny\r\n", 0),
    Case("no last newline", "1 + 1", 0),
    // Depth
    Case("a megabyte of (", times("(", 1_000_000), 2, "E26"),
    Case("twenty thousand [", times("[", 20_000), 2, "E26"),
    Case("blocks in blocks", "model m {" + times("a {", 10_000), 2, "E26"),
    Case("twenty thousand minus signs", times("-", 20_000) + "1", 2, "E26"),
    Case("not not not", times("not ", 10_000) + "true", 2, "E26"),
    Case("if if if", times("if ", 10_000) + "true", 2, "E26"),
    Case("a tower of powers", "2" + times("^2", 10_000), 2, "E26"),
    Case("a sum of a hundred thousand terms", "1" + times("+1", 100_000), 2, "E26"),
    Case("a list of twenty thousand", "length([1" + times(",1", 20_000) + "])", 0),
    Case("rows of rows", "params" + times(".block", 20_000), 2, "E26"),
    Case("with with with", "params" + times(" with d_model = 768", 5_000), 2, "E26"),
    Case("texts in texts", "print " + times("\"{", 3_000) + "1" + times("}\"", 3_000), 2, "E26"),
    Case("a hundred thousand quotation marks", times("\"", 100_001), 2, "E16"),
    // Numbers
    Case("a huge exponent", "1e999999999999999999999", 2, "E20"),
    Case("a tiny exponent", "1e-999999999999999999999", 0),
    Case("two to the 10^18", "2^1e18", 1, "E22"),
    Case("a hundred thousand decimals", "0." + times("1", 100_000), 2, "E20"),
    Case(
      "the least integers", "-9223372036854775808 // -1\nabs(-170141183460469231731687303715884105728)", 0),
    Case("a sum to 10^18", "sum(1..1e18)", 2, "E26"),
    Case("a step that is lost in rounding", "length(1..1e30 step 1e-30)", 2, "E26"),
    Case("an element far out", "[1][1e18]", 1, "E13"),
    // Names
    Case("a name of a hundred thousand letters", times("a", 100_000) + " = 3", 0),
    Case("three thousand names", lines(0..<3_000) { "n\($0) = \($0)" }, 0),
    Case(
      "ten thousand fixed values, each from the last",
      "x0 = 1\n" + lines(1..<10_000) { "x\($0) = x\($0 - 1) + 1" } + "x9999", 0),
    Case(
      "ten thousand live values, each from the last",
      "x0 = 1\n" + lines(1..<10_000) { "x\($0) := x\($0 - 1) + 1" } + "x9999", 2, "E26"),
    Case(
      "with upon with", "x0 := d_model\n" + lines(1..<2_000) { "x\($0) := x\($0 - 1) with d_model = \($0)" },
      2, "E26"),
    // Circles
    Case("a circle of two", "a = 1; b := a; a := b", 1, "E09"),
    Case("a circle through with", "a = 1; b := a with d_model = 3; a := b with d_model = 4; a", 1, "E09"),
    Case("a circle of ledgers", "ledger p: bytes { x = q }\nledger q: bytes { y = p }\np", 1, "E09"),
    Case("a function of itself", "f(x) := f(x - 1); f(3)", 1, "E09"),
    Case("a function of itself through with", "f(x) := f(x) with d_model = 3; f(3)", 1, "E09"),
    Case("two functions of each other", "f(x) := g(x); g(x) := f(x); f(1)", 1, "E09"),
    // Growth
    Case(
      "sixty functions that call the last twice",
      "f0(x) := x\n" + lines(1..<60) { "f\($0)(x) := f\($0 - 1)(x) + f\($0 - 1)(x)" } + "f59(1)", 2, "E26"),
    Case(
      "texts that double", "a0 = \"xxxxxxxx\"\n" + lines(1..<60) { "a\($0) = \"{a\($0 - 1)}{a\($0 - 1)}\"" },
      2, "E26"),
    Case(
      "lists that double", "a0 = [1, 2]\n" + lines(1..<60) { "a\($0) = [a\($0 - 1), a\($0 - 1)]" }, 2, "E26"),
    Case(
      "a billion layers",
      "model m { t = token_ids(); x = embedding(t, 3, 4); repeat 1000000000 as b { y = linear(x, 4) } }\nuse m\nparams",
      0),
    Case("units without end", lines(0..<50) { "unit q\($0)" }, 1, "E29"),
  ]

  @Test("gives one message and a status", arguments: cases)
  func hostile(_ example: Case) {
    let folder = TemporaryFolder()
    let script = folder.write("hostile.acct", example.bytes)
    let outcome = AcctProcess(arguments: ["-n", script], limit: 30).run()
    #expect(!outcome.timedOut)
    #expect(outcome.signal == 0)
    #expect(outcome.status == example.status)
    if example.code.isEmpty {
      #expect(outcome.messages == "")
    } else {
      #expect(outcome.messages.contains("error \(example.code): "))
      #expect(outcome.messages.components(separatedBy: ": error E").count == 2)
      #expect(outcome.messages.utf8.count < 2_000)
    }
  }

  @Test("A script that runs itself ends", arguments: ["source", "run"])
  func itself(_ verb: String) {
    let folder = TemporaryFolder()
    let script = folder.write("self.acct", "print \"again\"\n\(verb) \"\(folder / "self.acct")\"\n")
    let outcome = AcctProcess(arguments: ["-n", script], limit: 30).run()
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("E26"))
  }
}
