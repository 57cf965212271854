import Formulas
import Language

/// Evaluating ledgers row by row.
extension Worksheet {
  public func row(
    _ root: Symbol, _ path: [Symbol], at node: Formula, in evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    guard let entry = entries[root], case .ledger(let body) = entry.kind else {
      throw unknown(root, at: arena.span(node))
    }
    let plan = try plan(in: evaluation)
    var current = try tree(root, plan, evaluation)
    if path.isEmpty { return try whole(current, body, node, evaluation) }
    if let row = current.rows.first(where: { $0.name == path[0] }), row.role == .also {
      let root = current
      return try evaluation.beside(root.id) { () throws(Diagnostic) in
        path.count == 1
          ? try evaluate(row, body, one: false, evaluation)
          : try beyond(row, Array(path.dropFirst()), body, node, evaluation)
      }
    }
    var isOne = false
    for (index, name) in path.enumerated() {
      if let next = current.rows.first(where: { $0.name == name }) {
        // `block` by its own name is one of the blocks.
        current = next
        isOne = next.times != nil
        continue
      }
      let text = names[name]
      if text == "total", index == path.count - 1 {
        return try evaluate(current, body, one: isOne, evaluation)
      }
      if let folded = current.rows.first(where: { $0.times != nil && names[$0.name] + "s" == text }) {
        // All of them: rows below are looked up in the value, where each counts as often as it stands.
        let rest = Array(path[(index + 1)...])
        if rest.isEmpty { return try evaluate(folded, body, one: false, evaluation) }
        return try beyond(folded, rest, body, node, evaluation)
      }
      return try beyond(current, Array(path[index...]), body, node, evaluation)
    }
    return try evaluate(current, body, one: isOne, evaluation)
  }

  /// Rows that only the value of a row has: `memory.activations.block` lies in the ledger `activations`.
  private func beyond(
    _ row: Plan.Row, _ path: [Symbol], _ body: Declaration.LedgerBody, _ node: Formula,
    _ evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    let step = try evaluate(row, body, one: false, evaluation)
    guard case .ledger(var ledger) = evaluation.trace[step].value else { throw missing(row, path[0], node) }
    for name in path {
      guard let next = ledger[names[name]] else {
        let known = row.rows.isEmpty ? ledger.rows.map(\.name) : row.rows.map { names[$0.name] }
        let rows = known + ["total"]
        throw .noMember(names[name], in: row.path, has: rows, at: arena.span(node))
      }
      ledger = next
    }
    let found = ledger
    return try evaluation.step(
      .row(row.path + (row.times == nil ? "." : "s.") + path.map { names[$0] }.joined(separator: ".")),
      .absent
    ) { (evaluation) throws(Diagnostic) in
      evaluation.use(found.step, at: .absent)
      return .ledger(found)
    }
  }

  private func missing(_ row: Plan.Row, _ name: Symbol, _ node: Formula) -> Diagnostic {
    let rows = row.rows.map { names[$0.name] } + ["total"]
    return .noMember(names[name], in: row.path, has: rows, at: arena.span(node))
  }

  // MARK: Evaluation

  /// A whole ledger: the rows that count, then the figures beside them.
  private func whole(
    _ root: Plan.Row, _ body: Declaration.LedgerBody, _ node: Formula, _ evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    let counted = try evaluate(root, body, one: false, evaluation)
    let beside = root.rows.filter { $0.role == .also }
    // A figure beside the total may speak of the total: then it is the counted rows that are meant.
    if beside.isEmpty || evaluation.isInside(root.id) { return counted }
    return try evaluation.row(-root.id) { () throws(Diagnostic) in
      guard case .ledger(let ledger) = evaluation.trace[counted].value else { return counted }
      var rows = ledger.rows
      var steps: [StepID] = []
      for row in beside {
        // What lacks an input is left out of the picture, not an error of the whole.
        let side = try optional { () throws(Diagnostic) in
          try evaluation.beside(root.id) { () throws(Diagnostic) in
            try evaluate(row, body, one: false, evaluation)
          }
        }
        guard let step = side else { continue }
        guard case .ledger(let side) = evaluation.trace[step].value else { continue }
        rows.append(
          Ledger(name: names[row.name], total: side.total, role: .also, step: step, note: side.note))
        steps.append(step)
      }
      let complete = Ledger(
        name: ledger.name, total: ledger.total, rows: rows, step: counted, note: ledger.note)
      return try evaluation.step(.row(root.path), .absent) { (evaluation) throws(Diagnostic) in
        for cause in evaluation.trace.causes(of: counted) { evaluation.use(cause.step, at: cause.node) }
        return .ledger(complete)
      }
    }
  }

  private func optional(_ work: () throws(Diagnostic) -> StepID) throws(Diagnostic) -> StepID? {
    do throws(Diagnostic) {
      return try work()
    } catch {
      if error.code == .unset { return nil }
      throw error
    }
  }

