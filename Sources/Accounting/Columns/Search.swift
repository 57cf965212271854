import Formulas
import Language

/// Looks at every point of a space: which satisfy a condition, and which of them are best.
///
/// Nothing is assumed of the condition, so a non-monotone one is answered as rightly as any other. Columns of `Double`
/// sort the points; where they can't be sure, and for what is found, exact numbers decide.
public struct Search {
  public let sheet: Worksheet
  public let space: Space
  /// `Formula.absent` where every legal point will do.
  public var condition = Formula.absent
  /// What is to be least or greatest; `Formula.absent` where the first points will do.
  public var objective = Formula.absent
  public var isGreatestWanted = false
  /// How many points are wanted.
  public var top = 1
  public var workers = Workers.one
  /// Seconds since some moment: how long a round of work takes decides how large the next one is.
  public var clock: () -> Double = { 0 }
  /// Told from time to time which part of the points has been visited.
  public var progress: (Double) -> Void = { _ in }

  public init(_ sheet: Worksheet, _ space: Space) { (self.sheet, self.space) = (sheet, space) }

  public struct Outcome {
    /// The best points, or the first, in order: the place of each variable's value.
    public var hits: [[Int]] = []
    /// How many points satisfy the condition.
    public var satisfied = 0
    /// How many points are legal.
    public var legal = 0
    /// What is wrong with a point that is not legal.
    public var refusal: Diagnostic?
    /// The variables that something depends on.
    public var used: Set<Int> = []
  }

  /// - Throws: `interrupted`, and whatever the formulas are wrong about at every point.
  public func run() throws(Diagnostic) -> Outcome {
    let points = PointEvaluator(sheet, space, [condition, objective].filter { !$0.isAbsent })
    var outcome = Outcome()
    var findings = Findings(
      limit: top + 8, isGreatestWanted: isGreatestWanted, hasObjective: !objective.isAbsent)
    let discrete = space.variables.indices.filter { !space.variables[$0].values.isNumeric }
    let combinations = discrete.reduce(1) { $0 * space.variables[$1].count }
    for combination in 0..<combinations {
      var places = Array(repeating: 0, count: space.variables.count)
      var rest = combination
      for index in discrete.reversed() {
        (rest, places[index]) = rest.quotientAndRemainder(dividingBy: space.variables[index].count)
      }
      let share = { (part: Double) in progress((Double(combination) + part) / Double(combinations)) }
      var scan = try ColumnScan(self, points, places)
      if try !scan.run(&findings, share) { try visit(points, discrete, places, &findings, share) }
    }
    outcome.hits = try ranked(findings.found, points)
    (outcome.satisfied, outcome.legal) = (findings.satisfied, findings.legal)
    if let place = findings.refused {
      do throws(Diagnostic) { _ = try points.evaluated(at: place) } catch { outcome.refusal = error }
    }
    if let refusal = outcome.refusal, !refusal.isAboutValues { throw refusal }
    outcome.used = points.used.union(discrete)
    return outcome
  }

  /// The candidates in exact order, the earlier point first among equals.
  private func ranked(_ found: [Findings.Hit], _ points: PointEvaluator) throws(Diagnostic) -> [[Int]] {
    guard !objective.isAbsent else { return found.sorted { $0.point < $1.point }.prefix(top).map(\.places) }
    var exact: [(Num, Findings.Hit)] = []
    for hit in found {
      guard let number = try points.values(at: hit.places).last?.quantity?.number else { continue }
      exact.append((number, hit))
    }
    exact.sort { left, right in
      if left.0 != right.0 { return isGreatestWanted ? right.0 < left.0 : left.0 < right.0 }
      return left.1.point < right.1.point
    }
    return exact.prefix(top).map(\.1.places)
  }

  /// Point by point, where the formulas are no polynomials.
  private func visit(
    _ points: PointEvaluator, _ discrete: [Int], _ fixed: [Int], _ findings: inout Findings,
    _ share: (Double) -> Void
  ) throws(Diagnostic) {
    let numeric = space.variables.indices.filter { !discrete.contains($0) }
    let count = numeric.reduce(1) { $0 * space.variables[$1].count }
    for number in 0..<count {
      if number & 0xFF == 0 { share(Double(number) / Double(count)) }
      var places = fixed
      var rest = number
      for index in numeric.reversed() {
        (rest, places[index]) = rest.quotientAndRemainder(dividingBy: space.variables[index].count)
      }
      do throws(Diagnostic) {
        let values = try points.values(at: places)
        let holds =
          if !condition.isAbsent, case .boolean(let flag)? = values.first?.bare { flag } else {
            condition.isAbsent
          }
        findings.note(legal: 1)
        if holds {
          findings.add(places, point: point(places), objective: values.last?.quantity?.number.double)
        }
      } catch {
        if !error.isAboutValues || findings.legal == 0 && number == 1_000 && !isAnyLegal(points) {
          throw error
        }
        findings.refuse(places)
      }
    }
  }

  /// Whether one of many points, spread over all, is legal: where none is the others are not looked at one by one.
  private func isAnyLegal(_ points: PointEvaluator) -> Bool {
    space.probes.contains { (try? points.values(at: space.places(of: $0))) != nil }
  }

  /// The number of a point in the order of the space.
  func point(_ places: [Int]) -> Int {
    zip(space.variables, places).reduce(0) { $0 * $1.0.count + $1.1 }
  }
}

/// What a search has found so far.
struct Findings {
  struct Hit {
    var point: Int
    var places: [Int]
    var objective: Double
  }

  /// Candidates; some more than are wanted, so that rounding can't push a right one out.
  private(set) var found: [Hit] = []
  private(set) var satisfied = 0
  private(set) var legal = 0
  /// An illegal point.
  private(set) var refused: [Int]?
  let limit: Int
  let isGreatestWanted: Bool
  let hasObjective: Bool
  private var worst = 0

  init(limit: Int, isGreatestWanted: Bool, hasObjective: Bool) {
    (self.limit, self.isGreatestWanted, self.hasObjective) = (limit, isGreatestWanted, hasObjective)
  }

  mutating func note(legal count: Int) { legal += count }
  mutating func note(satisfied count: Int) { satisfied += count }

  mutating func refuse(_ places: [Int]) { if refused == nil { refused = places } }

  /// Only objectives below this can still enter, turned so that less is better; ties enter by their place.
  var threshold: Double { found.count < limit ? .infinity : key(found[worst]) }

  private func key(_ hit: Hit) -> Double { isGreatestWanted ? -hit.objective : hit.objective }

  private func isBetter(_ a: Hit, _ b: Hit) -> Bool {
    let (x, y) = (key(a), key(b))
    return x == y ? a.point < b.point : x < y
  }

  mutating func add(_ places: [Int], point: Int, objective: Double?) {
    satisfied += 1
    offer(places, point: point, objective: objective)
  }

  mutating func offer(_ places: [Int], point: Int, objective: Double?) {
    let hit = Hit(point: point, places: places, objective: hasObjective ? objective ?? .nan : 0)
    if hit.objective.isNaN { return }
    if found.count < limit {
      found.append(hit)
    } else if isBetter(hit, found[worst]) {
      found[worst] = hit
    } else {
      return
    }
    if found.count == limit {
      worst = found.indices.max { isBetter(found[$0], found[$1]) } ?? 0
    }
  }

  mutating func merge(_ other: Findings) {
    satisfied += other.satisfied
    legal += other.legal
    if refused == nil { refused = other.refused }
    for hit in other.found { offer(hit.places, point: hit.point, objective: hit.objective) }
  }
}
