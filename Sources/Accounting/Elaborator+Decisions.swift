import Formulas
import Language

/// Decisions: conditions and words that shape a model, each remembered with how it came out.
extension Elaborator {
  /// Decides a condition, once for each form it takes.
  mutating func decide(_ condition: Formula) throws(Diagnostic) -> Bool {
    try truth(try formula(condition))
  }

  private mutating func truth(_ formula: Formula) throws(Diagnostic) -> Bool {
    switch arena[formula] {
    case .constant:
      if case .boolean(let flag)? = arena.constantValue(formula) { return flag }
    case .unary(.not, let operand): return try !truth(operand)
    case .binary(.and, let left, let right):
      if try truth(left) { return try truth(right) }
      return false
    case .binary(.or, let left, let right):
      if try truth(left) { return true }
      return try truth(right)
    case .binary(let operation, let left, let right) where operation == .equal || operation == .unequal:
      if let same = try sameWord(left, right) { return same == (operation == .equal) }
    default: break
    }
    guard case .boolean(let flag) = try settled(formula) else {
      throw .notACondition(arena.span(formula))
    }
    return flag
  }

  /// Compares two bare words, of which at most one is an input; nil when they are not words.
  private mutating func sameWord(_ left: Formula, _ right: Formula) throws(Diagnostic) -> Bool? {
    guard case .name(let a) = arena[left], case .name(let b) = arena[right] else { return nil }
    switch (sheet.isBareWord(a), sheet.isBareWord(b)) {
    case (true, true): return a == b
    case (false, true): return try word(left) == b
    case (true, false): return a == (try word(right))
    case (false, false): return nil
    }
  }

  private mutating func word(_ formula: Formula) throws(Diagnostic) -> Symbol? {
    if case .word(let word) = try settled(formula) { return word }
    return nil
  }

  /// The value of a formula that shapes the model, remembered as a decision.
  mutating func settled(_ formula: Formula) throws(Diagnostic) -> Value {
    if let known = decided[formula] { return known }
    let value = try evaluation.aside { (evaluation) throws(Diagnostic) in try evaluation.value(formula).bare }
    decided[formula] = value
    decisions.append(Decision(formula: formula, value: value, isDemand: isAsserting))
    return value
  }

  /// The type that a formula names: `float32`, `precision.residual`.
  mutating func type(_ formula: Formula) throws(Diagnostic) -> Symbol {
    if case .name(let name) = arena[formula], sheet.isBareWord(name) { return name }
    guard case .word(let word) = try settled(formula) else {
      throw Diagnostic(.declaration, "a type is wanted here: float32, bfloat16, …", at: arena.span(formula))
    }
    return word
  }
}

extension Diagnostic {
  static func notACondition(_ span: Span) -> Diagnostic {
    Diagnostic(.declaration, "a condition is wanted here", at: span)
  }
}

extension Worksheet {
  /// Whether a name is only a word: not an input, a definition or a ledger, though it may name a record.
  func isBareWord(_ name: Symbol) -> Bool {
    switch entries[name]?.kind {
    case nil, .record: true
    default: false
    }
  }
}