  /// One row: its formula, or the sum of its rows; `one` of the copies where it stands for several.
  private func evaluate(
    _ row: Plan.Row, _ body: Declaration.LedgerBody, one: Bool, _ evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    if let times = row.times, !one {
      let single = try evaluate(row, body, one: true, evaluation)
      return try evaluation.row(row.id) { () throws(Diagnostic) in
        try evaluation.step(.row(row.path + (row.times == nil ? "." : "s.")), times) {
          (evaluation) throws(Diagnostic) in
          let factor = try evaluation.quantity(times)
          evaluation.use(single, at: .absent)
          guard case .ledger(let ledger) = evaluation.trace[single].value else {
            return evaluation.trace[single].value
          }
          return .ledger(
            Ledger(
              name: names[row.name] + "s", total: factor.multiplying(ledger.total), times: factor,
              one: ledger,
              rows: ledger.rows.map { $0.scaled(by: factor) },
              step: StepID(index: Int32(evaluation.trace.steps.count)), note: row.note))
        }
      }
    }
    return try evaluation.row(row.times == nil ? row.id : -row.id) { () throws(Diagnostic) in
      try evaluation.step(.row(row.path), row.formula ?? .absent) { (evaluation) throws(Diagnostic) in
        if let selector = row.selector { return try selected(row, selector, body, evaluation) }
        if row.rows.isEmpty || row.formula != nil { return try leaf(row, body, evaluation) }
        return try sum(row, body, evaluation)
      }
    }
  }

  /// Where the step that is being worked out will stand, once it is done.
  private func here(_ evaluation: Evaluation) -> StepID { StepID(index: Int32(evaluation.trace.steps.count)) }

  private func leaf(_ row: Plan.Row, _ body: Declaration.LedgerBody, _ evaluation: Evaluation)
    throws(Diagnostic) -> Value
  {
    guard let formula = row.formula else {
      return .ledger(
        Ledger(
          name: names[row.name], total: Quantity(.zero, body.dimension), step: here(evaluation),
          note: row.note))
    }
    for convention in row.conventions {
      evaluation.use(try evaluation.step(for: convention, at: formula), at: .absent)
    }
    let value = try evaluation.value(formula)
    guard let quantity = value.quantity else {
      throw Diagnostic(
        .wrongKind, "\(row.path) is \(value.kind), and a ledger holds numbers", at: arena.span(formula))
    }
    let total = try measured(quantity, row, body)
    let rows: [Ledger] =
      if case .ledger(let ledger) = value.bare { ledger.rows.filter { $0.role == .counted } } else { [] }
    return .ledger(
      Ledger(name: names[row.name], total: total, rows: rows, step: here(evaluation), note: row.note))
  }

  private func measured(_ quantity: Quantity, _ row: Plan.Row, _ body: Declaration.LedgerBody)
    throws(Diagnostic) -> Quantity
  {
    if quantity.dimension.unlabelled.isNone, quantity.dimension != body.dimension {
      return Quantity(quantity.number, body.dimension)
    }
    guard quantity.dimension.unlabelled == body.dimension.unlabelled else {
      throw Diagnostic(
        .unlikeUnits,
        "\(row.path) is in \(units.description(of: quantity.dimension)), and its ledger in \(units.description(of: body.dimension))",
        at: row.span)
    }
    return Quantity(quantity.number, body.dimension)
  }

  private func sum(_ row: Plan.Row, _ body: Declaration.LedgerBody, _ evaluation: Evaluation)
    throws(Diagnostic) -> Value
  {
    var total = Quantity(.zero, body.dimension)
    var rows: [Ledger] = []
    for child in row.rows where child.role == .counted {
      let step = try evaluate(child, body, one: false, evaluation)
      evaluation.use(step, at: .absent)
      guard case .ledger(let ledger) = evaluation.trace[step].value else { continue }
      total.number = total.number.adding(ledger.total.number)
      rows.append(ledger)
    }
    return .ledger(
      Ledger(name: names[row.name], total: total, rows: rows, step: here(evaluation), note: row.note))
  }

  private func selected(
    _ row: Plan.Row, _ selector: Symbol, _ body: Declaration.LedgerBody, _ evaluation: Evaluation
  ) throws(Diagnostic) -> Value {
    let choice = try evaluation.step(for: selector, at: .absent)
    evaluation.use(choice, at: .absent)
    guard case .word(let word) = evaluation.trace[choice].value.bare,
      let chosen = row.rows.first(where: { $0.name == word })
    else {
      throw Diagnostic(
        .declaration, "\(row.path) has no row for the value of \(names[selector])", at: row.span)
    }
    let step = try evaluate(chosen, body, one: false, evaluation)
    evaluation.use(step, at: .absent)
    guard case .ledger(let ledger) = evaluation.trace[step].value else { return evaluation.trace[step].value }
    return .ledger(
      Ledger(
        name: names[row.name], total: ledger.total, rows: ledger.rows, step: here(evaluation),
        note: chosen.note))
  }
}
