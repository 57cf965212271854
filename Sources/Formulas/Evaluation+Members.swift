/// Rows of ledgers, fields of records, elements of lists.
extension Evaluation {
  func path(_ formula: Formula) throws(Diagnostic) -> Value {
    if let (root, parts) = try ledgerPath(formula) {
      let step = try meanings.row(root, parts, at: formula, in: self)
      trace.note(formula, step)
      return trace.value(of: step)
    }
    switch arena[formula] {
    case .member(let base, let name):
      switch try value(base).bare {
      case .ledger(let ledger):
        if let row = ledger[arena.names[name]] { return .ledger(row) }
        let rows = ledger.rows.map(\.name)
        throw .noMember(arena.names[name], in: arena.text(base), has: rows, at: arena.span(formula))
      case .word(let word):
        let step = try meanings.field(name, of: word, at: formula, in: self)
        trace.note(formula, step)
        return trace.value(of: step)
      case let other:
        throw Diagnostic(.noMember, "\(other.kind) has no members", at: arena.span(formula))
      }
    case .element(let base, let index):
      let collection = try value(base).bare
      if case .word(let record) = collection {
        guard let field = rowName(try value(index)) else {
          throw Diagnostic(.noMember, "a name of a field is wanted in the brackets", at: arena.span(index))
        }
        let step = try meanings.field(field, of: record, at: formula, in: self)
        trace.note(formula, step)
        return trace.value(of: step)
      }
      let position = try quantity(index)
      switch collection {
      case .list(let items):
        guard let number = position.number.integer, number >= 1, number <= items.count else {
          throw .index(units.phrase(.quantity(position), arena.names), count: items.count, arena.span(index))
        }
        return items[number - 1]
      case .range(let range):
        let members = try self.members(range, arena.span(base))
        guard let number = position.number.integer, number >= 1, number <= members.count else {
          throw .index(
            units.phrase(.quantity(position), arena.names), count: members.count, arena.span(index))
        }
        return .quantity(members[number - 1])
      default: throw Diagnostic(.noMember, "\(collection.kind) has no elements", at: arena.span(formula))
      }
    default: return try value(formula)
    }
  }

  /// The members of a range, as far as anything looks at them.
  func members(_ range: NumberRange, _ span: Span) throws(Diagnostic) -> [Quantity] {
    var result: [Quantity] = []
    for member in range {
      try attend()
      if result.count == Evaluation.sizeLimit { throw .tooLong("range", span) }
      result.append(member)
    }
    if let last = result.last, range.isLost(after: last.number) { throw .tooLong("range", span) }
    return result
  }

  /// The ledger and the row names that a chain of members speaks of; nil when its root is no ledger.
  func ledgerPath(_ formula: Formula) throws(Diagnostic) -> (Symbol, [Symbol])? {
    var parts: [Symbol] = []
    var current = formula
    while true {
      switch arena[current] {
      case .member(let base, let name):
        parts.append(name)
        current = base
      case .element(let base, let index):
        guard rootIsLedger(base) else { return nil }
        guard let word = rowName(try value(index)) else { return nil }
        parts.append(word)
        current = base
      case .name(let name):
        guard !locals.contains(where: { $0.name == name }), case .ledger = meanings.meaning(of: name) else {
          return nil
        }
        return (name, parts.reversed())
      default: return nil
      }
    }
  }

  /// The row or field that a value in brackets names: a word, or a text.
  public func rowName(_ value: Value) -> Symbol? {
    switch value.bare {
    case .word(let word): word
    case .text(let text): arena.names.symbol(text)
    default: nil
    }
  }

  public func rootIsLedger(_ formula: Formula) -> Bool {
    switch arena[formula] {
    case .member(let base, _), .element(let base, _): rootIsLedger(base)
    case .name(let name): if case .ledger = meanings.meaning(of: name) { true } else { false }
    default: false
    }
  }
}
