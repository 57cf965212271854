import Formulas
import Language
import Testing

@testable import Accounting

/// Many points at once give what one point at a time gives.
@Suite("Columns")
struct ColumnTests {
  /// Every row of every ledger, each by its path; rows without a value are left out.
  private func questions(_ sheet: Sheet) throws -> [String] {
    var paths: [String] = []
    func walk(_ ledger: Ledger, _ path: String) {
      paths.append(path)
      for row in ledger.rows { walk(row, "\(path).\(row.name)") }
    }
    for name in sheet.ledgers {
      // Which rows a ledger by largest has is another matter at every point: only its total is asked for.
      if isByLargest(name, sheet) { paths.append(name) } else { walk(try sheet.ledger(name), name) }
    }
    return paths
  }

  private func isByLargest(_ name: String, _ sheet: Sheet) -> Bool {
    guard case .ledger(let body)? = sheet.worksheet.entries[sheet.worksheet.names.symbol(name)]?.kind else {
      return false
    }
    return body.selector?.isLargest == true
  }

  /// Domains in which some values are legal and some are not.
  private static let spaces = [
    "batch_size = [1, 2, 3, 8], sequence_length = [1, 7, 48, 1024], num_layers = 1..4",
    "d_model = [16, 24, 40, 800], num_heads = [1, 2, 4, 5, 8], batch_size = 1..3",
    "num_kv_heads = 1..8, d_ff = 1..100 step 33, vocab_size = [11, 50257, 128256]",
    "mfu = [10%, 1/3, 50%, 1], steps = [1, 400k], num_accelerators = 1..3, batch_size = [1, 1024]",
    "optimizer_flops = 10..15, dropout = [0, 0.1], context_length = [33, 48, 4096], d_head = [4, 8]",
  ]

  private func space(_ text: String, _ sheet: Sheet) throws -> Space {
    let statement = try #require(try sheet.parse("sweep \(text) : 1").first)
    guard case .command(.sweep, let arguments) = statement.kind else { throw Diagnostic(.syntax, text) }
    return try Space(arguments.domains, in: sheet.worksheet)
  }

