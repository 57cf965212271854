import Accounting
import Formulas
import Kernels
import Language

extension Command {
  static let solve = Command(
    .solve, "solve [min|max] … for CONDITION [top N]",
    "the input that gives a value, the largest that fits, the best plan",
    "solve NAME within DOMAIN for EXPRESSION = VALUE finds the value that hits, or its two neighbours. solve max NAME within DOMAIN for CONDITION finds the largest that satisfies it. solve min EXPRESSION over NAME = DOMAIN, … for CONDITION top N finds the best of all combinations. Every point is looked at, so nothing is assumed of the condition; conditions combine with and, or, not.",
    example: [
      "solve d_model within 256..8192 step 64 for params = 7B",
      "solve max batch_size within 1..512 for memory <= 80 GB",
      "solve min time over batch_size = 1..64, num_layers = 12..48 top 5",
    ]
  ) { (session, arguments) throws(Diagnostic) in
    guard !arguments.domains.isEmpty else {
      throw Diagnostic(
        .syntax, "what to look for is wanted", at: arguments.textSpan,
        "solve max batch_size within 1..512 for memory <= 80 GB")
    }
    try Solution(session, arguments).show()
  }
}

/// A `solve`: what was asked, what was found, and how that is said.
struct Solution {
  let session: Session
  let arguments: Statement.Arguments
  let space: Space
  let condition: Condition?
  let objective: Formula
  let top: Int
  let isTopSaid: Bool

  private static let usualTop = 10

  init(_ session: Session, _ arguments: Statement.Arguments) throws(Diagnostic) {
    (self.session, self.arguments) = (session, arguments)
    space = try Space(arguments.domains, in: session.sheet)
    objective = arguments.formulas.first ?? .absent
    condition = arguments.condition.isAbsent ? nil : Condition(arguments.condition, in: session.sheet)
    isTopSaid = !arguments.top.isAbsent
    if condition == nil, objective.isAbsent {
      throw Diagnostic(
        .syntax, "a condition is wanted", at: arguments.textSpan,
        "solve \(arguments.text) for memory <= 80 GB")
    }
    if !objective.isAbsent, arguments.goal == nil {
      throw Diagnostic(
        .syntax, "min or max is wanted before \(session.question(objective))",
        at: session.sheet.arena.span(objective), "solve min \(arguments.text)")
    }
    guard isTopSaid else {
      top = arguments.goal == nil ? Solution.usualTop : arguments.domains.count == 1 ? 1 : 5
      return
    }
    let value = try session.sheet.answer(arguments.top).value
    guard let number = value.quantity?.number.integer, number >= 1, number <= 10_000 else {
      throw Diagnostic(
        .outsideDomain, "top wants a whole number from 1 to 10_000",
        at: session.sheet.arena.span(arguments.top), "top 5")
    }
    top = number
  }

  var sheet: Worksheet { session.sheet }

  /// Searches the space, with a bar where it takes long.
  func search(_ condition: Formula, _ objective: Formula, greatest: Bool, top: Int) throws(Diagnostic)
    -> Search.Outcome
  {
    var search = Search(sheet, space)
    search.condition = condition
    search.objective = objective
    search.isGreatestWanted = greatest
    search.top = top
    search.workers = sheet.workers
    var progress = Progress(session, total: space.count, of: "points")
    let clock = Stopwatch()
    search.clock = { clock.seconds }
    search.progress = { progress.update($0) }
    defer { progress.finish() }
    return try search.run()
  }

  func show() throws(Diagnostic) {
    let formulas = [arguments.condition, objective].filter { !$0.isAbsent }
    let points = PointEvaluator(sheet, space, formulas)
    _ = try session.introduce(points, arguments)
    // What short-circuits at the first point may rest on conventions all the same.
    let sides = PointEvaluator(sheet, space, objectives + (condition?.comparisons ?? []).map(\.left))
    let conventions = (try? session.introduce(sides, arguments)) ?? ""
    try requireKinds(points)
    let outcome = try search(arguments.condition, objective, greatest: arguments.goal == .max, top: top)
    if outcome.hits.isEmpty {
      if try showNeighbours() {
        tellIllegal(outcome)
        return showFooter(conventions)
      }
      throw try noSolution(outcome)
    }
    if session.settings.format == .human, space.variables.count == 1, outcome.hits.count == 1 {
      try showOne(outcome)
    } else {
      try showTable(outcome)
    }
    tellIllegal(outcome)
    showFooter(conventions)
    let first = outcome.hits[0]
    if space.variables.count == 1 { sheet.lastValue = space.variables[0].values[first[0]] }
  }

