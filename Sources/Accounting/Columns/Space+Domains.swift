import Formulas
import Language

/// A space as it is written: domains read, and each value one that its input may have.
extension Space {
  public init(_ domains: [Override], in sheet: Worksheet) throws(Diagnostic) {
    var variables: [Variable] = []
    for domain in domains {
      if variables.contains(where: { $0.name == domain.name }) {
        throw Diagnostic(
          .syntax, "\(sheet.names[domain.name]) has two domains", at: domain.span,
          "give all its values in one list")
      }
      let values = try Space.values(domain, sheet)
      variables.append(Variable(name: domain.name, span: domain.span, values: values))
    }
    self.variables = variables
    count = try Space.size(variables, sheet)
  }

  private static func size(_ variables: [Variable], _ sheet: Worksheet) throws(Diagnostic) -> Int {
    var size = Num.one
    for variable in variables { size = size.multiplying(.int(variable.count)) }
    if let count = size.integer, count <= limit { return count }
    let factors = variables.map { "\(sheet.names[$0.name]) has \(Num.int($0.count).exactText() ?? "")" }
    let largest = variables.max { $0.count < $1.count }
    throw Diagnostic(
      .tooDeep, "\(size.exactText() ?? size.roundedText(significant: 3)) points are more than can be visited",
      at: largest?.span ?? .none,
      "narrow it, or take larger steps: \(largest.map { sheet.names[$0.name] } ?? "x") = 1..64 step 8",
      details: [factors.joined(separator: ", ") + "; at most \(Num.int(limit).exactText() ?? "") points"])
  }

  private static func values(_ domain: Override, _ sheet: Worksheet) throws(Diagnostic) -> Values {
    let name = sheet.names[domain.name]
    if variantNames.contains(name), sheet.binding(of: domain.name) == nil {
      return .variants(try variants(domain, sheet))
    }
    if let obstacle = sheet.obstacle(toOverriding: domain.name, at: domain.span) { throw obstacle }
    let evaluation = Evaluation(sheet.arena, sheet.units, sheet)
    if sheet.words(of: domain.name) != nil {
      var words: [Value] = []
      for item in items(domain.formula, sheet) {
        words.append(try evaluation.assigned(item, to: domain.name))
        try sheet.check(words[words.count - 1], for: domain.name, formula: item, in: evaluation)
      }
      return .choices(try some(words, domain, sheet))
    }
    let value = try evaluation.value(domain.formula).bare
    switch value {
    case .range(let range): return try numbers(range, domain, sheet, evaluation)
    case .list(let list):
      if list.contains(where: { if case .boolean = $0 { true } else { false } }) {
        for item in list { try sheet.check(item, for: domain.name, formula: domain.formula, in: evaluation) }
        return .choices(list)
      }
      return .numbers(try numbers(try some(list, domain, sheet), domain, sheet, evaluation))
    case .boolean: return .choices([value])
    case .quantity, .ledger: return .numbers(try numbers([value], domain, sheet, evaluation))
    default:
      throw Diagnostic(
        .wrongKind, "\(name) runs over a list or a range, and this is \(value.kind)",
        at: sheet.arena.span(domain.formula), "\(name) = [1, 2, 4], or \(name) = 1..64 step 2")
    }
  }

  private static func some(_ list: [Value], _ domain: Override, _ sheet: Worksheet) throws(Diagnostic)
    -> [Value]
  {
    if list.isEmpty {
      throw Diagnostic(
        .outsideDomain, "an empty list has no values to try", at: sheet.arena.span(domain.formula),
        "\(sheet.names[domain.name]) = [1, 2, 4]")
    }
    return list
  }

  private static func items(_ formula: Formula, _ sheet: Worksheet) -> [Formula] {
    if case .list(let id) = sheet.arena[formula] { sheet.arena.list(id) } else { [formula] }
  }

