import Formulas
import Language

/// An expression as a polynomial in some of its inputs: `memory = a * batch_size + b`.
public struct Collection {
  public struct Term {
    /// The power of each name.
    public var powers: [Int]
    public var coefficient: Quantity
    /// The coefficient as a formula in the other inputs; nil where it is none that could be typed.
    public var formula: Formula?
  }

  /// Highest powers first.
  public var terms: [Term]
  /// A value of the first name at which the expression is something else, and what: `batch_size = 1`.
  public var exceptions: [(value: Int, result: Quantity)]

  /// - Throws: `undefinedResult` where the expression is no polynomial in these names, with the reason.
  public init(_ expression: Formula, in names: [(symbol: Symbol, span: Span)], of sheet: Worksheet)
    throws(Diagnostic)
  {
    let start = try names.map { (name) throws(Diagnostic) in
      try Collection.current(name.symbol, name.span, sheet)
    }
    // Some switches ask whether a count is 1: what holds in general is what holds at larger values.
    let general = zip(names, start).map { name, value in
      sheet.isCount(name.symbol) ? value.adding(.one) : value
    }
    let collector = Collector(sheet, names.map(\.symbol), expression)
    let (polynomial, dimension) = try collector.polynomial(at: general)
    let written = try? collector.written(at: general)
    terms = collector.terms(polynomial, dimension, written)
    exceptions = []
    guard let first = names.first, sheet.isCount(first.symbol) else { return }
    for value in Set([1, 2, start.first?.integer ?? 1]).sorted() {
      var place = general
      place[0] = .int(value)
      guard let actual = try? collector.value(at: place),
        let expected = collector.value(of: polynomial, at: place),
        actual.number != expected
      else { continue }
      exceptions.append((value, actual))
    }
  }

  private static func current(_ name: Symbol, _ span: Span, _ sheet: Worksheet) throws(Diagnostic) -> Num {
    if let obstacle = sheet.obstacle(toOverriding: name, at: span) { throw obstacle }
    if sheet.words(of: name) != nil {
      throw Diagnostic(
        .wrongKind, "\(sheet.names[name]) has named values, and powers are of numbers", at: span,
        "sweep \(sheet.names[name]) shows each")
    }
    let formula = sheet.arena.add(.name(name), span)
    guard let quantity = try? sheet.answer(formula).value.quantity else { return .one }
    guard quantity.dimension.unlabelled.isNone else {
      throw Diagnostic(
        .wrongKind,
        "\(sheet.names[name]) is in \(sheet.units.description(of: quantity.dimension)), and powers are of plain numbers",
        at: span)
    }
    return quantity.number
  }
}

/// Works a collection out.
private struct Collector {
  let sheet: Worksheet
  let names: [Symbol]
  let expression: Formula

  init(_ sheet: Worksheet, _ names: [Symbol], _ expression: Formula) {
    (self.sheet, self.names, self.expression) = (sheet, names, expression)
  }

  private func points(_ place: [Num]) -> PointEvaluator {
    let variables = zip(names, place).map { name, value in
      Space.Variable(
        name: name, span: .none, values: .numbers([Quantity(value)]))
    }
    return PointEvaluator(sheet, Space(variables), [expression])
  }

  func value(at place: [Num]) throws(Diagnostic) -> Quantity {
    let value = try points(place).evaluated(at: names.map { _ in 0 })[0]
    guard let quantity = value.quantity else { throw .notANumber(value, sheet.arena.span(expression)) }
    return quantity
  }

  /// The polynomial as the model is built at a place.
  func polynomial(at place: [Num]) throws(Diagnostic) -> (Polynomial, Dimension) {
    let points = points(place)
    let origin = names.map { _ in 0 }
    guard let compiled = points.compile(at: origin) else {
      // What is wrong is wrong for the evaluator too.
      _ = try value(at: place)
      throw refusal("it can't be followed through the formulas")
    }
    let polynomial = compiled.results[0]
    switch compiled.outputs[0] {
    case .number(let dimension):
      try requirePowers(polynomial, points)
      return (polynomial, dimension)
    case .known(let value):
      guard let quantity = value.quantity else { throw .notANumber(value, sheet.arena.span(expression)) }
      return (polynomial, quantity.dimension)
    case .flag: throw .notANumber(.boolean(true), sheet.arena.span(expression))
    }
  }

  private func requirePowers(_ polynomial: Polynomial, _ points: PointEvaluator) throws(Diagnostic) {
    for monomial in polynomial.terms.keys {
      for factor in monomial.factors {
        switch points.atoms.kinds[Int(factor.atom)] {
        case .variable(let index):
          if factor.power < 0 { throw refusal("\(sheet.names[names[index]]) stands in a denominator") }
        case .floor, .ceiling, .isWhole, .function(.round, _): throw refusal("it is rounded on the way")
        case .sum: throw refusal("it is divided by a sum")
        case .select, .least, .greatest, .isPositive, .isZero: throw refusal("it depends on a comparison")
        case .power, .function: throw refusal("a power or a logarithm stands in it")
        case .name: break
        }
      }
    }
  }

