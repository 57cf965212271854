/// Functions: the user's own and the language's.
extension Evaluation {
  func call(_ name: Symbol, _ arguments: [Formula], _ formula: Formula) throws(Diagnostic) -> Value {
    if case .function(let parameters, let body) = meanings.meaning(of: name) {
      guard parameters.count == arguments.count else {
        let takes =
          parameters.isEmpty
          ? "no arguments"
          : "\(parameters.count) argument\(parameters.count == 1 ? "" : "s") (\(parameters.map { arena.names[$0] }.joined(separator: ", ")))"
        throw .argumentCount(arena.names[name], takes: takes, got: arguments.count, at: arena.span(formula))
      }
      if active.contains(name) { throw circle(to: name, at: formula) }
      var bound: [(name: Symbol, value: Value)] = []
      for (parameter, argument) in zip(parameters, arguments) {
        bound.append((parameter, try value(argument)))
      }
      let outer = locals
      locals = bound
      active.append(name)
      defer {
        locals = outer
        active.removeLast()
      }
      let label =
        "\(arena.names[name])(\(bound.map { units.phrase($0.value, arena.names) }.joined(separator: ", ")))"
      let step = try step(.call(label), body) { (evaluation) throws(Diagnostic) in try evaluation.value(body)
      }
      trace.note(formula, step)
      return trace.value(of: step)
    }
    guard let function = Function.named(arena.names[name]) else {
      throw meanings.unknown(name, at: arena.span(formula).head(of: arena.names[name]))
    }
    guard function.arity.contains(arguments.count) else {
      throw .argumentCount(
        function.name, takes: function.signature, got: arguments.count, at: arena.span(formula))
    }
    var values: [Value] = []
    for argument in arguments { values.append(try value(argument).bare) }
    let result = try function.apply(
      Function.Call(values: values, formulas: arguments, formula: formula, evaluation: self))
    if case .quantity(let quantity) = result, quantity.number.isPastAllMeasure {
      throw .tooLarge(arena.span(formula))
    }
    return result
  }
}
