import Formulas
import Language

/// Calls: a function that is declared is its body over the arguments, which the evaluator is told too where that body
/// asks it.
extension SymbolicEvaluation {
  func call(_ name: Symbol, _ arguments: [Formula], _ formula: Formula) throws(Obstacle) -> Symbolic {
    var values: [Symbolic] = []
    for argument in arguments { values.append(try value(argument)) }
    if case .function(let parameters, let body) = evaluation.meaning(of: name) {
      guard parameters.count == values.count else { throw .unsupported }
      let outer = (locals, localValues)
      defer { (locals, localValues) = outer }
      localValues = needsValues(body) ? try self.values(of: arguments, for: parameters) : []
      locals = zip(parameters, values).map { ($0, $1) }
      return try value(body)
    }
    if values.allSatisfy({ $0.known != nil }) {
      let constants = zip(values, arguments).map { constant($0, $1) }
      return try folded(.call(name, arena.list(constants)), formula)
    }
    return try function(arena.names[name], values, arguments)
  }

  /// Whether a function's body overrides inputs, or another function that it calls may.
  private func needsValues(_ body: Formula) -> Bool {
    arena.contains(body) { node in
      switch node {
      case .with: return true
      case .call(let name, _):
        if case .function = evaluation.meaning(of: name) { return true } else { return false }
      default: return false
      }
    }
  }

  /// The arguments as they are at the point of `evaluation`.
  private func values(of arguments: [Formula], for parameters: [Symbol]) throws(Obstacle)
    -> [(name: Symbol, value: Value)]
  {
    try exactly { () throws(Diagnostic) in
      try evaluation.with(locals: localValues) { (evaluation) throws(Diagnostic) in
        var values: [(name: Symbol, value: Value)] = []
        for (parameter, argument) in zip(parameters, arguments) {
          values.append((parameter, try evaluation.value(argument)))
        }
        return values
      }
    }
  }
}
