import Accounting
import Formulas
import Language

/// The answers at all points of a plot, before they are placed on axes.
struct PlotData {
  private let space: Space
  /// For each formula, its value at each point of the space.
  private var values: [[Quantity?]]
  private var displays: [Display?]
  private(set) var refusals = Refusals()
  /// What there is to say about the picture.
  private(set) var remarks: [String] = []

  /// More points than a picture can show.
  private static let limit = 100_000

  init(_ session: Session, _ points: PointEvaluator, _ arguments: Statement.Arguments) throws(Diagnostic) {
    space = points.space
    try PlotData.check(space, arguments, session)
    let formulas = arguments.formulas
    values = Array(repeating: [], count: formulas.count)
    displays = Array(repeating: nil, count: formulas.count)
    var first: [Quantity?] = Array(repeating: nil, count: formulas.count)
    let sheet = session.sheet
    var progress = Progress(session, total: space.count, of: "points")
    defer { progress.finish() }
    for point in 0..<space.count {
      if point & 0x3F == 0 {
        if sheet.isInterrupted { throw .stopped }
        progress.update(Double(point) / Double(space.count))
      }
      let answers: [Value]
      do throws(Diagnostic) {
        answers = try points.values(at: space.places(of: point))
      } catch {
        if error.code == .interrupted { throw error }
        refusals.note(error)
        for index in formulas.indices { values[index].append(nil) }
        continue
      }
      for (index, answer) in answers.enumerated() {
        let span = sheet.arena.span(formulas[index])
        guard let quantity = session.flat(answer).quantity else { throw .notANumber(answer, span) }
        if let known = first[0] ?? first[index], known.sums(with: quantity) == nil {
          throw .twoUnits(known, sheet.arena.span(formulas[0]), quantity, span, sheet.units)
        }
        if first[index] == nil { (first[index], displays[index]) = (quantity, answer.display) }
        values[index].append(quantity)
      }
    }
    if refusals.count == space.count, let first = refusals.first { throw first }
  }

  private static func check(_ space: Space, _ arguments: Statement.Arguments, _ session: Session)
    throws(Diagnostic)
  {
    if arguments.domains.count > 2 {
      throw Diagnostic(
        .syntax, "a plot has one input along its axis and one more for its lines",
        at: arguments.domains[2].span,
        "fix it: plot memory with \(session.sheet.names[arguments.domains[2].name]) = … over …")
    }
    if space.count > limit {
      throw Diagnostic(
        .tooDeep, "\(Num.int(space.count).exactText() ?? "") points are more than a picture shows",
        at: arguments.domains[0].span, "take larger steps")
    }
    let lines =
      arguments.formulas.count * (arguments.domains.count == 2 ? space.variables[1].values.count : 1)
    if lines > PlotText.lineLimit {
      throw Diagnostic(
        .tooDeep, "\(lines) lines are more than anyone can tell apart",
        at: arguments.domains.last?.span ?? arguments.textSpan,
        "at most \(PlotText.lineLimit); the first input is the one along the axis")
    }
  }

  // MARK: Onto axes

  /// Named values side by side; nil where there are lines to draw.
  func bars(_ session: Session, _ arguments: Statement.Arguments) -> BarChart? {
    let along = space.variables[0]
    guard !along.values.isNumeric, arguments.logarithmic.isEmpty else { return nil }
    let isAlone = arguments.formulas.count == 1
    var bars: [(label: String, value: Quantity, display: Display?)] = []
    for place in 0..<along.values.count {
      let name = session.sheet.units.plain(along.values[place], session.sheet.names)
      for (index, formula) in arguments.formulas.enumerated() {
        for line in 0..<lines {
          guard let value = values[index][place * lines + line] else { continue }
          let rest = self.name(session, formula, line, arguments)
          bars.append((isAlone && lines == 1 ? name : "\(name), \(rest)", value, displays[index]))
        }
      }
    }
    let title = isAlone ? PlotData.title(session, arguments.formulas[0]) : ""
    return BarChart(bars, title: title, session.text)
  }

  /// Lines of each formula.
  private var lines: Int { space.variables.count == 2 ? space.variables[1].values.count : 1 }

