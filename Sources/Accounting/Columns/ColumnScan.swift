import Formulas

/// One pass over the numeric variables of a space, block by block, on all workers.
struct ColumnScan {
  private let search: Search
  private let points: PointEvaluator
  /// A point with the discrete variables in place.
  private let fixed: [Int]
  private let layout: Layout
  private var compiled: [PointEvaluator.Compiled] = []
  private var programs: [Program] = []

  /// A block that some program has yet to decide.
  private struct Unit {
    var index: Int
    /// The programs from this one on have not seen it.
    var from = 0
    /// A lane that none of them decides.
    var lane = 0
  }

  init(_ search: Search, _ points: PointEvaluator, _ fixed: [Int]) throws(Diagnostic) {
    (self.search, self.points, self.fixed) = (search, points, fixed)
    layout = Layout(search.space, numeric: points.numeric)
  }

  private static let programLimit = 64
  /// Units a worker takes at first, and the most it takes.
  private static let batch = (first: 8, most: 2_048)
  /// Seconds a round should take: Ctrl-C is heeded between rounds.
  private static let round = 0.02

  /// False where the formulas are no polynomials.
  mutating func run(_ findings: inout Findings, _ progress: (Double) -> Void) throws(Diagnostic) -> Bool {
    guard try add(at: places(outer: 0, lane: 0)) else { return false }
    let scanners = (0..<(layout.unitCount < 4 ? 1 : search.workers.count)).map { _ in
      Scanner(search, layout, fixed, findings)
    }
    var next = 0
    var pending: [Unit] = []
    var batch = ColumnScan.batch.first
    while next < layout.unitCount || !pending.isEmpty {
      if search.sheet.isInterrupted { throw .stopped }
      for scanner in scanners { scanner.take(programs) }
      let work: [[Unit]]
      if pending.isEmpty {
        work = scanners.indices.map { index in
          let start = min(next + index * batch, layout.unitCount)
          return (start..<min(start + batch, layout.unitCount)).map { Unit(index: $0) }
        }
        next = min(next + scanners.count * batch, layout.unitCount)
      } else {
        work = scanners.indices.map { index in
          pending.indices.filter { $0 % scanners.count == index }.map { pending[$0] }
        }
        pending = []
      }
      let start = search.clock()
      if scanners.count == 1 {
        scanners[0].scan(work[0])
      } else {
        search.workers.run { scanners[$0].scan(work[$0]) }
      }
      batch =
        search.clock() - start > ColumnScan.round
        ? max(1, batch / 2) : min(batch * 2, ColumnScan.batch.most)
      for scanner in scanners {
        pending += scanner.undecided
        scanner.undecided = []
      }
      if let first = pending.first {
        let (outer, block) = first.index.quotientAndRemainder(dividingBy: layout.blocks)
        guard try add(at: places(outer: outer, lane: block * ColumnRun.width + first.lane)) else {
          return false
        }
      }
      progress(Double(next) / Double(layout.unitCount))
    }
    for scanner in scanners { findings.merge(scanner.findings) }
    return true
  }

  /// The program for the model as it is built at a point.
  private mutating func add(at places: [Int]) throws(Diagnostic) -> Bool {
    guard programs.count < ColumnScan.programLimit, let next = points.compile(at: places) else {
      return false
    }
    var writer = ProgramWriter(points.atoms, order: layout.order)
    let program = writer.write(results: next.results, decisions: next.decisions, guards: next.guards)
    compiled.append(next)
    programs.append(program)
    return true
  }

  private func places(outer: Int, lane: Int) -> [Int] {
    var places = fixed
    for (index, variable) in layout.order.enumerated() {
      places[variable] = layout.place(level: index + 1, outer: outer, lane: lane)
    }
    return places
  }

  /// What one worker has: its registers, and what it found. A class, because workers share nothing else.
  private final class Scanner {
    private let search: Search
    private let layout: Layout
    private let fixed: [Int]
    private var programs: [Program] = []
    private var runs: [ColumnRun] = []
    /// The same in exact numbers; and what tells whether a point is a program's and legal, since most need no more.
    private var exact: [ExactRun] = []
    private var deciders: [ExactRun] = []
    private var guardians: [ExactRun] = []
    private var last: [Int] = []
    private let spare: UnsafeMutablePointer<ColumnRun.Lanes>
    private let covered: UnsafeMutablePointer<ColumnRun.Lanes>
    private static let one = ColumnRun.Lanes(repeating: 1)
    var findings: Findings
    var undecided: [Unit] = []

    init(_ search: Search, _ layout: Layout, _ fixed: [Int], _ findings: Findings) {
      (self.search, self.layout, self.fixed) = (search, layout, fixed)
      self.findings = Findings(
        limit: findings.limit, isGreatestWanted: findings.isGreatestWanted,
        hasObjective: findings.hasObjective)
      let groups = ColumnRun.width / 8
      spare = .allocate(capacity: max(1, layout.order.count) * groups)
      spare.initialize(repeating: .zero, count: max(1, layout.order.count) * groups)
      covered = .allocate(capacity: groups)
      covered.initialize(repeating: .zero, count: groups)
    }

    deinit {
      spare.deallocate()
      covered.deallocate()
    }

