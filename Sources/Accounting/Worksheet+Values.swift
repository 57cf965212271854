import Formulas
import Language

/// What follows from inputs by the library: values by name, and ledgers that may be counted by several rules.
extension Worksheet {
  /// What the library computes from inputs and ledgers, as far as it is described.
  public var values: [Described] {
    order.compactMap { name in
      guard let entry = entries[name], entry.isLibrary, !entry.description.isEmpty else { return nil }
      switch entry.kind {
      case .definition(let binding):
        return binding.formula.isAbsent
          ? nil
          : Described(
            name: names[name], family: arena.text(binding.formula), description: entry.description)
      case .function(let parameters, let body):
        let head = "\(names[name])(\(parameters.map { names[$0] }.joined(separator: ", ")))"
        return Described(name: head, family: arena.text(body), description: entry.description)
      default: return nil
      }
    }
  }

  /// The ledger that picks its row by a convention, under its own name or what follows its underscore: flops is
  /// model_flops.
  public func choice(_ name: String) -> (ledger: Symbol, selector: Symbol)? {
    for ledger in order {
      guard case .ledger(let body)? = entries[ledger]?.kind, case .input(let selector)? = body.selector,
        names[ledger] == name || names[ledger].hasSuffix("_" + name)
      else { continue }
      return (ledger, selector)
    }
    return nil
  }

  /// The names that `choice` knows.
  public var choices: [String] {
    order.compactMap { name in
      guard case .ledger(let body)? = entries[name]?.kind, case .input? = body.selector else { return nil }
      return names[name]
    }
  }
}
