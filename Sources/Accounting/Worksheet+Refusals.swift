import Formulas
import Language

/// What is said of inputs that a model, a ledger or a domain refuses.
extension Worksheet {
  /// What a model asked of its inputs, and they are not.
  func broken(
    _ condition: Formula, _ text: String, _ evaluation: Evaluation, by asker: String = "the model",
    amid rows: [Declaration.LedgerRow] = []
  ) -> Diagnostic {
    switch arena[condition] {
    case .binary(.and, let left, let right):
      let first = (try? evaluation.boolean(left)) == true ? right : left
      return broken(first, text, evaluation, by: asker, amid: rows)
    // `vp == 1 or num_micro_batches mod pp == 0`: the last is what is asked of those that it concerns.
    case .binary(.or, let left, let right):
      var refusal = broken(right, text, evaluation, by: asker, amid: rows)
      guard refusal.code == .doesNotDivide else { break }
      if case .binary(.equal, let free, let value) = arena[left], case .name(let name) = arena[free],
        let whole = arena.constantValue(value)?.quantity?.number.integer, isSettable(name, evaluation),
        isLegal(name, whole, rows, evaluation)
      {
        refusal.details.append("or without: \(names[name]) = \(whole)")
      }
      refusal.details.append(text)
      return refusal
    default: break
    }
    if case .binary(.equal, let rest, let zero) = arena[condition],
      case .binary(.modulo, let whole, let parts) = arena[rest],
      arena.constantValue(zero)?.quantity?.number.isZero == true,
      let uneven = unevenDivision(
        whole, parts, evaluation, isLegal: { self.isLegal($0, $1, rows, evaluation) })
    {
      return uneven
    }
    var sides: [String] = []
    if case .binary(let operation, let left, let right) = arena[condition], operation.isComparison {
      for side in [left, right] where arena.constantValue(side) == nil {
        guard let value = try? evaluation.value(side) else { continue }
        sides.append("\(arena.text(side)) is \(units.phrase(value, names))")
      }
    }
    let asked = "\(asker) asks for \(arena.text(condition))"
    var refusal = Diagnostic(
      .assertionFailed, text.isEmpty ? asked : "\(asked): \(text)", at: arena.span(condition), details: sides)
    refusal.inputs = names(in: condition)
    return refusal
  }

  /// Whether all that is asked among the rows of a ledger would hold with another value.
  private func isLegal(
    _ name: Symbol, _ value: Int, _ rows: [Declaration.LedgerRow], _ evaluation: Evaluation
  ) -> Bool {
    if evaluation.isOneOfMany { return true }
    let other = evaluation.overriding(values: [(name, .quantity(Quantity(.int(value))))])
    // Asked for itself, and not for what it would say in turn.
    (other.isLenient, other.isOneOfMany) = (true, true)
    return rows.allSatisfy { row in
      guard case .assertion(let condition, _) = row else { return true }
      return (try? other.boolean(condition)) ?? false
    }
  }

  /// `d_model / num_heads` that leaves a rest, with the nearest values that would not.
  func unevenDivision(
    _ left: Formula, _ right: Formula, _ evaluation: Evaluation,
    isLegal: @escaping (Symbol, Int) -> Bool = { _, _ in true }
  ) -> Diagnostic? {
    guard let whole = try? evaluation.quantity(left).number.integer,
      let parts = try? evaluation.quantity(right).number.integer,
      (1..<1 << 60).contains(whole), (1..<1 << 60).contains(parts)
    else { return nil }
    let nearest = Remedies(sheet: self, evaluation: evaluation, isLegal: isLegal)
      .nearest(left, right, whole, parts)
    let quotient = Num.int(whole).dividing(by: .int(parts))
    let exact = quotient?.exactText().flatMap { $0.count <= 8 ? "= \($0)" : nil }
    let told = exact ?? quotient.map { "≈ \($0.roundedText(significant: 4))" } ?? ""
    var refusal = Diagnostic(
      .doesNotDivide, "\(arena.text(right)) doesn't divide \(arena.text(left))",
      details: ["\(whole.grouped) / \(parts.grouped) \(told). Nearest\(nearest)"])
    refusal.inputs = names(in: left) + names(in: right)
    let factors = arena.factors(of: right).filter { arena.constantValue($0) == nil }
    if factors.count > 1 {
      let told = factors.compactMap { factor in
        (try? evaluation.quantity(factor).number.exactText()).map { "\(arena.text(factor)) = \($0)" }
      }
      refusal.details.append("here \(told.joined(separator: ", "))")
    }
    return refusal
  }

  /// Whether an input is set rather than following others.
  func isSettable(_ name: Symbol, _ evaluation: Evaluation) -> Bool {
    guard case .input? = entries[name]?.kind else { return false }
    if evaluation.isBound(name) { return true }
    return if let binding = binding(of: name), case .fixed = binding.value { true } else { false }
  }

  /// The names that a formula speaks of, each once.
  private func names(in formula: Formula) -> [Symbol] {
    var found: [Symbol] = []
    _ = arena.contains(formula) { node in
      if case .name(let name) = node, !found.contains(name) { found.append(name) }
      return false
    }
    return found
  }
}