    func take(_ programs: [Program]) {
      for program in programs[self.programs.count...] {
        self.programs.append(program)
        runs.append(layout.run(program))
        exact.append(ExactRun(program))
        deciders.append(ExactRun(program.reaching([program.decision])))
        guardians.append(ExactRun(program.reaching([program.guardian])))
        last.append(-1)
      }
    }

    func scan(_ units: [Unit]) { for unit in units { scan(unit) } }

    private func scan(_ unit: Unit) {
      var count = 0
      for index in runs.indices {
        let run = runs[index]
        count = layout.move(run, to: unit.index, from: &last[index], spare: spare)
        let groups = (count + 7) / 8
        if index == 0 {
          for group in 0..<groups { covered[group] = .zero }
          // Lanes past the end belong to nobody.
          if count % 8 > 0 { for lane in (count % 8)..<8 { covered[groups - 1][lane] = 1 } }
        }
        harvest(run, unit, groups, counts: index >= unit.from)
        if isAllCovered(groups) { return }
      }
      for group in 0..<((count + 7) / 8) {
        for lane in 0..<8 where covered[group][lane] == 0 {
          undecided.append(Unit(index: unit.index, from: runs.count, lane: group * 8 + lane))
          return
        }
      }
    }

    private func isAllCovered(_ groups: Int) -> Bool {
      for group in 0..<groups where any(covered[group] .== 0) { return false }
      return true
    }

    /// Takes in the lanes that `run` decides and no program before it did; they count where `counts` says so.
    private func harvest(_ run: ColumnRun, _ unit: Unit, _ groups: Int, counts: Bool) {
      let program = run.program
      let hasCondition = !search.condition.isAbsent
      let decision = program.decision < 0 ? nil : run.values(program.decision)
      let guardian = program.guardian < 0 ? nil : run.values(program.guardian)
      let condition = hasCondition ? run.values(program.results[0]) : nil
      let objective = findings.hasObjective ? run.values(program.results[hasCondition ? 1 : 0]) : nil
      let doubt = run.doubt
      let sign: Double = findings.isGreatestWanted ? -1 : 1
      var (legal, satisfied) = (ColumnRun.Lanes.zero, ColumnRun.Lanes.zero)
      for group in 0..<groups {
        let free = ColumnRun.Lanes.zero.replacing(with: 1, where: covered[group] .== 0)
        if any(doubt[group] .> 0) {
          settle(unit, group, doubt[group], free)
        }
        let sure = free.replacing(with: 0, where: doubt[group] .> 0)
        let decided = decision.map { sure * $0.start[group &* $0.stride] } ?? sure
        covered[group] = covered[group] + decided
        guard counts else { continue }
        let allowed = guardian.map { decided * $0.start[group &* $0.stride] } ?? decided
        let holds = condition.map { allowed * $0.start[group &* $0.stride] } ?? allowed
        legal += allowed
        satisfied += holds
        if findings.refused == nil, any(allowed .!= decided) {
          for lane in 0..<8 where allowed[lane] != decided[lane] {
            findings.refuse(places(unit, group, lane))
          }
        }
        let value = objective.map { $0.start[group &* $0.stride] * sign } ?? .zero
        let candidates = holds .> 0 .& value .<= findings.threshold
        guard any(candidates) else { continue }
        for lane in 0..<8 where candidates[lane] {
          let places = places(unit, group, lane)
          findings.offer(places, point: search.point(places), objective: value[lane] * sign)
        }
      }
      findings.note(legal: Int(legal.sum()))
      findings.note(satisfied: Int(satisfied.sum()))
    }

    /// Works out exactly what floating point can't tell. Whichever program decides a lane, it counts unless that program
    /// has seen it before.
    private func settle(
      _ unit: Unit, _ group: Int, _ doubt: ColumnRun.Lanes, _ free: ColumnRun.Lanes
    ) {
      let (outer, block) = unit.index.quotientAndRemainder(dividingBy: layout.blocks)
      let hasCondition = !search.condition.isAbsent
      for lane in 0..<8 where doubt[lane] > 0 && free[lane] > 0 {
        let numbers = layout.numbers(outer: outer, lane: block * ColumnRun.width + group * 8 + lane)
        for index in exact.indices {
          deciders[index].move(to: numbers, from: 1)
          guard deciders[index].isDecided else { continue }
          covered[group][lane] = 1
          guard index >= unit.from else { break }
          let places = places(unit, group, lane)
          guardians[index].move(to: numbers, from: 1)
          guard guardians[index].isLegal else {
            findings.refuse(places)
            break
          }
          exact[index].move(to: numbers, from: 1)
          findings.note(legal: 1)
          let holds = hasCondition ? !(exact[index].result(0)?.isZero ?? true) : true
          let objective = findings.hasObjective ? exact[index].result(hasCondition ? 1 : 0)?.double : nil
          if holds { findings.add(places, point: search.point(places), objective: objective) }
          break
        }
      }
    }

    private func places(_ unit: Unit, _ group: Int, _ lane: Int) -> [Int] {
      let (outer, block) = unit.index.quotientAndRemainder(dividingBy: layout.blocks)
      var places = fixed
      for (index, variable) in layout.order.enumerated() {
        places[variable] = layout.place(
          level: index + 1, outer: outer, lane: block * ColumnRun.width + group * 8 + lane)
      }
      return places
    }
  }
}
