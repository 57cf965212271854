import Accounting
import Formulas
import Language

/// What `solve` says where nothing satisfies the condition: the neighbours of an equation, or why there are none.
extension Solution {
  /// For an equation that no value hits: the values on both sides of it. False where there are none.
  func showNeighbours() throws(Diagnostic) -> Bool {
    guard let only = condition?.only, only.operation == .equal, let margin = condition?.margin,
      space.variables.count == 1, space.variables[0].values.isNumeric
    else { return false }
    let zero = sheet.arena.number(0)
    let below = try search(sheet.arena.add(.binary(.less, margin, zero)), margin, greatest: true, top: 1).hits
      .first
    let above = try search(sheet.arena.add(.binary(.greater, margin, zero)), margin, greatest: false, top: 1)
      .hits.first
    let found = [below, above].compactMap { $0 }
    guard !found.isEmpty else { return false }
    let points = PointEvaluator(sheet, space, [only.left, only.right])
    let name = sheet.names[space.variables[0].name]
    guard session.settings.format == .human else {
      var writer = RowWriter(
        session, columns: [name, session.title(only.left)], expression: "solve \(arguments.text)")
      for place in found {
        writer.add([space.variables[0].values[place[0]], session.flat(try points.evaluated(at: place)[0])])
      }
      writer.finish()
      return true
    }
    session.show("no value of \(name) gives exactly \(session.question(only.right))")
    for place in found {
      let values = try points.evaluated(at: place)
      var line = "  \(name) = \(sheet.units.plain(space.variables[0].values[place[0]], sheet.names))"
      line += "   \(session.title(only.left)) \(session.equated(session.text.line(session.flat(values[0]))))"
      if let a = values[0].quantity?.number, let b = values[1].quantity?.number, let ratio = a.dividing(by: b)
      {
        let off = ratio.subtracting(.one)
        line += "   \(sheet.units.percent(off.magnitude)) \(off.sign < 0 ? "under" : "over")"
      }
      session.show(session.page().spell(line))
    }
    if let below, let above, var line = RealLine(sheet, space, margin, along: 0, at: below) {
      let values = space.variables[0].values
      if let root = line.root(between: values.number(below[0]).double, and: values.number(above[0]).double) {
        session.show(
          session.page().spell("  the real root is \(name) ≈ \(Num.real(root).roundedText(significant: 6))"))
      }
    }
    return true
  }

  /// E14: what the condition depends on, and how near the nearest point came.
  func noSolution(_ outcome: Search.Outcome) throws(Diagnostic) -> Diagnostic {
    if outcome.legal == 0, let refusal = outcome.refusal {
      return Diagnostic(
        .noSolution, "no point is legal", at: arguments.textSpan,
        details: ["the first one: \(refusal.message)"] + refusal.details)
    }
    var details: [String] = []
    let names = space.variables.map { sheet.names[$0.name] }
    var place = space.places(of: 0)
    if let violation = condition?.violation {
      let nearest = try search(.absent, violation, greatest: false, top: 1)
      place = nearest.hits.first ?? place
    }
    let points = PointEvaluator(sheet, space, [])
    var inputs: [String] = []
    for comparison in condition?.comparisons ?? [] {
      guard let left = try? points.answer(comparison.left, at: place),
        let right = try? points.answer(comparison.right, at: place)
      else { continue }
      let depends = left.trace.steps.contains { step in
        if case .override(let name) = step.subject {
          space.variables.contains { $0.name == name }
        } else {
          false
        }
      }
      let used = sheet.inputs(of: left).map(\.name)
      for input in used where !inputs.contains(input) && !names.contains(input) { inputs.append(input) }
      let value = sheet.units.phrase(left.value, sheet.names)
      let question = session.title(comparison.left)
      if !depends || !used.contains(where: names.contains) {
        details.append("\(question) is \(value) and does not depend on \(names.joined(separator: ", "))")
      } else {
        details.append(
          "\(question) is \(value)\(off(left.value, right.value)) at the nearest point: \(assignments(place))"
        )
      }
    }
    if !inputs.isEmpty { details.append("inputs it depends on: \(inputs.joined(separator: " "))") }
    return Diagnostic(.noSolution, "no solution", at: arguments.textSpan, details: details)
  }

  private func assignments(_ place: [Int]) -> String {
    zip(space.variables, place).map { variable, index in
      "\(sheet.names[variable.name]) = \(sheet.units.plain(variable.values[index], sheet.names))"
    }.joined(separator: ", ")
  }

  /// `, 58.2% over,` or nothing.
  private func off(_ left: Value, _ right: Value) -> String {
    guard let a = left.quantity?.number, let b = right.quantity?.number, let ratio = a.dividing(by: b) else {
      return ""
    }
    let off = ratio.subtracting(.one)
    return ", \(sheet.units.percent(off.magnitude)) \(off.sign < 0 ? "under" : "over"),"
  }
}
