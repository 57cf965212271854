import Formulas
import Language
import Testing

@testable import Accounting

/// What is taken apart adds up again.
@Suite("Conservation")
struct ConservationTests {
  @Test("The rows of every ledger sum to its total, for every preset")
  func presets() throws {
    var ledgers = 0
    let presets = try Worksheet().presetOrder
    for preset in presets {
      let sheet = try Sheet(
        "use \(preset); use a100; price = 2 $/hour; mfu = 50%; steps = 400k; batch_size = 2")
      ledgers += try conserved(sheet, preset)
    }
    print("conservation, presets: \(ledgers) ledgers of \(presets.count) presets")
    #expect(ledgers > 0)
  }

  @Test("The rows of every ledger sum to its total, for any setting of the switches", arguments: 1...4)
  func samples(seed: UInt64) throws {
    var sample = try Sample(seed: seed)
    var ledgers = 0
    for _ in 1...samplesPerSeed {
      let script = sample.next()
      ledgers += try conserved(Sheet(script), script)
    }
    print("conservation, sample \(seed): \(ledgers) ledgers of \(samplesPerSeed) models")
  }

  private let samplesPerSeed = 25

  /// Checks every ledger of a model; says how many there were.
  private func conserved(_ sheet: Sheet, _ setting: String) throws -> Int {
    for name in sheet.ledgers {
      let faults = faults(in: try sheet.ledger(name), name)
      #expect(faults.isEmpty, "\(setting)")
    }
    return sheet.ledgers.count
  }

  private func faults(in ledger: Ledger, _ path: String) -> [String] {
    var faults: [String] = []
    let counted = ledger.rows.filter { $0.role == .counted }
    if !counted.isEmpty {
      let sum = counted.reduce(Num.zero) { $0.adding($1.total.number) }
      if sum != ledger.total.number { faults.append("\(path): rows \(sum), total \(ledger.total.number)") }
    }
    if let one = ledger.one {
      let all = ledger.times.map { $0.multiplying(one.total).number }
      if all != ledger.total.number { faults.append("\(path): one of the copies is \(one.total.number)") }
      faults += self.faults(in: one, path + "[1]")
    }
    return faults + ledger.rows.flatMap { self.faults(in: $0, path + "." + $0.name) }
  }

  @Test("Every row, asked for by its path, is the row that the ledger shows")
  func paths() throws {
    var sample = try Sample(seed: 50)
    var rows = 0
    for _ in 1...3 {
      let sheet = try Sheet(sample.next())
      for name in sheet.ledgers { rows += try asked(sheet.ledger(name), name, sheet) }
    }
    print("rows by path: \(rows)")
    #expect(rows > 0)
  }

  /// Asks for every row of `ledger`, alone and in a fresh evaluation; says how many there were.
  private func asked(_ ledger: Ledger, _ path: String, _ sheet: Sheet) throws -> Int {
    var rows = 1
    let answer = try sheet.answer(path).value.quantity
    #expect(answer == ledger.total, "\(path)")
    for row in ledger.rows { rows += try asked(row, "\(path).\(row.name)", sheet) }
    if let one = ledger.one {
      let single = try sheet.answer(path.dropLast("s".count).description).value.quantity
      #expect(single == one.total, "\(path)")
    }
    return rows
  }

  @Test("explain: every step is its formula with the values of its causes", arguments: 1...2)
  func derivations(seed: UInt64) throws {
    var sample = try Sample(seed: 100 + seed)
    var steps = 0
    for _ in 1...6 {
      let script = sample.next()
      let sheet = try Sheet(script)
      for question in [
        "memory", "saved", "flops.step", "memory.static + 2 * activations with batch_size = 5",
      ] {
        let answer = try sheet.answer(question)
        let root = answer.trace[answer.step].value
        #expect(root.quantity == answer.value.quantity)
        #expect(answer.step.index == answer.trace.steps.count - 1)
        for index in answer.trace.steps.indices {
          let step = StepID(index: Int32(index))
          guard let (expected, found) = try rederived(step, answer.trace, sheet) else { continue }
          #expect(found == expected, "\(answer.trace[step].subject) in \(script)")
          steps += 1
        }
      }
    }
    print("derivations, sample \(seed): \(steps) steps")
    #expect(steps > 0)
  }

  /// The value of a step, and what its formula gives when the causes' values stand in it; nil where the step has
  /// no number.
  private func rederived(_ id: StepID, _ trace: Trace, _ sheet: Sheet) throws -> (Num, Num)? {
    let step = trace[id]
    guard let value = step.value.quantity else { return nil }
    let causes = trace.causes(of: id)
    if case .ledger(let ledger) = step.value, let times = ledger.times, let one = ledger.one {
      return (value.number, times.number.multiplying(one.total.number))
    }
    if step.formula.isAbsent {
      guard case .row = step.subject, case .ledger(let ledger) = step.value, !ledger.rows.isEmpty else {
        return nil
      }
      let rows = causes.compactMap { cause -> Num? in
        guard cause.node.isAbsent, case .ledger(let row) = trace[cause.step].value else { return nil }
        return row.total.number
      }
      return rows.isEmpty ? nil : (value.number, rows.reduce(.zero) { $0.adding($1) })
    }
    let arena = sheet.worksheet.arena
    var values: [Formula: String] = [:]
    for cause in causes where !cause.node.isAbsent {
      guard let quantity = trace[cause.step].value.quantity else { continue }
      values[cause.node] = "(" + sheet.worksheet.units.literal(quantity) + ")"
    }
    // With the values of all names in it, a formula needs no `with` any more.
    var formula = step.formula
    if case .with(let body, _) = arena[formula] { formula = body }
    return (value.number, try sheet.number(arena.text(formula) { values[$0] }))
  }
}