  /// Points that the model can't have: they are no part of the search.
  private func tellIllegal(_ outcome: Search.Outcome) {
    guard var refusal = outcome.refusal else { return }
    refusal.details = []
    session.tell(
      Refusals(count: space.count - outcome.legal, first: refusal), of: space.count,
      space.variables.count == 1 ? "values" : "points")
  }

  private func showFooter(_ conventions: String) {
    guard session.settings.format == .human, session.sink == nil, !conventions.isEmpty else { return }
    session.show(conventions)
  }

  /// Whether the condition is one, and the objective a number.
  private func requireKinds(_ points: PointEvaluator) throws(Diagnostic) {
    for point in 0..<min(space.count, 1_000) {
      guard let values = try? points.values(at: space.places(of: point)) else { continue }
      if condition != nil {
        guard case .boolean? = values.first?.bare else {
          throw Diagnostic(
            .wrongKind, "for wants a condition, and this is \(values.first?.kind ?? "nothing")",
            at: sheet.arena.span(arguments.condition), "compare it: = < <= > >=")
        }
      }
      if !objective.isAbsent {
        guard let value = values.last, value.quantity != nil else {
          throw .notANumber(values.last ?? .boolean(false), sheet.arena.span(objective))
        }
      }
      return
    }
  }

  // MARK: What was found

  /// The left sides of the comparisons, as far as they are not the variables themselves, each once.
  private var sides: [Formula] {
    let variables = Set(space.variables.map(\.name))
    var seen: Set<String> = [objective.isAbsent ? "" : sheet.arena.text(objective)]
    return (condition?.comparisons ?? []).map(\.left).filter { side in
      if case .name(let name) = sheet.arena[side], variables.contains(name) { return false }
      return seen.insert(sheet.arena.text(side)).inserted
    }
  }

  private var objectives: [Formula] {
    if objective.isAbsent { return [] }
    if case .name(let name) = sheet.arena[objective], space.variables.contains(where: { $0.name == name }) {
      return []
    }
    return [objective]
  }

  private func showTable(_ outcome: Search.Outcome) throws(Diagnostic) {
    let shown = objectives + sides
    let points = PointEvaluator(sheet, space, shown)
    var writer = RowWriter(
      session, columns: space.variables.map { sheet.names[$0.name] } + shown.map { session.title($0) },
      expression: "solve \(arguments.text)")
    var reached: Set<Quantity> = []
    for hit in outcome.hits {
      let inputs: [Value?] = zip(space.variables, hit).map { $0.values[$1] }
      let values = try points.evaluated(at: hit)
      if let objective = objectives.isEmpty ? nil : values[0].quantity { reached.insert(objective) }
      writer.add(inputs + values.map { session.flat($0) })
    }
    writer.finish()
    guard session.settings.format == .human else { return }
    // Where nothing tells the best apart, the order of the list says nothing.
    if reached.count == 1, outcome.hits.count > 1 {
      let followsMFU = try sheet.inputs(of: points.answer(objectives[0], at: outcome.hits[0])).contains {
        $0.name == "mfu"
      }
      session.show(
        session.page().paint(
          "\(session.title(objectives[0])) is the same in all of these"
            + (followsMFU ? ", as it follows the mfu that is set; roofline follows the plan" : "")
            + "; any of them is as good", .dim))
    }
    let units = sheet.units
    let count = units.exact(Quantity(.int(outcome.satisfied)))
    let all = units.exact(Quantity(.int(space.count)))
    let noun = condition == nil ? "points have a value" : "points satisfy it"
    let more =
      outcome.satisfied > outcome.hits.count ? "   top \(min(outcome.satisfied, 2 * top)) shows more" : ""
    session.show(session.page().paint("\(count) of \(all) \(noun)\(more)", .dim))
  }

