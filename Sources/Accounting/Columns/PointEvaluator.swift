import Formulas
import Language

/// Formulas at the points of a space, exactly: by programs where the formulas are polynomials of the variables, by the
/// evaluator itself where they are not, or where a result is rounded.
///
/// A class, because it keeps the programs it has compiled.
public final class PointEvaluator {
  public let sheet: Worksheet
  public let space: Space
  public let formulas: [Formula]
  let atoms = Atoms()
  /// The variables that are polynomials' variables, by their place in the space.
  let numeric: [Int]
  private let discrete: [Int]
  /// Programs by the places of the discrete variables; an empty list where none can be written.
  private var variants: [[Int]: [Compiled]] = [:]
  private(set) var used: Set<Int> = []

  private static let variantLimit = 64

  public init(_ sheet: Worksheet, _ space: Space, _ formulas: [Formula]) {
    (self.sheet, self.space, self.formulas) = (sheet, space, formulas)
    numeric = space.variables.indices.filter { space.variables[$0].values.isNumeric }
    discrete = space.variables.indices.filter { !space.variables[$0].values.isNumeric }
    for index in numeric {
      _ = atoms.id(.variable(index), space.variables[index].values.facts)
    }
  }

  /// What a formula gives in a program.
  enum Output {
    case known(Value)
    case number(Dimension)
    case flag
  }

  /// Polynomials for one way the model is built.
  final class Compiled {
    let outputs: [Output]
    /// One for each formula; of what is known and no number, nothing.
    let results: [Polynomial]
    let decisions: [Polynomial]
    let guards: [Polynomial]
    /// Runs in the order of the space.
    var run: ExactRun
    var last: [Int]?

    init(_ outputs: [Output], _ results: [Polynomial], _ requirements: Requirements, _ run: ExactRun) {
      (self.outputs, self.results, self.run) = (outputs, results, run)
      (decisions, guards) = (requirements.decisions, requirements.guards)
    }
  }

  // MARK: Values

  /// The value of each formula at a point; throws what makes the point illegal.
  public func values(at places: [Int]) throws(Diagnostic) -> [Value] {
    guard let compiled = try? program(at: places), compiled.run.isLegal else {
      return try evaluated(at: places)
    }
    var values: [Value] = []
    for (index, output) in compiled.outputs.enumerated() {
      switch output {
      case .known(let value): values.append(displayed(value, formulas[index]))
      case .number(let dimension):
        // Exact arithmetic has one answer; what is rounded depends on the way it was worked out.
        guard let number = compiled.run.result(index), number.isExact else {
          return try evaluated(at: places)
        }
        values.append(displayed(.quantity(Quantity(number, dimension)), formulas[index]))
      case .flag:
        guard let number = compiled.run.result(index) else { return try evaluated(at: places) }
        values.append(.boolean(!number.isZero))
      }
    }
    return values
  }

  /// What the formula asked of its display, for a value that was worked out without it.
  private func displayed(_ value: Value, _ formula: Formula) -> Value {
    guard case .convert(_, let display) = sheet.arena[formula] else { return value.bare }
    return .shown(value.bare, sheet.arena.display(display))
  }

  /// The same by the evaluator.
  public func evaluated(at places: [Int]) throws(Diagnostic) -> [Value] {
    let evaluation = try evaluation(at: places)
    var values: [Value] = []
    for formula in formulas { values.append(try evaluation.value(formula)) }
    return values
  }

  /// An answer with its derivation.
  public func answer(_ formula: Formula, at places: [Int]) throws(Diagnostic) -> Answer {
    let evaluation = try evaluation(at: places)
    let step = try evaluation.answer(formula)
    return Answer(value: evaluation.trace[step].value, step: step, trace: evaluation.trace, formula: formula)
  }

  func evaluation(at places: [Int]) throws(Diagnostic) -> Evaluation {
    if sheet.isInterrupted { throw Diagnostic.stopped }
    var values: [(name: Symbol, value: Value)] = []
    var variants: [Override] = []
    for (index, variable) in space.variables.enumerated() {
      if case .variants(let list) = variable.values {
        variants.append(list[places[index]])
      } else {
        values.append((variable.name, variable.values[places[index]]))
      }
    }
    let outer = Evaluation(sheet.arena, sheet.units, sheet)
    outer.isOneOfMany = true
    let named = variants.isEmpty ? outer : try outer.overriding(variants)
    let evaluation = named.overriding(values: values)
    for (name, value) in values {
      try sheet.check(value, for: name, formula: .absent, in: evaluation)
    }
    return evaluation
  }

