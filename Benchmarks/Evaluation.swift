import Accounting
import Formulas
import Language

/// Times what the shell does between a typed line and an answer, in this process: medians over many rounds.
///
///     acct-bench [ROUNDS]
@main
enum Benchmark {
  static func main() throws {
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 2000
    report("read the library", rounds: 50) { _ = try? Worksheet() }
    let sheet = try Worksheet()
    _ = try sheet.use("cs336-gpt2-xl", at: .none)
    for text in ["memory", "params", "flops", "memory.weights", "1 + 1"] {
      let source = Source(name: "", bytes: Array(text.utf8))
      var parser = try Parser(source, index: sheet.sources.add(source), arena: sheet.arena)
      guard case .expression(let formula)? = try parser.nextStatement()?.kind else { continue }
      report("\(text), with its derivation", rounds: rounds) { _ = try? sheet.answer(formula) }
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
