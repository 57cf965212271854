import Formulas

/// What becomes of an answer.
enum Judgement {
  case right
  /// Right as far as its digits go, and they are few.
  case coarse
  /// Another kind of thing than was asked for; the text says what is wanted.
  case unlike(String)
  /// Wrong, and what can be told of it: the mistake, where it is a known one.
  case wrong(String, isKnown: Bool)
}

extension Asked {
  /// Judges a value by what was asked; `written` is the answer as it was typed.
  func judgement(of value: Value, written: String, units: Units) -> Judgement {
    let precision = WrittenPrecision(written)
    switch likeness(of: value, to: expected, precision) {
    case .same: return .right
    case .coarse: return .coarse
    case .none: break
    }
    if let wanted = unlike(value, units) { return .unlike(wanted) }
    let known = mistakes.first { likeness(of: value, to: $0.value, precision) != .none }
    if let text = known?.text ?? slip(value, precision, units) { return .wrong(text, isKnown: true) }
    return .wrong(direction(value), isKnown: false)
  }

  private enum Likeness { case same, coarse, none }

  private func likeness(of value: Value, to target: Value, _ precision: WrittenPrecision) -> Likeness {
    switch (value.bare, target.bare) {
    case (.boolean(let a), .boolean(let b)): return a == b ? .same : .none
    case (.word(let a), .word(let b)): return a == b ? .same : .none
    case (.text(let a), .text(let b)): return a == b ? .same : .none
    case (.list(let a), .list(let b)):
      guard a.count == b.count else { return .none }
      let all = zip(a, b).map { likeness(of: $0, to: $1, precision) }
      return all.contains(.none) ? .none : all.contains(.coarse) ? .coarse : .same
    default:
      guard let a = value.quantity, let b = target.quantity, a.sums(with: b) != nil else { return .none }
      return likeness(of: a.number, to: b, precision)
    }
  }

  private func likeness(of a: Num, to target: Quantity, _ precision: WrittenPrecision) -> Likeness {
    let b = target.number
    if a == b { return .same }
    let off = abs(a.subtracting(b).double)
    if let tolerance {
      let room = tolerance.number.double * (tolerance.dimension.isNone ? abs(b.double) : 1)
      if off <= room * (1 + 1e-12) { return .same }
    }
    // Rounding inside an answer that is no fraction is nobody's mistake.
    let rounding = a.isExact && b.isExact ? 0 : 1e-9
    guard off <= max(precision.tolerance * (1 + 1e-12), rounding) * abs(a.double) else { return .none }
    return precision.isCoarse ? .coarse : .same
  }

  /// What is wanted, where the answer is of another kind.
  private func unlike(_ value: Value, _ units: Units) -> String? {
    guard let b = expected.quantity else {
      return value.kind == expected.kind ? nil : "\(expected.kind) is wanted, and this is \(value.kind)"
    }
    guard let a = value.quantity else { return "a number is wanted, and this is \(value.kind)" }
    guard a.sums(with: b) == nil else { return nil }
    let wanted = b.dimension.isNone ? "a plain number" : "an answer in \(units.name(of: b.dimension))"
    if a.dimension.isNone { return "\(wanted) is wanted: write the unit behind it" }
    return "\(wanted) is wanted, and this is one in \(units.name(of: a.dimension))"
  }

  /// A factor of the usual kinds.
  private func slip(_ value: Value, _ precision: WrittenPrecision, _ units: Units) -> String? {
    guard let a = value.quantity, let b = expected.quantity, !b.number.isZero, !a.number.isZero else {
      return nil
    }
    let ratio = a.number.double / b.number.double
    let room = max(min(precision.tolerance, WrittenPrecision.coarsest), 1e-6)
    let isOfBytes = units["bytes"]?.dimension == b.dimension
    if let slip = CommonSlip.of(ratio: ratio, isOfBytes: isOfBytes, room: room) { return slip.text }
    for (name, number) in factors {
      if abs(ratio / number.double - 1) <= room { return "that is too much by the factor \(name)" }
      if abs(ratio * number.double - 1) <= room { return "the factor \(name) is missing" }
    }
    return nil
  }

  private func direction(_ value: Value) -> String {
    guard let a = value.quantity?.number, let b = expected.quantity?.number else {
      return "that is another one"
    }
    return b < a ? "that is too much" : "that is too little"
  }
}