  private func refusal(_ why: String) -> Diagnostic {
    let list = names.map { sheet.names[$0] }.joined(separator: ", ")
    return Diagnostic(
      .undefinedResult, "this is not a polynomial in \(list): \(why)", at: sheet.arena.span(expression),
      "sweep or plot shows how it depends on \(list)")
  }

  func value(of polynomial: Polynomial, at place: [Num]) -> Num? {
    var sum = Num.zero
    for (monomial, coefficient) in polynomial.terms {
      var term = coefficient
      for factor in monomial.factors {
        // The variables are the first atoms.
        guard let power = place[Int(factor.atom)].power(.int(Int(factor.power))) else { return nil }
        term = term.multiplying(power)
      }
      sum = sum.adding(term)
    }
    return sum
  }

  // MARK: Coefficients as formulas

  /// The polynomial with the other inputs left as names.
  func written(at place: [Num]) throws -> (polynomial: Polynomial, atoms: Atoms) {
    let points = points(place)
    let origin = names.map { _ in 0 }
    let evaluation = try points.evaluation(at: origin)
    var bindings: [Symbol: Symbolic] = [:]
    for (index, name) in names.enumerated() {
      bindings[name] = .number(points.atoms.polynomial(.variable(index)), .none)
    }
    let probe = SymbolicEvaluation(sheet, points.atoms, Requirements(), evaluation, bindings)
    var open = bindings
    for item in sheet.order where bindings[item] == nil {
      guard case .input(let input)? = sheet.entries[item]?.kind, input.declaration.role != .convention,
        case .known(let value)? = try? probe.value(of: item, at: .absent),
        case .quantity(let quantity) = value.bare
      else { continue }
      let facts = Atoms.Facts(
        isWhole: quantity.number.isInteger, isPositive: quantity.number.sign > 0,
        isNotNegative: quantity.number.sign >= 0)
      open[item] = .number(Polynomial(Monomial(points.atoms.id(.name(item), facts))), quantity.dimension)
    }
    let symbolic = SymbolicEvaluation(sheet, points.atoms, Requirements(), evaluation, open)
    guard case .number(let polynomial, _) = try symbolic.value(expression) else { throw Obstacle.unsupported }
    return (polynomial, points.atoms)
  }

  func terms(
    _ polynomial: Polynomial, _ dimension: Dimension, _ written: (polynomial: Polynomial, atoms: Atoms)?
  ) -> [Collection.Term] {
    var coefficients: [[Int]: Polynomial] = [:]
    for (monomial, coefficient) in written?.polynomial.terms ?? [:] {
      let powers = names.indices.map { Int(monomial.power(of: Int32($0))) }
      coefficients[powers, default: .zero].add(coefficient, monomial.filtered { Int($0.atom) >= names.count })
    }
    return polynomial.terms.map { monomial, number in
      let powers = names.indices.map { Int(monomial.power(of: Int32($0))) }
      let coefficient = Quantity(number, dimension)
      var formula: Formula?
      if let written, let known = coefficients[powers] {
        formula = self.formula(known, written.atoms, dimension)
      }
      // A formula that does not give the coefficient would explain something else.
      if let made = formula, (try? sheet.answer(made).value.quantity?.number) != number { formula = nil }
      return Collection.Term(powers: powers, coefficient: coefficient, formula: formula)
    }.sorted { $0.powers.lexicographicallyPrecedes($1.powers) }.reversed()
  }

  /// What a coefficient measures, so that with its names the product measures `whole`.
  private func unit(
    of monomial: Monomial, _ atoms: Atoms, _ whole: Dimension, _ known: inout [Int32: Dimension]
  ) -> Dimension {
    var result = whole
    for factor in monomial.factors {
      let own = known[factor.atom] ?? dimension(of: atoms.kinds[Int(factor.atom)])
      known[factor.atom] = own
      if let power = own.raised(to: .int(Int(factor.power))) { result = result.divided(by: power) }
    }
    return result
  }

  private func dimension(of kind: AtomKind) -> Dimension {
    guard case .name(let name) = kind else { return .none }
    return (try? sheet.answer(sheet.arena.add(.name(name))).value.quantity?.dimension) ?? .none
  }

  /// A polynomial of names as one would write it; nil where other atoms stand in it.
  private func formula(_ polynomial: Polynomial, _ atoms: Atoms, _ dimension: Dimension) -> Formula? {
    var sum: Formula?
    var units: [Int32: Dimension] = [:]
    for (monomial, coefficient) in polynomial.sorted.reversed() {
      var above = sheet.arena.constant(
        .quantity(Quantity(coefficient, unit(of: monomial, atoms, dimension, &units))))
      // What divides comes last, so that it reads as one division.
      for factor in monomial.factors.filter({ $0.power > 0 }) + monomial.factors.filter({ $0.power < 0 }) {
        guard case .name(let name) = atoms.kinds[Int(factor.atom)] else { return nil }
        var power = sheet.arena.add(.name(name))
        if factor.power.magnitude > 1 {
          power = sheet.arena.add(.binary(.power, power, sheet.arena.number(Int(factor.power.magnitude))))
        }
        above = sheet.arena.add(.binary(factor.power > 0 ? .multiply : .divide, above, power))
      }
      sum = sum.map { sheet.arena.add(.binary(.add, $0, above)) } ?? above
    }
    return sum
  }
}
