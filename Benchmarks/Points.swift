import Accounting
import Formulas
import Kernels
import Language

/// Times sweeps and searches over many points, reduced to the best of them, nothing printed: medians of five runs.
enum Points {
  private static let runs = 5
  /// 56^3 * 57 points, just over ten million.
  private static let domains =
    "d_model = 25..1400 step 25, num_layers = 1..56, sequence_length = 64..3584 step 64, batch_size = 1..57"

  static func run() throws {
    let sheet = try Worksheet()
    for line in ["cs336-gpt2-xl", "a100"] { _ = try sheet.use(line, at: .none) }
    for (name, value) in [("mfu", "50%"), ("steps", "400k")] {
      _ = try sheet.assign(sheet.names.symbol(name), .none, try formula(value, sheet), isLive: false)
    }
    let crew = try Crew(threads: Machine.coreCount)
    let box = Box(crew)
    let all = Workers(count: Machine.coreCount) { box.crew.each($0) }
    let space = try Space(domains(of: "sweep \(domains) : 1", sheet), in: sheet)
    print(
      "  \(count(Double(space.count))) points of cs336-gpt2-xl over d_model, num_layers, sequence_length, batch_size"
    )
    for (name, condition, objective) in [
      ("memory", "", "memory"),
      ("memory, flops.train, time.train", "memory <= 80 GB and flops.train >= 1 EFLOP", "time.train"),
    ] {
      var search = Search(sheet, space)
      if !condition.isEmpty { search.condition = try formula(condition, sheet) }
      search.objective = try formula(objective, sheet)
      let one = median { _ = try? search.run() }
      search.workers = all
      let shared = median { _ = try? search.run() }
      let rates = (Double(space.count) / one, Double(space.count) / shared)
      print(
        "  \(name): \(count(rates.0)) points/s on one core, \(count(rates.1)) on \(all.count), \(fixed(rates.1 / rates.0)) times"
      )
    }
    try solve(sheet, all)
    try plans(all)
  }

  /// Every legal plan of GPT-3 175B on 1024 accelerators, as an engineer asks for the best ten.
  private static func plans(_ workers: Workers) throws {
    let sheet = try Worksheet()
    for name in ["gpt3-175b", "a100"] { _ = try sheet.use(name, at: .none) }
    for (name, value) in [
      ("mfu", "50%"), ("num_accelerators", "1024"), ("batch_size", "1536"), ("steps", "1"),
    ] {
      _ = try sheet.assign(sheet.names.symbol(name), .none, try formula(value, sheet), isLive: false)
    }
    let domains =
      "tp = [1, 2, 4, 8], pp = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32], vp = [1, 2, 3, 4, 6], zero = 0..3, "
      + "micro_batch_size = [1, 2, 3, 4, 6, 8], recompute = [none, selective, block, full], sp = [false, true], "
      + "cp = [1, 2, 4, 8]"
    let space = try Space(Self.domains(of: "sweep \(domains) : 1", sheet), in: sheet)
    for objective in ["time.train", "roofline.train"] {
      var search = Search(sheet, space)
      search.condition = try formula("memory <= 80 GB", sheet)
      search.objective = try formula(objective, sheet)
      (search.top, search.workers) = (10, workers)
      var legal = 0
      let seconds = median { legal = (try? search.run().legal) ?? 0 }
      print(
        "  solve min \(objective) over \(count(Double(space.count))) plans of gpt3-175b, \(count(Double(legal))) legal: "
          + "\(fixed(seconds * 1000)) ms   limit 1000 ms")
    }
  }

  /// A million points, as `solve` looks at them.
  private static func solve(_ sheet: Worksheet, _ workers: Workers) throws {
    for domains in ["batch_size = 1..1000000", "batch_size = 1..1000, num_layers = 1..1000"] {
      var search = Search(sheet, try Space(Self.domains(of: "sweep \(domains) : 1", sheet), in: sheet))
      search.condition = try formula("memory <= 8 TB", sheet)
      search.objective = try formula("batch_size", sheet)
      search.isGreatestWanted = true
      search.workers = workers
      let seconds = median { _ = try? search.run() }
      print("  solve over \(domains) for memory <= 8 TB: \(fixed(seconds * 1000)) ms   limit 100 ms")
    }
  }

  private final class Box {
    let crew: Crew
    init(_ crew: consuming Crew) { self.crew = crew }
  }

  private static func parse(_ text: String, _ sheet: Worksheet) throws -> Statement.Kind? {
    let source = Source(name: "", bytes: Array(text.utf8))
    var parser = try Parser(source, index: sheet.sources.add(source), arena: sheet.arena)
    return try parser.nextStatement()?.kind
  }

  private static func formula(_ text: String, _ sheet: Worksheet) throws -> Formula {
    guard case .expression(let formula)? = try parse(text, sheet) else { return .absent }
    return formula
  }

  private static func domains(of text: String, _ sheet: Worksheet) throws -> [Override] {
    guard case .command(_, let arguments)? = try parse(text, sheet) else { return [] }
    return arguments.domains
  }

  private static func median(_ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    work()
    let times = (0..<runs).map { _ in clock.measure(work) }.sorted()
    let middle = times[runs / 2].components
    return Double(middle.seconds) + Double(middle.attoseconds) / 1e18
  }

  private static func count(_ number: Double) -> String { Num.real(number).roundedText(significant: 3) }
  private static func fixed(_ number: Double) -> String { Num.real(number).fixedText(2) }
}
