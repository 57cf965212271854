import Foundation
import Testing

@testable import Shell

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `explain … as latex` and `as mathml`: whatever is asked, what comes can be set.
@Suite("Formulas on paper")
struct NotationTests {
  private static let questions =
    [
      "if d_model > 3 and not tied then 1 else 2", "[1, 2, \"x_y\\{%$#&~^<\"]", "1..8 step *2", "2^70 mod 3",
      "1 / 3",
      "floor(d_model / 7) // 2", "memory -> GiB", "ffn", "a100.memory", "-(1 + d_model)^-2", "1e300 * 2",
      "params with d_model = 800", "abs(-3) + ceil(2.5) + max([1, 2])", "\"a {params}\"",
    ]
    + [
      "params", "memory", "saved", "flops", "flops.optimizer", "activations", "time.train",
      "params.block.attention",
    ]
    .flatMap { [$0, "\($0) all"] }

  private func explain(_ question: String, _ notation: String) throws -> String {
    let recorder = try Recorder.session()
    recorder.run("use gpt2-xl; use a100; mfu = 50%; steps = 10")
    recorder.clear()
    recorder.run("explain \(question) as \(notation)")
    return recorder.messages.isEmpty ? recorder.output : ""
  }

  @Test("LaTeX has its braces, its brackets and its environments in pairs", arguments: questions)
  func latex(question: String) throws {
    let text = try explain(question, "latex")
    try #require(text.contains("\\begin{align*}"))
    var depth = 0
    var isEscaped = false
    for character in text {
      if !isEscaped, character == "{" { depth += 1 }
      if !isEscaped, character == "}" { depth -= 1 }
      #expect(depth >= 0)
      isEscaped = character == "\\" && !isEscaped
    }
    #expect(depth == 0)
    func count(_ word: String) -> Int { text.components(separatedBy: word).count - 1 }
    #expect(count("\\left") - count("\\leftarrow") == count("\\right"))
    for name in ["align*", "cases"] { #expect(count("\\begin{\(name)}") == count("\\end{\(name)}")) }
    // A sign that LaTeX takes for its own stands behind a backslash.
    let bare = text.replacingOccurrences(of: "\\\\[_%$#&{}]", with: "", options: .regularExpression)
    for sign in ["$", "#", "%", "~"] { #expect(!bare.contains(sign)) }
  }

  @Test("MathML is well-formed", arguments: questions)
  func mathml(question: String) throws {
    let text = try explain(question, "mathml")
    try #require(text.contains("<math"))
    #expect(XMLParser(data: Data("<page>\(text)</page>".utf8)).parse())
  }

  @Test(
    "A name is a letter with a foot, a symbol, or a word",
    arguments: [
      ("d_model", "d_{\\mathrm{model}}"), ("num_layers", "L"), ("num_kv_heads", "H_{\\mathrm{kv}}"),
      ("memory.weights", "\\mathrm{memory.weights}"), ("x_", "\\mathrm{x\\_}"), ("q", "q"),
      ("d_a_b", "d_{\\mathrm{a\\_b}}"),
    ])
  func names(name: String, latex: String) {
    let symbols = ["num_layers": "L", "num_kv_heads": "H_kv"]
    #expect(LaTeX(symbols: symbols).text(.name(name)) == latex)
  }

  @Test(
    "Digits stand in groups, and a power of ten behind them",
    arguments: [
      ("1_024", "1\\,024"), ("3.4e+38", "3.4 \\times 10^{38}"), ("1e-05", "1 \\times 10^{-05}"),
      ("50%", "50\\%"),
    ])
  func numbers(number: String, latex: String) {
    #expect(LaTeX(symbols: [:]).text(.number(number)) == latex)
  }
}
