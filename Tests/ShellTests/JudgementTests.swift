import Accounting
import Formulas
import Language
import Testing

@testable import Shell

@Suite("How answers are judged")
struct JudgementTests {
  /// What becomes of `answer`, where `expected` is asked for.
  private func judge(_ answer: String, _ expected: String, within: String = "") throws -> String {
    let session = try LessonScript.quietSession()
    let answers = within.isEmpty ? "" : " { within \(within) }"
    let source = Source(
      name: "", bytes: Array("lesson \"L\" { ask \"?\" expecting \(expected)\(answers) }; \(answer)".utf8))
    var parser = try Parser(source, index: session.sheet.sources.add(source), arena: session.sheet.arena)
    let statements = try parser.script()
    guard case .declaration(let declaration) = statements[0].kind,
      case .lesson(let lesson) = declaration.body,
      case .question(let question) = lesson.items[0], case .expression(let formula) = statements[1].kind
    else { return "" }
    let asked = try session.asked(question)
    let value = try session.sheet.answer(formula).value
    switch asked.judgement(of: value, written: answer, units: session.sheet.units) {
    case .right: return "right"
    case .coarse: return "coarse"
    case .unlike(let wanted): return wanted
    case .wrong(let why, _): return why
    }
  }

  @Test(
    "The value counts, not its form, its unit or its rounding",
    arguments: [
      ("34_032_921_600 bytes", "34032921600 bytes"), ("34.03 GB", "34_032_921_600 bytes"),
      ("34.0 GB", "34_032_921_600 bytes"), ("31.70 GiB", "34_032_921_600 bytes"),
      ("16 * 2_127_057_600 * 1 bytes", "34_032_921_600 bytes"), ("2.13B", "2_127_057_600"),
      ("2_127_000_000", "2_127_057_600"), ("2.127e9", "2_127_057_600"), ("2.13B params", "2_127_057_600"),
      ("66.9%", "0.66912"), ("6583.6 days", "568_819_274 s"), ("2.96", "2.96223"), ("1/3", "1/3"),
      ("true", "true"), ("[1, 2.00]", "[1, 2]"), ("sqrt(2)", "2 / sqrt(2)"), ("0", "0"), ("3", "3"),
    ])
  func right(answer: String, expected: String) throws {
    #expect(try judge(answer, expected) == "right")
  }

  @Test(
    "An answer with one or two digits is not yet one",
    arguments: [
      ("34 GB", "34_032_921_600 bytes"), ("2B", "2_127_057_600"), ("3", "2.96223"), ("67%", "0.66912"),
    ])
  func coarse(answer: String, expected: String) throws {
    #expect(try judge(answer, expected) == "coarse")
  }

  @Test(
    "What is off by a little is wrong, and what is off by a usual factor is told so",
    arguments: [
      ("2_127_057_601", "2_127_057_600", "that is too much"), ("20", "16", "that is too much"),
      ("0", "16", "that is too little"), ("16", "0", "that is too much"), ("-16", "16", "that is too little"),
      ("31.70 GB", "34_032_921_600 bytes", "that is the number of GiB, and GB stands behind it"),
      ("36.54 GiB", "36_540_000_000 bytes", "that is the number of GB, and GiB stands behind it"),
      ("272 GB", "34_000_000_000 bytes", "that is 8 times too much: those are bits, and a byte has 8"),
      ("4.104e18", "4.104e21", "that is too small by a factor of 10^3: look at prefix and zeros"),
      ("8", "16", "that is half of it: a factor of 2 is missing"),
      ("48", "16", "that is three times what it is: a factor of 3 too many"),
      ("0.5 * 20", "16", "that is too little"),
      ("true", "false", "that is another one"), ("[1, 2]", "[2, 1]", "that is another one"),
    ])
  func wrong(answer: String, expected: String, why: String) throws {
    #expect(try judge(answer, expected) == why)
  }

  @Test(
    "What is no such thing at all is not counted as a mistake",
    arguments: [
      ("34", "34 bytes", "an answer in bytes is wanted: write the unit behind it"),
      ("34 s", "34 bytes", "an answer in bytes is wanted, and this is one in s"),
      ("34 bytes", "34", "a plain number is wanted, and this is one in bytes"),
      ("true", "34", "a number is wanted, and this is true or false"),
      ("34", "true", "true or false is wanted, and this is a number"),
    ])
  func unlike(answer: String, expected: String, wanted: String) throws {
    #expect(try judge(answer, expected) == wanted)
  }

  @Test("within takes a fraction of the answer, or an amount")
  func tolerance() throws {
    #expect(try judge("99", "100", within: "1%") == "right")
    #expect(try judge("98.9", "100", within: "1%") == "that is too little")
    #expect(try judge("3 s + 5 s", "10 s", within: "2 s") == "right")
    #expect(try judge("3 s + 4 s", "10 s", within: "2 s") == "that is too little")
    #expect(try judge("0.66", "0.6691", within: "2%") == "right")
  }
}