  /// The variables that no formula was found to depend on; none are named where the evaluator had to tell.
  public var unused: [Int] {
    failures.isEmpty ? numeric.filter { !used.contains($0) } : []
  }

  // MARK: Programs

  /// Whether polynomials tell the values at a point.
  func isCompiled(at places: [Int]) -> Bool { (try? program(at: places)) != nil }

  /// The program that is right at a point, moved there; nil where only the evaluator can tell.
  private func program(at places: [Int]) throws(Diagnostic) -> Compiled? {
    let key = discrete.map { places[$0] }
    for compiled in variants[key] ?? [] {
      move(compiled, to: places)
      if compiled.run.isDecided { return compiled }
    }
    guard (variants[key]?.count ?? 0) < PointEvaluator.variantLimit, let compiled = compile(at: places) else {
      return nil
    }
    variants[key, default: []].append(compiled)
    move(compiled, to: places)
    return compiled.run.isDecided ? compiled : nil
  }

  private func move(_ compiled: Compiled, to places: [Int]) {
    var level = 1
    if let last = compiled.last {
      if last == places { return }
      level = (numeric.firstIndex { last[$0] != places[$0] } ?? numeric.count) + 1
    }
    compiled.last = places
    compiled.run.move(to: numeric.map { space.variables[$0].values.number(places[$0]) }, from: level)
  }

  /// How often nothing could be compiled: it is not tried for ever.
  private var failures: [[Int]: Int] = [:]
  private static let failureLimit = 8

  /// Polynomials as the model is built at a point; nil where the formulas are none, or wrong there.
  func compile(at places: [Int]) -> Compiled? {
    let key = discrete.map { places[$0] }
    if failures[key, default: 0] >= PointEvaluator.failureLimit { return nil }
    let requirements = Requirements()
    do throws(Obstacle) {
      let symbolic = try symbolic(at: places, requirements)
      var results: [Polynomial] = []
      var outputs: [Output] = []
      for formula in formulas {
        switch try symbolic.value(formula) {
        case .known(let value):
          outputs.append(.known(value))
          results.append(PointEvaluator.polynomial(value))
        case .number(let polynomial, let dimension):
          outputs.append(.number(dimension))
          results.append(polynomial)
        case .flag(let polynomial):
          outputs.append(.flag)
          results.append(polynomial)
        case .list: throw .unsupported
        }
      }
      try symbolic.settle()
      note(results + requirements.decisions + requirements.guards)
      var writer = ProgramWriter(atoms, order: numeric)
      let program = writer.write(
        results: results, decisions: requirements.decisions, guards: requirements.guards)
      return Compiled(outputs, results, requirements, ExactRun(program))
    } catch {
      let isHopeless = if case .unsupported = error { true } else { false }
      failures[key, default: 0] += isHopeless ? PointEvaluator.failureLimit : 1
      return nil
    }
  }

  private static func polynomial(_ value: Value) -> Polynomial {
    if case .boolean(let holds) = value.bare { return holds ? .one : .zero }
    return value.quantity.map { Polynomial($0.number) } ?? .zero
  }

  private func symbolic(at places: [Int], _ requirements: Requirements) throws(Obstacle) -> SymbolicEvaluation
  {
    let evaluation: Evaluation
    do throws(Diagnostic) { evaluation = try self.evaluation(at: places) } catch { throw .wrong(error) }
    evaluation.isLenient = true
    var bindings: [Symbol: Symbolic] = [:]
    for index in numeric {
      let variable = space.variables[index]
      bindings[variable.name] = .number(atoms.polynomial(.variable(index)), variable.values.dimension)
    }
    return SymbolicEvaluation(sheet, atoms, requirements, evaluation, bindings)
  }

  private func note(_ polynomials: [Polynomial]) {
    for atom in atoms.reach(polynomials) {
      if case .variable(let index) = atoms.kinds[Int(atom)] { used.insert(index) }
    }
  }
}
