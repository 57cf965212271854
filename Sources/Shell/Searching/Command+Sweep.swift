import Accounting
import Formulas
import Language

extension Command {
  static let sweep = Command(
    .sweep, "sweep NAME = DOMAIN, … : EXPRESSION, …", "a table of answers over lists and ranges of inputs",
    "Every combination is a row; the last name changes fastest. A domain is a list [768, 1024], a range 12..48 step 12, a geometric range 1Ki..128Ki step *2, or names: precision = [fp32, bf16], model = [gpt2, gpt2-xl], scenario = [small, large]. `| csv > \"sizes.csv\"` writes a file.",
    example: [
      "sweep d_model = [800, 1600], num_layers = 12..48 step 12 : params",
      "sweep model = [gpt2, gpt2-xl] : params, memory -> GB",
      "sweep sequence_length = 1Ki..128Ki step *2 : memory, time | csv",
    ]
  ) { (session, arguments) throws(Diagnostic) in
    guard !arguments.formulas.isEmpty else {
      throw Diagnostic(
        .syntax, "what to sweep and what to work out are wanted", at: arguments.textSpan,
        "sweep d_model = [768, 1600] : params, memory")
    }
    try session.sweep(arguments)
  }
}

extension Session {
  /// A row more than these is for a program to read, and even that has an end.
  private static let rowLimit = 100_000_000

  /// `verb` is the word it was asked with: the numbers of a plot are a sweep too.
  func sweep(_ arguments: Statement.Arguments, as verb: Verb = .sweep) throws(Diagnostic) {
    let space = try Space(arguments.domains, in: sheet)
    if space.count > Session.rowLimit {
      throw Diagnostic(
        .tooDeep, "\(Num.int(space.count).exactText() ?? "") rows are more than anyone reads",
        at: arguments.domains.first?.span ?? arguments.textSpan,
        "take larger steps, or let solve find the best of them")
    }
    let points = PointEvaluator(sheet, space, arguments.formulas)
    let conventions = try introduce(points, arguments).conventions
    let names = space.variables.map { sheet.names[$0.name] }
    var writer = RowWriter(
      self, columns: names + arguments.formulas.map { title($0) },
      expression: "\(verb.rawValue) \(arguments.text)")
    var progress = Progress(self, total: space.count, of: "rows")
    var refusals = Refusals()
    var failure: Diagnostic?
    var kinds = ColumnKinds(self, arguments.formulas)
    for point in 0..<space.count {
      do throws(Diagnostic) {
        if point & 0x3F == 0 {
          if sheet.isInterrupted { throw Diagnostic.stopped }
          try requireOutput()
          progress.update(Double(point) / Double(space.count))
        }
        let row = try row(points, at: space.places(of: point), &refusals)
        try kinds.check(row.suffix(arguments.formulas.count))
        writer.add(row)
      } catch {
        failure = error
        break
      }
    }
    progress.finish()
    writer.finish()
    if let failure { throw failure }
    if !conventions.isEmpty, sink == nil, settings.format == .human { show(conventions) }
    tell(refusals, of: space.count, "rows")
    tellUnused(points)
  }

  private func row(_ points: PointEvaluator, at places: [Int], _ refusals: inout Refusals) throws(Diagnostic)
    -> [Value?]
  {
    let inputs: [Value?] = zip(points.space.variables, places).map { $0.values[$1] }
    do throws(Diagnostic) {
      return inputs + (try points.values(at: places)).map { value in flat(value) }
    } catch {
      if !error.isAboutValues { throw error }
      refusals.note(error)
      return inputs + Array(repeating: nil, count: points.formulas.count)
    }
  }

  /// A ledger counts as its total in a table.
  func flat(_ value: Value) -> Value {
    switch value {
    case .ledger(let ledger): .quantity(ledger.total)
    case .shown(.ledger(let ledger), let display): .shown(.quantity(ledger.total), display)
    default: value
    }
  }

