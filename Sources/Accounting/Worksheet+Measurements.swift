import Formulas

/// What was measured on this machine: it stands for an input until the user sets it, and comes back with `unset`.
extension Worksheet {
  struct Observation {
    var value: Value
    /// Where and how: `measured on CPU, 64M parameters, 2 threads`.
    var provenance: String

    var binding: Binding {
      Binding(value: .fixed(value, inputs: []), origin: .measurement(provenance), formula: .absent)
    }
  }

  struct Recollection {
    var names: [String]
    var recall: () -> Void
  }

  /// The input that AdamW's measured time a parameter stands for.
  public static let optimizerTime = "cpu_adamw"
  /// The tree of all that was measured.
  public static let measurements = "measured"

  /// Binds a name to what was measured, unless the user has bound it.
  public func observe(_ text: String, _ value: Value, provenance: String) {
    let name = names.symbol(text)
    let observation = Observation(value: value, provenance: provenance)
    observations[name] = observation
    // What was measured stays measured: no statement's undo takes it back.
    let recorded = changes
    changes = nil
    defer { changes = recorded }
    switch entries[name]?.kind {
    case .input(var input):
      guard !input.binding.isSet else { return }
      input.binding = observation.binding
      entries[name] = entries[name]?.with(.input(input))
    case let kind:
      if kind != nil, entries[name]?.isLibrary != true { return }
      add(
        name,
        Entry(
          kind: .definition(observation.binding), description: provenance, span: .none, isLibrary: true))
    }
  }

  /// Whether the user or a preset has given a measured name a value of their own, which then counts.
  public func isSet(_ text: String) -> Bool { binding(of: names.symbol(text))?.isSet ?? false }

  /// `recall` is called once, when one of `names` is asked for and has no value.
  public func remember(_ names: [String], _ recall: @escaping () -> Void) {
    recollection = Recollection(names: names, recall: recall)
  }

  /// Takes over what another worksheet has observed.
  public func takeObservations(of other: Worksheet) {
    recollection = other.recollection
    for (name, observation) in other.observations {
      observe(other.names[name], observation.value, provenance: observation.provenance)
    }
  }

  /// Whether something may have been brought back for `name`.
  func recall(_ name: Symbol) -> Bool {
    guard let recollection, recollection.names.contains(names[name]) else { return false }
    self.recollection = nil
    recollection.recall()
    return true
  }
}

extension Worksheet.Binding {
  /// Whether the user or a preset bound it.
  var isSet: Bool {
    switch origin {
    case .user, .preset: true
    case .library, .measurement: false
    }
  }
}