  @Test("Exact programs equal the evaluator, on every row of every ledger", arguments: 1...4)
  func exact(seed: UInt64) throws {
    var sample = try Sample(seed: seed &+ 100)
    var (compared, rejected, polynomials) = (0, 0, 0)
    for domains in ColumnTests.spaces {
      let script = sample.next()
      let sheet = try Sheet(script)
      let formulas = try questions(sheet).map { try sheet.formula($0) }
      let space = try space(domains, sheet)
      let points = PointEvaluator(sheet.worksheet, space, formulas)
      for point in stride(from: 0, to: space.count, by: max(1, space.count / 24)) {
        let places = space.places(of: point)
        guard let expected = try? points.evaluated(at: places) else {
          #expect(throws: Diagnostic.self, "\(script); \(domains) at \(places)") {
            try points.values(at: places)
          }
          rejected += 1
          continue
        }
        let values = try points.values(at: places)
        if points.isCompiled(at: places) { polynomials += 1 }
        for (index, pair) in zip(values, expected).enumerated() {
          compared += 1
          guard let a = pair.0.quantity, let b = pair.1.quantity, a.number == b.number,
            a.dimension == b.dimension
          else {
            Issue.record(
              "\(sheet.worksheet.arena.text(formulas[index])) at \(places) of \(domains): \(script)")
            return
          }
        }
      }
    }
    print("exact programs, sample \(seed): \(compared) values equal, \(rejected) points refused by both")
    #expect(compared > 5_000 && polynomials > 20)
  }

  @Test("What a ledger asks of its inputs is asked at every point, and again of the evaluator")
  func asked() throws {
    let sheet = try Sheet("use gpt2; batch_size = 32")
    let formulas = [try sheet.formula("memory"), try sheet.formula("memory.activations.blocks")]
    let space = try space("micro_batch_size = 1..8", sheet)
    let points = PointEvaluator(sheet.worksheet, space, formulas)
    for point in [2, 4, 0, 2, 4, 1, 3, 5, 6, 7] {
      let isLegal = 32 % (point + 1) == 0
      let expected = try? points.evaluated(at: [point])
      let values = try? points.values(at: [point])
      #expect((values != nil) == isLegal && (expected != nil) == isLegal, "micro_batch_size = \(point + 1)")
      #expect(values?.first?.quantity?.number == expected?.first?.quantity?.number)
    }
  }

  /// Plans that are built in several ways; most are not legal.
  private static let plans =
    "tp = [1, 2, 3, 4], pp = [1, 2, 3, 5], vp = [1, 2], zero = [0, 1, 3], micro_batch_size = [1, 3, 8], cp = [1, 2]"

  @Test(
    "A search over plans finds what a look at each plan finds",
    arguments: ["time.step", "roofline", "memory.peak", "traffic", "memory.activations / tp"],
    [
      "use gpt2; use a100; mfu = 40%; num_accelerators = 24; batch_size = 48",
      "use mixtral-8x7b; use h100-sxm; mfu = 1/3; num_accelerators = 48; batch_size = 96; ep = 2; "
        + "precision = mixed_megatron",
    ])
  func plans(objective: String, script: String) throws {
    let sheet = try Sheet(script)
    let space = try space(ColumnTests.plans, sheet)
    let limit = try sheet.formula("memory <= 400 GB")
    let goal = try sheet.formula(objective)
    var search = Search(sheet.worksheet, space)
    (search.condition, search.objective, search.top) = (limit, goal, 5)
    let outcome = try search.run()
    let points = PointEvaluator(sheet.worksheet, space, [limit, goal])
    var legal = 0
    var fitting: [(value: Num, point: Int)] = []
    for point in 0..<space.count {
      guard let values = try? points.evaluated(at: space.places(of: point)) else { continue }
      legal += 1
      guard case .boolean(true) = values[0].bare, let value = values[1].quantity?.number else { continue }
      fitting.append((value, point))
    }
    fitting.sort { $0.value == $1.value ? $0.point < $1.point : $0.value < $1.value }
    #expect(outcome.legal == legal && outcome.satisfied == fitting.count)
    #expect(outcome.hits == fitting.prefix(5).map { space.places(of: $0.point) })
    #expect(legal > 50 && legal < space.count && fitting.count > 5)
  }

  @Test("Every row of every ledger is a polynomial of whatever is swept", arguments: 1...4)
  func compiled(seed: UInt64) throws {
    var sample = try Sample(seed: seed &+ 300)
    for domains in ColumnTests.spaces {
      let script = sample.next()
      let sheet = try Sheet(script)
      let space = try space(domains, sheet)
      let missing = try questions(sheet).filter { question in
        let points = PointEvaluator(sheet.worksheet, space, [try sheet.formula(question)])
        // Some rows are there with some values only.
        let start = (0..<space.count).first { (try? points.evaluated(at: space.places(of: $0))) != nil }
        return start.map { points.compile(at: space.places(of: $0)) == nil } ?? false
      }
      #expect(missing == [], "\(domains)")
    }
  }

  @Test("Columns are equal below 2^53 and within 1e-12 above, on every row of every ledger", arguments: 1...4)
  func columns(seed: UInt64) throws {
    var sample = try Sample(seed: seed &+ 200)
    var compared = 0
    for domains in ColumnTests.spaces {
      let sheet = try Sheet(sample.next())
      compared += try columnsEqual(questions(sheet), domains, sheet)
    }
    print("columns, sample \(seed): \(compared) values")
    #expect(compared > 5_000)
  }

  @Test(
    "So are the operations of the language",
    arguments: [
      "x + y - 3 * x / y", "-x ^ 3 + y ^ -2", "x // y + x mod y",
      "floor(x / y) + ceil(x / y) + round(x / y)",
      "min(x, y, 7) + max(x - y, y - x)", "abs(x - y)", "if x > y then x / y else y / (x + 1)",
      "if x mod 3 == 0 and not (y >= 5) then x else if x == 4 or y != 2 then y else 0",
      "ceil_to(x, y) + ceil_to(50257, x)", "round(8 / 3 * x, y)", "sqrt(x) + x ^ (1 / 2) + 2 ^ x",
      "exp(y / 50) + log(x) + log2(x) + log10(y)", "share(x, y)", "if divides(y, x) then 1 else 0",
      "sum([x, y, x * y]) + length([x, y])", "sum(1..4) * x", "area(x, y) - area(y, 2)",
      "(x + z) with z = x * y", "(z * y) with z := 3 * x", "w * y", "1 / (x + y) + x / (x + y)",
      "floor((x + y) / (x - y + 100))", "ceil(-x / y) + floor(-x / 7)", "x * 1 / 3 * 3",
      "(x - y) * (x + y) - x ^ 2 + y ^ 2",
    ])
  func operations(expression: String) throws {
    let sheet = try Sheet("x = 5; y = 2; z = 1; w := x ^ 2 + y; area(a, b) := a * b / 2")
    let domains = "x = 1..30, y = 1..12"
    let compared = try columnsEqual([expression], domains, sheet)
    #expect(compared > 40)
    let points = PointEvaluator(
      sheet.worksheet, try space(domains, sheet), [try sheet.formula(expression)])
    for point in 0..<points.space.count {
      let places = points.space.places(of: point)
      let (value, expected) = (try points.values(at: places), try points.evaluated(at: places))
      #expect(value[0].quantity?.number == expected[0].quantity?.number)
    }
  }

  /// Compares every lane that is sure of itself with the exact program; says how many values were compared.
  private func columnsEqual(_ questions: [String], _ domains: String, _ sheet: Sheet) throws -> Int {
    var compared = 0
    let formulas = try questions.map { try sheet.formula($0) }
    let space = try space(domains, sheet)
    let points = PointEvaluator(sheet.worksheet, space, formulas)
    let start = try #require(
      (0..<space.count).first { (try? points.evaluated(at: space.places(of: $0))) != nil })
    let layout = Layout(space, numeric: points.numeric)
    let compiled = try #require(points.compile(at: space.places(of: start)))
    var writer = ProgramWriter(points.atoms, order: layout.order)
    let program = writer.write(
      results: compiled.results, decisions: compiled.decisions, guards: compiled.guards)
    let run = layout.run(program)
    var exact = ExactRun(program)
    let spare = UnsafeMutablePointer<ColumnRun.Lanes>.allocate(
      capacity: layout.order.count * ColumnRun.width / 8)
    defer { spare.deallocate() }
    var last = -1
    for unit in 0..<layout.unitCount {
      let count = layout.move(run, to: unit, from: &last, spare: spare)
      for lane in stride(from: 0, to: count, by: max(1, count / 128)) {
        let number = unit % layout.blocks * ColumnRun.width + lane
        exact.move(to: layout.numbers(outer: unit / layout.blocks, lane: number), from: 1)
        func column(_ register: Int32) -> Double {
          let (start, stride) = run.values(register)
          return start[lane / 8 * stride][lane % 8]
        }
        if run.doubt[lane / 8][lane % 8] > 0 { continue }
        if program.decision >= 0 { #expect((column(program.decision) != 0) == exact.isDecided) }
        if program.guardian >= 0 { #expect((column(program.guardian) != 0) == exact.isLegal) }
        guard exact.isDecided, exact.isLegal else { continue }
        for index in formulas.indices {
          let number = try #require(exact.result(index))
          let value = column(program.results[index])
          compared += 1
          if !agrees(value, number) {
            Issue.record("\(questions[index]): column \(value), exact \(number)")
            return compared
          }
        }
      }
    }
    return compared
  }

  private func agrees(_ value: Double, _ exact: Num) -> Bool {
    if exact.isInteger, exact.double.magnitude < 9_007_199_254_740_992 { return value == exact.double }
    return (value - exact.double).magnitude <= 1e-12 * exact.double.magnitude
  }

  @Test(
    "A search finds what looking at every point finds",
    arguments: [
      ("batch_size = 1..40, num_layers = 1..12", "memory <= 200 MB", "time.train"),
      ("d_model = 16..400, num_heads = 1..12", "params >= 100k and params <= 900k", "memory"),
      (
        "sequence_length = 1..700 step 3, batch_size = 1..9", "memory mod (7 bytes) == 0 or batch_size == 3",
        "flops"
      ),
      (
        "num_kv_heads = 1..8, precision = [fp32, bf16, amp], d_ff = 7..90", "memory < 3 GB",
        "memory.activations"
      ),
      ("batch_size = 1..300", "floor(memory / (10 MB)) mod 2 == 0", "batch_size"),
      ("mfu = [10%, 1/3, 50%], batch_size = 1..100", "time.train < 100 ms", "params / time"),
    ])
  func search(domains: String, condition: String, objective: String) throws {
    for isGreatest in [false, true] {
      let sheet = try Sheet(
        "use cs336; use a100; mfu = 50%; steps = 10; d_model = 80; num_heads = 8; vocab_size = 64")
      var search = Search(sheet.worksheet, try space(domains, sheet))
      search.condition = try sheet.formula(condition)
      search.objective = try sheet.formula(objective)
      search.isGreatestWanted = isGreatest
      search.top = 7
      search.workers = Workers(count: 2) { work in for worker in 0..<2 { work(worker) } }
      let outcome = try search.run()
      let points = PointEvaluator(sheet.worksheet, search.space, [search.condition, search.objective])
      var expected: [(Num, Int)] = []
      var legal = 0
      for point in 0..<search.space.count {
        guard let values = try? points.evaluated(at: search.space.places(of: point)) else { continue }
        legal += 1
        guard case .boolean(true) = values[0].bare, let number = values[1].quantity?.number else { continue }
        expected.append((number, point))
      }
      #expect(outcome.legal == legal)
      #expect(outcome.satisfied == expected.count)
      expected.sort { a, b in a.0 == b.0 ? a.1 < b.1 : (a.0 < b.0) != isGreatest }
      #expect(outcome.hits == expected.prefix(7).map { search.space.places(of: $0.1) })
      #expect(!expected.isEmpty)
    }
  }
}
