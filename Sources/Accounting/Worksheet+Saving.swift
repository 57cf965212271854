import Formulas
import Language

/// The session as a script.
extension Worksheet {
  /// Whether a value depends on what was shown last, on the arguments of a script or on what was measured here: by its
  /// own formula, or through what it used. A live definition may speak of the last value, whatever that is.
  public func restsOnTheMoment(_ done: Assignment) -> Bool {
    let arguments = names.symbol("args")
    func rests(_ formula: Formula) -> Bool {
      !formula.isAbsent
        && arena.contains(formula) { node in
          switch node {
          case .last: !done.isLive
          case .name(let name): name == arguments
          default: false
          }
        }
    }
    if rests(done.formula) { return true }
    if done.isLive { return false }
    return done.trace.steps.contains { step in
      switch step.subject {
      case .name(let name): isMeasured(name) || rests(step.formula)
      case .call: rests(step.formula)
      case .override, .row, .field, .question: false
      }
    }
  }

  private func isMeasured(_ name: Symbol) -> Bool {
    if case .measurement? = binding(of: name)?.origin { true } else { false }
  }

  /// A value as text that reads back as the same, fractions too.
  public func literal(_ value: Value) -> String {
    guard case .quantity(let quantity) = value.bare, quantity.number.exactText() == nil,
      let (above, below) = quantity.number.fraction
    else { return arena.text(arena.constant(value.bare)) }
    let unit = units.name(of: quantity.dimension)
    return "\(above) / \(below)" + (unit.isEmpty ? "" : " * 1 \(unit)")
  }

  /// The statements that bring a new worksheet to where this one stands, without values that were only tried: those
  /// that another followed before anything could look at them.
  public var savedScript: [String] {
    var kept: [String] = []
    // Names that are set again, with nothing in between that could have read them.
    var setLater: Set<Symbol> = []
    for statement in script.reversed() {
      if let name = plainSetting(statement) {
        if setLater.insert(name).inserted { kept.append(statement) }
      } else {
        setLater = []
        kept.append(statement)
      }
    }
    return kept.reversed()
  }

  /// The name that a statement sets to a value that depends on no other; nil for every other statement.
  private func plainSetting(_ text: String) -> Symbol? {
    let source = Source(name: "", bytes: Array(text.utf8))
    guard var parser = try? Parser(source, index: -1, arena: arena),
      let statements = try? parser.script(), statements.count == 1,
      case .assignment(let name, _, let formula, isLive: false) = statements[0].kind
    else { return nil }
    if let word = arena.wordText(formula), words(of: name)?.contains(word) == true { return name }
    return arena.contains(formula) { if case .name = $0 { true } else { false } } ? nil : name
  }
}