  /// One value of one variable: the value, what stands there, how far the edge is.
  private func showOne(_ outcome: Search.Outcome) throws(Diagnostic) {
    let place = outcome.hits[0]
    let variable = space.variables[0]
    let name = sheet.names[variable.name]
    var line = "\(name) = \(sheet.units.plain(variable.values[place[0]], sheet.names))"
    let shown = objectives + sides
    let points = PointEvaluator(sheet, space, shown)
    var pieces = [line]
    for (formula, value) in zip(shown, try points.evaluated(at: place)) {
      pieces.append("\(session.title(formula)) \(session.equated(session.text.line(session.flat(value))))")
    }
    let page = session.page()
    line = pieces.joined(separator: "   ")
    if line.displayWidth <= page.width || !page.paint.isOn && pieces.count == 1 {
      session.show(page.spell(line))
    } else {
      for piece in [pieces[0]] + pieces.dropFirst().map({ "  " + $0 }) { session.show(page.spell(piece)) }
    }
    if let only = condition?.only { try showSlack(only, place) }
    if let only = condition?.only, arguments.goal != nil { try showEdge(only, place, outcome) }
  }

  /// `92.9% of 80 GB, 5.65 GB below it`
  private func showSlack(_ comparison: Condition.Comparison, _ place: [Int]) throws(Diagnostic) {
    guard comparison.operation != .equal, sides.contains(comparison.left) else { return }
    let values = try PointEvaluator(sheet, space, [comparison.left, comparison.right]).evaluated(at: place)
    guard let a = values[0].quantity, let b = values[1].quantity, let ratio = a.number.dividing(by: b.number)
    else {
      return
    }
    let slack = Quantity(b.number.subtracting(a.number).magnitude, a.dimension)
    let side = b.number < a.number ? "above" : "below"
    session.show(
      session.page().spell(
        "  \(sheet.units.percent(ratio)) of \(session.question(comparison.right)), \(sheet.units.phrase(.quantity(slack), sheet.names)) \(side) it"
      ))
  }

  /// What the next value would give, and where between the two the condition ends.
  private func showEdge(_ comparison: Condition.Comparison, _ place: [Int], _ outcome: Search.Outcome)
    throws(Diagnostic)
  {
    let variable = space.variables[0]
    let name = sheet.names[variable.name]
    guard variable.values.isNumeric, variable.count > 1 else { return }
    let (next, reached) = neighbour(of: place[0])
    guard let next else {
      let end = arguments.goal == .max ? "largest" : "smallest"
      return session.show(
        session.page().paint("  that is the \(end) value of the domain; the edge lies beyond it", .dim))
    }
    let beyond = sheet.units.plain(variable.values[next], sheet.names)
    do throws(Diagnostic) {
      let values = try PointEvaluator(sheet, space, [comparison.left, comparison.right]).evaluated(at: [next])
      if let a = values[0].quantity, let b = values[1].quantity, let ratio = a.number.dividing(by: b.number) {
        let off = ratio.subtracting(.one)
        session.show(
          session.page().spell(
            "  \(name) = \(beyond) gives \(sheet.units.phrase(.quantity(Quantity(a.number, a.dimension)), sheet.names)), \(sheet.units.percent(off.magnitude)) \(off.sign < 0 ? "under" : "over")"
          ))
      }
    } catch {
      if error.code == .interrupted { throw error }
      session.show(session.page().spell("  \(name) = \(beyond) is not possible: \(error.message)"))
    }
    if let margin = condition?.margin, var line = RealLine(sheet, space, margin, along: 0, at: place),
      let root = line.root(
        between: variable.values.number(place[0]).double, and: variable.values.number(next).double)
    {
      session.show(
        session.page().spell("  the edge is at \(name) ≈ \(Num.real(root).roundedText(significant: 6))"))
    }
    if outcome.satisfied < reached {
      let count = sheet.units.exact(Quantity(.int(outcome.satisfied)))
      let side = arguments.goal == .max ? "smaller" : "larger"
      session.show(
        session.page().paint("  not every \(side) value will do: \(count) values satisfy it", .dim))
    }
  }

  /// The next value beyond the one found, in the direction of the search, whatever the order of the domain; and how
  /// many values lie up to the one found.
  private func neighbour(of place: Int) -> (next: Int?, reached: Int) {
    let values = space.variables[0].values
    let isUpwards = arguments.goal == .max
    if case .range(_, let step, let count) = values {
      let direction = (step.sign > 0) == isUpwards ? 1 : -1
      let next = place + direction
      return ((0..<count).contains(next) ? next : nil, direction > 0 ? place + 1 : count - place)
    }
    let found = values.number(place)
    var (next, reached): (Int?, Int) = (nil, 0)
    for index in 0..<values.count {
      let number = values.number(index)
      guard isUpwards ? found < number : number < found else {
        reached += 1
        continue
      }
      if let best = next.map(values.number), isUpwards ? best < number : number < best { continue }
      next = index
    }
    return (next, reached)
  }
}
