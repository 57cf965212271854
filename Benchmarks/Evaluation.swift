import Accounting
import Formulas
import Language

/// Times what the shell does between a typed line and an answer, in this process: medians over many rounds.
///
///     acct-bench [ROUNDS | points]
@main
enum Benchmark {
  static func main() throws {
    if CommandLine.arguments.dropFirst().first == "points" { return try Points.run() }
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 2000
    report("read the library", rounds: 50) { _ = try? Worksheet() }
    for count in [500, 1000, 2000, 4000] { reportLoad(of: count) }
    let sheet = try Worksheet()
    _ = try sheet.use("cs336-gpt2-xl", at: .none)
    for text in ["memory", "params", "flops", "memory.weights", "1 + 1"] {
      let source = Source(name: "", bytes: Array(text.utf8))
      var parser = try Parser(source, index: sheet.sources.add(source), arena: sheet.arena)
      guard case .expression(let formula)? = try parser.nextStatement()?.kind else { continue }
      report("\(text), with its derivation", rounds: rounds) { _ = try? sheet.answer(formula) }
    }
  }

  /// Reading declarations must cost as much for the last as for the first: jq once shipped a release that did not.
  private static func reportLoad(of count: Int) {
    let text = (0..<count).map {
      "## Input \($0).\ninput extra_\($0): count = \($0 + 1)\nextra_sum_\($0) := extra_\($0) * 2 + d_model\n"
    }
    let source = Source(name: "extra.acct", bytes: Array(text.joined().utf8))
    guard let sheets = try? (0..<22).map({ _ in try Worksheet() }) else { return }
    var fresh = sheets[...]
    report("read \(2 * count) further declarations", rounds: 20) {
      if let sheet = fresh.popFirst() { try? sheet.load(source) }
    }
  }

  private static func report(_ name: String, rounds: Int, _ work: () -> Void) {
    let clock = ContinuousClock()
    for _ in 0..<max(1, rounds / 10) { work() }
    let times = (0..<rounds).map { _ in clock.measure(work) }.sorted()
    func microseconds(_ duration: Duration) -> String {
      let value = Double(duration.components.attoseconds) / 1e12 + Double(duration.components.seconds) * 1e6
      return Num.real(value).fixedText(1)
    }
    let (median, low, high) = (times[rounds / 2], times[rounds / 20], times[rounds * 19 / 20])
    let spread = "5..95 %: \(microseconds(low))..\(microseconds(high))"
    print("  \(name): \(microseconds(median)) us   (\(spread), \(rounds) rounds)")
  }
}