  /// The picture; `remarks` says what has no place in it.
  mutating func plot(_ session: Session, _ arguments: Statement.Arguments) throws(Diagnostic) -> Plot {
    let along = space.variables[0]
    let isLogarithmicX =
      along.values.isNumeric && (arguments.logarithmic.contains(.x) || PlotData.growsByFactors(along.values))
    let isLogarithmicY = arguments.logarithmic.contains(.y)
    let (places, unitX) = abscissas(along.values, isLogarithmicX, session.sheet.units)
    let all = values.flatMap { $0.compactMap { $0 } }
    let unitY = AxisUnit(
      all, asked: displays.lazy.compactMap { $0 }.first, isLogarithmic: isLogarithmicY, session.sheet.units)

    var dropped = 0
    var series: [Plot.Series] = []
    for (index, formula) in arguments.formulas.enumerated() {
      for line in 0..<lines {
        let points = places.enumerated().map { place, x -> Plot.Point in
          let y = values[index][place * lines + line].flatMap(unitY.number)
          let isShown = y.map { !isLogarithmicY || $0 > 0 } ?? true
          let isPlaced = x.map { !isLogarithmicX || $0 > 0 } ?? false
          if isShown && isPlaced { return Plot.Point(x: x ?? 0, y: y) }
          dropped += 1
          return Plot.Point(x: 0, y: nil)
        }
        series.append(Plot.Series(name: name(session, formula, line, arguments), points: points))
      }
    }
    let shown = series.flatMap { $0.points.filter { $0.y != nil } }
    guard !shown.isEmpty else {
      if !isLogarithmicX, !isLogarithmicY {
        throw Diagnostic(
          .outsideDomain, "no point is small enough to be drawn", at: arguments.textSpan,
          "divide it by its size"
        )
      }
      throw Diagnostic(
        .outsideDomain, "no point has a place on a logarithmic axis", at: arguments.textSpan,
        "logarithmic axes begin above zero: leave out log")
    }
    let label = session.sheet.names[along.name]
    let names = (0..<along.values.count).map {
      session.sheet.units.plain(along.values[$0], session.sheet.names)
    }
    let x =
      along.values.isNumeric
      ? PlotAxis(label, unit: unitX, along: shown.map(\.x), isLogarithmic: isLogarithmicX)
      : PlotAxis(label, names: names)
    let ordinates = shown.compactMap(\.y)
    let y = PlotAxis(
      arguments.formulas.count == 1 ? PlotData.title(session, arguments.formulas[0]) : "", unit: unitY,
      holding: ordinates, isLogarithmic: isLogarithmicY)
    remark(dropped, isConstant: Set(ordinates).count == 1 && shown.count > 1, places.count, label)
    return Plot(x: x, y: y, series: series)
  }

  private mutating func remark(_ dropped: Int, isConstant: Bool, _ places: Int, _ label: String) {
    if dropped > 0 {
      remarks.append(
        "\(dropped) \(dropped == 1 ? "point is" : "points are") left out: a logarithmic axis begins above zero"
      )
    }
    if places == 1 {
      remarks.append("one point: a list or a range of \(label) gives a line")
    } else if isConstant {
      remarks.append("all points are equal")
    }
  }

  private func abscissas(_ values: Space.Values, _ isLogarithmic: Bool, _ units: Units) -> (
    [Double?], AxisUnit
  ) {
    let indices = 0..<values.count
    guard values.isNumeric else { return (indices.map(Double.init), .none) }
    let quantities = indices.compactMap { values[$0].quantity }
    let unit = AxisUnit(quantities, asked: nil, isLogarithmic: isLogarithmic, units)
    return (quantities.map(unit.number), unit)
  }

  /// A question on one line, however it was written.
  private static func title(_ session: Session, _ formula: Formula) -> String {
    session.title(formula).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// `params`, `num_layers = 12`, or both where there are more of both.
  private func name(
    _ session: Session, _ formula: Formula, _ line: Int, _ arguments: Statement.Arguments
  ) -> String {
    let title = PlotData.title(session, formula)
    guard space.variables.count == 2 else { return title }
    let variable = space.variables[1]
    let value = session.sheet.units.plain(variable.values[line], session.sheet.names)
    let setting = "\(session.sheet.names[variable.name]) = \(value)"
    return arguments.formulas.count == 1 ? setting : "\(title), \(setting)"
  }

  /// Whether each of three or more values is the one before it times the same.
  private static func growsByFactors(_ values: Space.Values) -> Bool {
    guard case .numbers(let list) = values, list.count > 2 else { return false }
    let numbers = list.map(\.number)
    guard numbers[0].sign > 0, let factor = numbers[1].dividing(by: numbers[0]), .one < factor else {
      return false
    }
    return zip(numbers, numbers.dropFirst()).allSatisfy { $0.multiplying(factor) == $1 }
  }
}