  /// The head of a column: the question without what only chooses the unit.
  func title(_ formula: Formula) -> String {
    if case .convert(let body, let display) = sheet.arena[formula], case .unit = sheet.arena.display(display)
    {
      return question(body)
    }
    return question(formula)
  }

  /// Evaluates the first legal point in full, for the warnings and the conventions, and says where it is; what is
  /// wrong at all points is wrong.
  func introduce(_ points: PointEvaluator, _ arguments: Statement.Arguments) throws(Diagnostic)
    -> (conventions: String, place: [Int]?)
  {
    var first: Diagnostic?
    let probes = points.space.probes
    for point in probes {
      let place = points.space.places(of: point)
      do throws(Diagnostic) {
        var used: [String] = []
        for formula in points.formulas {
          let answer = try points.answer(formula, at: place)
          try weigh(answer.warnings)
          for convention in sheet.conventions(of: answer)
          where !arguments.domains.contains(where: { $0.name == convention.name }) {
            let text = "\(sheet.names[convention.name]) = \(sheet.units.plain(convention.value, sheet.names))"
            if !used.contains(text) { used.append(text) }
          }
        }
        let lines = Paragraph.flow(used, separator: ", ", width: max(20, page().width - 12))
        let conventions =
          lines.isEmpty
          ? "" : page().paint("convention: " + lines.joined(separator: "\n            "), .dim)
        return (conventions, place)
      } catch {
        if !error.isAboutValues || error.isRaised { throw error }
        first = first ?? error
      }
    }
    // Some other point may be legal.
    if probes.count < points.space.count { return ("", nil) }
    throw first ?? .stopped
  }

  /// Says which swept names nothing depends on.
  func tellUnused(_ points: PointEvaluator) {
    for index in points.unused {
      remark("nothing here depends on \(sheet.names[points.space.variables[index].name])")
    }
  }

  /// A word beside an answer: below it for people, among the messages where a program or a file takes the answer.
  func remark(_ text: String) {
    if settings.format == .human, sink == nil {
      show(page().paint(page().spell(text), .dim))
    } else {
      complaints(complaintPage().spell(text) + "\n")
    }
  }

  func tell(_ refusals: Refusals, of total: Int, _ noun: String) {
    guard let first = refusals.first else { return }
    let count = Num.int(refusals.count).exactText() ?? ""
    let detail = first.details.first.map { ": \($0)" } ?? ""
    let all = Num.int(total).exactText() ?? ""
    let which = count == "1" ? ":" : "; the first:"
    remark("\(count) of \(all) \(noun) are not legal\(which) \(first.message)\(detail)")
  }
}

/// Points that have no value: how many, and why the first has none.
struct Refusals {
  private(set) var count: Int
  private(set) var first: Diagnostic?

  init(count: Int = 0, first: Diagnostic? = nil) { (self.count, self.first) = (count, first) }

  mutating func note(_ diagnostic: Diagnostic) {
    count += 1
    if first == nil { first = diagnostic }
  }
}

/// What each column of a sweep measures: the same in every row.
struct ColumnKinds {
  private let session: Session
  private let formulas: [Formula]
  private var known: [Quantity?]

  init(_ session: Session, _ formulas: [Formula]) {
    (self.session, self.formulas) = (session, formulas)
    known = formulas.map { _ in nil }
  }

  mutating func check(_ cells: ArraySlice<Value?>) throws(Diagnostic) {
    for (index, cell) in cells.enumerated() {
      guard let quantity = cell?.quantity else { continue }
      guard let first = known[index] else {
        known[index] = quantity
        continue
      }
      guard first.dimension != quantity.dimension, first.sums(with: quantity) == nil else { continue }
      let units = session.sheet.units
      throw Diagnostic(
        .unlikeUnits,
        "a column has one unit, and this is in \(units.description(of: first.dimension)) in one row and in \(units.description(of: quantity.dimension)) in another",
        at: session.sheet.arena.span(formulas[index]))
    }
  }
}