  private static func variants(_ domain: Override, _ sheet: Worksheet) throws(Diagnostic) -> [Override] {
    var variants: [Override] = []
    for item in items(domain.formula, sheet) {
      let span = sheet.arena.span(item)
      guard let text = sheet.arena.wordText(item) else {
        throw Diagnostic(
          .wrongKind, "the name of a model or a scenario is wanted here", at: span,
          "\(sheet.names[domain.name]) = [gpt2, gpt2-xl]")
      }
      let name = sheet.names.symbol(text)
      _ = try sheet.variant(name, at: span)
      let wanted = sheet.names[domain.name]
      guard wanted == "variant" || wanted == "scenario" ? sheet.isVariant(text) : sheet.isModel(text) else {
        throw Diagnostic(
          .wrongKind, "\(text) is no model", at: span, "list presets, list families show the models")
      }
      variants.append(Override(name: name, formula: .absent, span: span))
    }
    return variants
  }

  /// The members of a list of numbers, each one that the input may have.
  private static func numbers(
    _ list: [Value], _ domain: Override, _ sheet: Worksheet, _ evaluation: Evaluation
  ) throws(Diagnostic) -> [Quantity] {
    var result: [Quantity] = []
    for item in list {
      guard let quantity = item.quantity else {
        throw .notANumber(item, sheet.arena.span(domain.formula))
      }
      try sheet.check(.quantity(quantity), for: domain.name, formula: domain.formula, in: evaluation)
      if let first = result.first, first.sums(with: quantity) == nil {
        throw Diagnostic(
          .unlikeUnits, "the values of \(sheet.names[domain.name]) are in different units",
          at: sheet.arena.span(domain.formula))
      }
      result.append(quantity)
    }
    return result
  }

  private static func numbers(
    _ range: NumberRange, _ domain: Override, _ sheet: Worksheet, _ evaluation: Evaluation
  ) throws(Diagnostic) -> Values {
    let span = sheet.arena.span(domain.formula)
    let grows = range.isGeometric || range.step.sign > 0
    if grows ? range.last.number < range.first.number : range.first.number < range.last.number {
      let (first, last) = (sheet.units.exact(range.first), sheet.units.exact(range.last))
      throw Diagnostic(
        .outsideDomain, "the range from \(first) to \(last) is empty", at: span,
        grows && !range.isGeometric
          ? "write \(last)..\(first), or \(first)..\(last) step -1 to go down" : "write \(last)..\(first)")
    }
    if range.isGeometric {
      let members = range.members(limit: listLimit + 1)
      if members.count > listLimit { throw .tooManyValues(sheet.names[domain.name], span) }
      return .numbers(try numbers(members.map { .quantity($0) }, domain, sheet, evaluation))
    }
    guard
      let length = range.last.number.subtracting(range.first.number).dividing(by: range.step)?.floor.integer,
      length < limit
    else { throw .tooManyValues(sheet.names[domain.name], span) }
    if length == 0, range.first.number != range.last.number,
      case .range(_, _, step: .absent, geometric: false) = sheet.arena[domain.formula]
    {
      let (first, last) = (sheet.units.exact(range.first), sheet.units.exact(range.last))
      throw Diagnostic(
        .outsideDomain, "from \(first) to \(last) in steps of 1 there is one value only", at: span,
        "write the step: \(sheet.names[domain.name]) = \(first)..\(last) step 0.1")
    }
    let values = Values.range(first: range.first, step: range.step, count: length + 1)
    // A range is as legal as its ends and its first step.
    for index in Set([0, min(1, length), length]).sorted() {
      try sheet.check(values[index], for: domain.name, formula: domain.formula, in: evaluation)
    }
    return values
  }
}

extension Diagnostic {
  fileprivate static func tooManyValues(_ name: String, _ span: Span) -> Diagnostic {
    Diagnostic(
      .tooDeep, "\(name) has more values than can be visited", at: span,
      "take larger steps: \(name) = 1..1M step 1000")
  }
}
