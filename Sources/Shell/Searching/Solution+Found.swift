import Accounting
import Formulas
import Language

/// How what was found is said.
extension Solution {
  /// The left sides of the comparisons, as far as they are not the variables themselves, each once.
  private var sides: [Formula] {
    let variables = Set(space.variables.map(\.name))
    var seen: Set<String> = [objective.isAbsent ? "" : sheet.arena.text(objective)]
    return (condition?.comparisons ?? []).map(\.left).filter { side in
      if case .name(let name) = sheet.arena[side], variables.contains(name) { return false }
      return seen.insert(sheet.arena.text(side)).inserted
    }
  }

  var objectives: [Formula] {
    if objective.isAbsent { return [] }
    if case .name(let name) = sheet.arena[objective], space.variables.contains(where: { $0.name == name }) {
      return []
    }
    return [objective]
  }

  func showTable(_ outcome: Search.Outcome) throws(Diagnostic) {
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
  func showOne(_ outcome: Search.Outcome) throws(Diagnostic) {
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
