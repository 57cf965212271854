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
    if let place = try session.introduce(points, arguments).place { try requireKinds(points, at: place) }
    // What short-circuits at the first point may rest on conventions all the same.
    let sides = PointEvaluator(sheet, space, objectives + (condition?.comparisons ?? []).map(\.left))
    let conventions = (try? session.introduce(sides, arguments).conventions) ?? ""
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
  private func requireKinds(_ points: PointEvaluator, at place: [Int]) throws(Diagnostic) {
    let values = try points.evaluated(at: place)
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
  }
}
