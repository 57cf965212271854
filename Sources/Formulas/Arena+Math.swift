/// Formulas as they are set on paper.
extension Arena {
  /// The formula, with `substitute` giving what stands in the place of the nodes it wants to replace.
  public func math(_ formula: Formula, substituting substitute: (Formula) -> Math? = { _ in nil }) -> Math {
    formula.isAbsent ? .row([]) : math(formula, above: -1, substitute)
  }

  /// A formula that becomes a factor of a product: a sum stands in brackets.
  public func math(factor formula: Formula) -> Math {
    math(formula, above: BinaryOperator.multiply.precedence) { _ in nil }
  }

  private func math(_ formula: Formula, above: Int, _ substitute: (Formula) -> Math?) -> Math {
    if let replacement = substitute(formula) { return replacement }
    let inner = bare(formula, substitute)
    return bond(formula) < above ? .bracketed(.round, inner) : inner
  }

  /// How tightly the outermost part binds on paper: a fraction or a root needs no brackets.
  private func bond(_ formula: Formula) -> Int {
    switch self[formula] {
    case .binary(.divide, _, _), .binary(.floorDivide, _, _): 9
    case .choice: 0
    default: precedence(formula)
    }
  }

  private func bare(_ formula: Formula, _ substitute: (Formula) -> Math?) -> Math {
    func inner(_ formula: Formula, _ above: Int = 0) -> Math { math(formula, above: above, substitute) }
    func joined(_ items: [Formula], _ sign: Math, _ above: Int = 0) -> Math {
      .row(Array(items.map { [inner($0, above)] }.joined(separator: [sign])))
    }
    switch self[formula] {
    case .constant(let index): return literal(constants[Int(index)])
    case .name(let name): return .name(names[name])
    case .last: return .name("_")
    case .member:
      if let path = path(formula) { return .name(path) }
      guard case .member(let base, let name) = self[formula] else { return .row([]) }
      return .row([inner(base, 10), .word("." + names[name])])
    case .element(let base, let index): return .row([inner(base, 10), .bracketed(.square, inner(index))])
    case .unary(let operation, let operand):
      return operation == .not
        ? .row([.word("not"), inner(operand, 4)]) : .row([.sign("−"), inner(operand, 7)])
    case .binary(.subtract, _, _) where wordText(formula) != nil: return .word(wordText(formula) ?? "")
    case .binary(let operation, let left, let right): return binary(operation, left, right, inner)
    case .choice: return .cases(cases(formula, inner))
    case .call(let name, let arguments): return call(names[name], list(arguments), inner, joined)
    case .list(let id): return .bracketed(.square, joined(list(id), .sign(",")))
    case .range(let first, let last, let step, let isGeometric):
      let ends: [Math] = [inner(first, 5), .word(".."), inner(last, 5)]
      if step.isAbsent { return .row(ends) }
      return .row(ends + [.word("step")] + (isGeometric ? [.sign("·")] : []) + [inner(step, 5)])
    case .with(let body, let id):
      let settings = overrides(id).map { setting -> Math in
        let name = Math.name(names[setting.name])
        return setting.isVariant
          ? name : .row([name, .sign(setting.isLive ? ":=" : "="), inner(setting.formula)])
      }
      return .row(
        [inner(body, -1), .word("with")] + Array(settings.map { [$0] }.joined(separator: [.sign(",")])))
    case .convert(let body, _): return inner(body, -1)
    case .interpolation: return .word(text(formula))
    case .total(let id): return joined(list(id), .sign("+"), 5)
    }
  }

  private func binary(
    _ operation: BinaryOperator, _ left: Formula, _ right: Formula, _ inner: (Formula, Int) -> Math
  ) -> Math {
    let own = operation.precedence
    switch operation {
    case .divide: return .fraction(inner(left, 0), inner(right, 0))
    case .floorDivide: return .bracketed(.floor, .fraction(inner(left, 0), inner(right, 0)))
    case .power: return .power(inner(left, 10), inner(right, 0))
    case .or, .and: return .row([inner(left, own), .word(operation.rawValue), inner(right, own + 1)])
    case .modulo: return .row([inner(left, own), .word("mod"), inner(right, own + 1)])
    default: break
    }
    let signs: [BinaryOperator: String] = [
      .equal: "=", .unequal: "≠", .lessOrEqual: "≤", .greaterOrEqual: "≥", .subtract: "−", .multiply: "·",
    ]
    let sign = Math.sign(signs[operation] ?? operation.rawValue)
    let first = inner(left, operation.isComparison ? 5 : own)
    // a · b · c is one row, not a row in a row.
    if case .binary(operation, _, _) = self[left], case .row(let parts) = first {
      return .row(parts + [sign, inner(right, own + 1)])
    }
    return .row([first, sign, inner(right, own + 1)])
  }

  /// `a if c, b if d, otherwise e`
  private func cases(_ formula: Formula, _ inner: (Formula, Int) -> Math) -> [Math.Case] {
    var cases: [Math.Case] = []
    var rest = formula
    while case .choice(let condition, let yes, let no) = self[rest] {
      cases.append(Math.Case(value: inner(yes, 0), condition: inner(condition, 0)))
      rest = no
    }
    return cases + [Math.Case(value: inner(rest, 0), condition: nil)]
  }

  private func call(
    _ name: String, _ arguments: [Formula], _ inner: (Formula, Int) -> Math,
    _ joined: ([Formula], Math, Int) -> Math
  ) -> Math {
    if arguments.count == 1 {
      switch name {
      case "sqrt": return .root(inner(arguments[0], 0))
      case "floor": return .bracketed(.floor, inner(arguments[0], 0))
      case "ceil": return .bracketed(.ceiling, inner(arguments[0], 0))
      case "abs": return .bracketed(.bars, inner(arguments[0], 0))
      default: break
      }
    }
    return .row([.word(name), .bracketed(.round, joined(arguments, .sign(","), 0))])
  }

  /// `memory.blocks.ffn`, if nothing but names is in it.
  private func path(_ formula: Formula) -> String? {
    switch self[formula] {
    case .name(let name): names[name]
    case .member(let base, let name): path(base).map { $0 + "." + names[name] }
    default: nil
    }
  }

  private func literal(_ value: Value) -> Math {
    switch value {
    case .quantity(let quantity): quantity.written(units)
    case .word(let word): .word(names[word])
    default: .word(units.plain(value, names))
    }
  }
}

extension Quantity {
  /// The number as it is set on paper; what has no short decimals is a fraction.
  fileprivate func written(_ units: Units) -> Math {
    guard dimension.isNone, number.exactText() == nil, let (top, bottom) = number.fraction, bottom != 1 else {
      return Math(written: units.literal(self))
    }
    return .fraction(Math(written: Units.exact(Num(top))), Math(written: Units.exact(Num(bottom))))
  }
}
