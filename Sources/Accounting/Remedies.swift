import Formulas
import Language

/// Of a division that leaves a rest, the nearest values of the inputs behind it that would leave none.
struct Remedies {
  let sheet: Worksheet
  let evaluation: Evaluation
  /// Whether a value of an input breaks no other rule.
  let isLegal: (Symbol, Int) -> Bool

  private var arena: Arena { sheet.arena }

  /// What follows the word nearest: values of inputs, or else the numbers that would divide. A value that another rule
  /// refuses is named only where there is no other.
  func nearest(_ left: Formula, _ right: Formula, _ whole: Int, _ parts: Int) -> String {
    if arena.constantValue(right) != nil {
      let near = multiples(of: parts, near: whole) { _ in true }
      return " multiples of \(parts): \(near.map(\.grouped).joined(separator: ", "))"
    }
    var found = values(left, right, whole, parts)
    if found.isEmpty {
      found = Remedies(sheet: sheet, evaluation: evaluation) { _, _ in true }.values(
        left, right, whole, parts)
      if !found.isEmpty { found.append("each with something else changed too") }
    }
    if !found.isEmpty { return ": " + found.joined(separator: ", ") }
    let near = divisors(of: whole, near: parts) { _ in true }.map(String.init)
    return " divisors of \(whole.grouped): \(near.joined(separator: ", "))"
  }

  /// Of each factor of what divides, with the others as they are; and of what is divided.
  private func values(_ left: Formula, _ right: Formula, _ whole: Int, _ parts: Int) -> [String] {
    var result: [String] = []
    for factor in arena.factors(of: right) {
      guard let (name, value) = named(factor), value > 0 else { continue }
      if let quotient = quotient(name) {
        result += values(behind: quotient, value, dividing: whole)
      } else if sheet.isSettable(name, evaluation) {
        let rest = parts / value
        guard rest * value == parts, whole % rest == 0 else { continue }
        result += told(name, divisors(of: whole / rest, near: value) { isLegal(name, $0) })
      }
    }
    let addends = arena.addends(of: left)
    for addend in addends {
      guard let (name, value) = named(addend) else { continue }
      if addends.count == 1, let quotient = quotient(name) {
        // `num_micro_batches := batch_size / (dp * micro_batch_size)`
        guard let (input, now) = named(quotient.upper), sheet.isSettable(input, evaluation),
          let step = product(parts, quotient.parts)
        else { continue }
        result += told(input, multiples(of: step, near: now) { isLegal(input, $0) })
      } else if sheet.isSettable(name, evaluation), !isShape(name) {
        let others = whole - value
        let near = multiples(of: parts, near: whole) { $0 >= others && isLegal(name, $0 - others) }
        result += told(name, near.map { $0 - others })
      }
    }
    return result
  }

  /// An input that follows others as the quotient of two formulas, and the value of the lower.
  private struct Quotient {
    var upper, lower: Formula
    var parts: Int
  }

  private func quotient(_ name: Symbol) -> Quotient? {
    guard !evaluation.isBound(name), let binding = sheet.binding(of: name), case .live = binding.value,
      case .binary(.divide, let upper, let lower) = arena[binding.formula],
      let parts = try? evaluation.quantity(lower).number.integer, parts > 0
    else { return nil }
    return Quotient(upper: upper, lower: lower, parts: parts)
  }

  /// Of `dp := num_accelerators / (tp * pp * cp)`, which is to divide `whole`: of the inputs that it follows.
  private func values(behind quotient: Quotient, _ value: Int, dividing whole: Int) -> [String] {
    var result: [String] = []
    if let (input, _) = named(quotient.upper), sheet.isSettable(input, evaluation) {
      let near = divisors(of: whole, near: value) { target in
        product(target, quotient.parts).map { isLegal(input, $0) } ?? false
      }
      result += told(input, near.map { $0 * quotient.parts })
    }
    // What else the others would refuse is not asked in a search.
    guard !evaluation.isOneOfMany, let upper = product(value, quotient.parts) else { return result }
    for factor in arena.factors(of: quotient.lower) {
      guard let (input, now) = named(factor), now > 0, sheet.isSettable(input, evaluation) else { continue }
      // With more of them, fewer of what is to divide.
      func needed(_ target: Int) -> Int? {
        guard let taken = product(target, quotient.parts / now), upper % taken == 0 else { return nil }
        return upper / taken
      }
      let near = divisors(of: whole, near: value) { needed($0).map { isLegal(input, $0) } ?? false }
      result += told(input, near.compactMap(needed))
    }
    return result
  }

  private func named(_ formula: Formula) -> (name: Symbol, value: Int)? {
    guard case .name(let name) = arena[formula],
      let value = try? evaluation.quantity(formula).number.integer
    else { return nil }
    return (name, value)
  }

  private func isShape(_ name: Symbol) -> Bool {
    if case .input(let input)? = sheet.entries[name]?.kind { input.declaration.role == .shape } else { false }
  }

  private func told(_ name: Symbol, _ values: [Int]) -> [String] {
    values.isEmpty
      ? [] : ["\(sheet.names[name]) = \(values.map(\.grouped).joined(separator: " or "))"]
  }

  // MARK: Numbers

  private func product(_ a: Int, _ b: Int) -> Int? {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : product
  }

  /// The divisors next to `parts` below and above, of those that will do.
  private func divisors(of whole: Int, near parts: Int, where willDo: (Int) -> Bool) -> [Int] {
    let reach = 10_000
    let top = min(parts - 1, whole)
    let below = stride(from: top, through: max(1, top - reach), by: -1)
      .first { whole % $0 == 0 && willDo($0) }
    let above =
      parts >= whole ? nil : (parts + 1...min(whole, parts + reach)).first { whole % $0 == 0 && willDo($0) }
    return [below, above].compactMap(\.self)
  }

  /// The multiples next to `whole` below and above, of those that will do.
  private func multiples(of parts: Int, near whole: Int, where willDo: (Int) -> Bool) -> [Int] {
    let reach = 200
    let below = whole / parts
    let under = stride(from: below, through: max(1, below - reach), by: -1).lazy.map { $0 * parts }
    let over = (below + 1...below + reach).lazy.compactMap { product($0, parts) }
    return [under.first(where: willDo), over.first(where: willDo)].compactMap(\.self)
  }
}

extension Arena {
  /// `[tp, pp]` of `tp * pp`.
  func factors(of formula: Formula) -> [Formula] {
    if case .binary(.multiply, let a, let b) = self[formula] { return factors(of: a) + factors(of: b) }
    return [formula]
  }

  /// `[a, b]` of `a + b`.
  func addends(of formula: Formula) -> [Formula] {
    if case .binary(.add, let a, let b) = self[formula] { return addends(of: a) + addends(of: b) }
    return [formula]
  }
}

extension Int {
  /// Digits in groups of three.
  var grouped: String { Num.int(self).exactText() ?? String(self) }
}
