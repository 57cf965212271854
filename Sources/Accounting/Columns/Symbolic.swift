import Formulas

/// A value of which it is not known yet at which point it is wanted.
enum Symbolic {
  /// The same at every point.
  case known(Value)
  case number(Polynomial, Dimension)
  /// A condition: 0 or 1.
  case flag(Polynomial)
  case list([Symbolic])

  var known: Value? { if case .known(let value) = self { value } else { nil } }
}

/// Why something can't be said in polynomials.
enum Obstacle: Error {
  /// It must be worked out point by point.
  case unsupported
  /// It is wrong at every point.
  case wrong(Diagnostic)
}

/// What must hold at a point for a polynomial to be right there.
///
/// A class, because evaluations inside each other add to the same one.
final class Requirements {
  /// Conditions on the values themselves: a width is a whole number, nothing is divided by zero. Where one is 0, the
  /// point is refused as the evaluator would refuse it.
  private(set) var guards: [Polynomial] = []
  /// Conditions that decided how the model is built; where one is 0, the model is built otherwise.
  private(set) var decisions: [Polynomial] = []

  func demand(_ guardian: Polynomial) {
    if guardian != .one, !guards.contains(guardian) { guards.append(guardian) }
  }

  /// Whether one of the demands so far is not met.
  func refusal(_ atoms: Atoms) -> Polynomial {
    while joined.count < guards.count {
      joined = (joined.count + 1, atoms.and(joined.all, guards[joined.count]))
    }
    return atoms.not(joined.all)
  }

  /// The first so many demands, as one.
  private var joined = (count: 0, all: Polynomial.one)

  func decide(_ condition: Polynomial) {
    if condition != .one, !decisions.contains(condition) { decisions.append(condition) }
  }
}
