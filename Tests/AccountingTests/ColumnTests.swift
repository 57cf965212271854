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
    for name in sheet.ledgers { walk(try sheet.ledger(name), name) }
    return paths
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
    var (compared, decided) = (0, 0)
    for domains in ColumnTests.spaces {
      let sheet = try Sheet(sample.next())
      let formulas = try questions(sheet).map { try sheet.formula($0) }
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
          exact.move(
            to: layout.numbers(
              outer: unit / layout.blocks, lane: unit % layout.blocks * ColumnRun.width + lane), from: 1)
          func column(_ register: Int32) -> Double {
            let (start, stride) = run.values(register)
            return start[lane / 8 * stride][lane % 8]
          }
          if run.doubt[lane / 8][lane % 8] > 0 { continue }
          if program.decision >= 0 {
            #expect((column(program.decision) != 0) == exact.isDecided)
            decided += 1
          }
          if program.guardian >= 0 { #expect((column(program.guardian) != 0) == exact.isLegal) }
          guard exact.isDecided, exact.isLegal else { continue }
          for index in formulas.indices {
            let number = try #require(exact.result(index))
            let value = column(program.results[index])
            let isEqual =
              number.isInteger && number.double.magnitude < 9_007_199_254_740_992
              ? value == number.double : (value - number.double).magnitude <= 1e-12 * number.double.magnitude
            compared += 1
            if !isEqual {
              Issue.record("\(sheet.worksheet.arena.text(formulas[index])): column \(value), exact \(number)")
              return
            }
          }
        }
      }
    }
    print("columns, sample \(seed): \(compared) values, \(decided) decisions")
    #expect(compared > 5_000)
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
