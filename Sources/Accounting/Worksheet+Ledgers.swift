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
    let current = try tree(root, in: evaluation)
    if path.isEmpty { return try whole(current, body, node, evaluation) }
    let first = current.rows.first { $0.name == path[0] }
    guard let first, first.role != .counted else { return try row(path, in: current, body, node, evaluation) }
    return try beside(current, evaluation) { () throws(Diagnostic) in
      try row(path, in: current, body, node, evaluation)
    }
  }

  private func row(
    _ path: [Symbol], in root: Plan.Row, _ body: Declaration.LedgerBody, _ node: Formula,
    _ evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    var current = root
    var isOne = false
    // Below a row that stands for equal copies, a row is that of all of them.
    var copies: Formula?
    for (index, name) in path.enumerated() {
      let text = names[name]
      let next = current.rows.first { $0.name == name }
      let folded = next ?? current.rows.first { $0.times != nil && names[$0.name] + "s" == text }
      guard let folded else {
        let step = try all(copies, current, one: isOne, Array(path[..<index]), body, evaluation)
        return text == "total" && index == path.count - 1
          ? step : try beyond(step, current, Array(path[index...]), node, evaluation)
      }
      if !isOne, let times = current.times {
        copies = copies.map { arena.add(.binary(.multiply, $0, times)) } ?? times
      }
      current = folded
      // `block` by its own name is one of the blocks.
      isOne = next?.times != nil
    }
    return try all(copies, current, one: isOne, path, body, evaluation)
  }

  /// The row at `path`, as often as there are copies of what it stands in.
  private func all(
    _ copies: Formula?, _ row: Plan.Row, one: Bool, _ path: [Symbol], _ body: Declaration.LedgerBody,
    _ evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    let single = try evaluate(row, body, one: one, evaluation)
    guard let copies else { return single }
    let root = row.path.prefix { $0 != "." }
    let subject = ([String(root)] + path.map { names[$0] }).joined(separator: ".")
    return try evaluation.step(.row(subject), copies) { (evaluation) throws(Diagnostic) in
      try repeated(single, copies, row.name, row.note, evaluation)
    }
  }

  /// A ledger that stands for equal copies of `single`.
  private func repeated(
    _ single: StepID, _ copies: Formula, _ name: Symbol, _ note: String, _ evaluation: Evaluation,
    suffix: String = ""
  ) throws(Diagnostic) -> Value {
    let factor = try evaluation.quantity(copies)
    evaluation.use(single, at: .absent)
    guard case .ledger(let ledger) = evaluation.trace.value(of: single) else {
      return evaluation.trace.value(of: single)
    }
    return .ledger(
      Ledger(
        name: names[name] + suffix, total: factor.multiplying(ledger.total), times: factor, one: ledger,
        rows: ledger.rows.map { $0.scaled(by: factor) }, step: here(evaluation), note: note))
  }

  public func isLedger(_ name: Symbol) -> Bool {
    if case .ledger? = entries[name]?.kind { true } else { false }
  }

  public func total(of root: Symbol, at node: Formula, in evaluation: Evaluation) throws(Diagnostic) -> StepID
  {
    guard let entry = entries[root], case .ledger(let body) = entry.kind else {
      throw unknown(root, at: arena.span(node))
    }
    return try evaluate(try tree(root, in: evaluation), body, one: false, evaluation)
  }

  /// Rows that only the value of a row has: `memory.activations.block` lies in the ledger `activations`.
  private func beyond(
    _ step: StepID, _ row: Plan.Row, _ path: [Symbol], _ node: Formula, _ evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    guard case .ledger(var ledger) = evaluation.trace.value(of: step) else {
      throw missing(row, path[0], node)
    }
    for name in path {
      guard let next = ledger[names[name]] else {
        let known = row.rows.isEmpty ? ledger.rows.map(\.name) : row.rows.map(\.title)
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
    let figures = root.rows.filter { $0.role == .also }
    if figures.isEmpty || evaluation.isInside(root.id) { return counted }
    return try evaluation.row(root.key(.whole)) { () throws(Diagnostic) in
      guard case .ledger(let ledger) = evaluation.trace.value(of: counted) else { return counted }
      var rows = ledger.rows
      for row in figures {
        let work = { () throws(Diagnostic) in try self.evaluate(row, body, one: false, evaluation) }
        // What lacks an input is left out of the picture, not an error of the whole.
        guard
          let step = try beside(
            root, evaluation, { () throws(Diagnostic) in try optional(row, evaluation, work) })
        else {
          continue
        }
        guard case .ledger(let side) = evaluation.trace.value(of: step) else { continue }
        rows.append(
          Ledger(
            name: row.title, total: side.total, role: .also,
            rows: side.total == ledger.total ? [] : side.rows, step: step, note: side.note))
      }
      let complete = Ledger(
        name: ledger.name, total: ledger.total, rows: rows, step: counted, note: ledger.note)
      return try evaluation.step(.row(root.path), .absent) { (evaluation) throws(Diagnostic) in
        for cause in evaluation.trace.causes(of: counted) { evaluation.use(cause.step, at: cause.node) }
        return .ledger(complete)
      }
    }
  }

  /// Works out a figure that stands beside the total of `root`: where it speaks of the total, the rows that count
  /// are meant, not the ledger with this figure in it.
  private func beside<Result>(
    _ root: Plan.Row, _ evaluation: Evaluation, _ work: () throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    try evaluation.beside(root.id, work)
  }

  private func optional(
    _ row: Plan.Row, _ evaluation: Evaluation, _ work: () throws(Diagnostic) -> StepID
  ) throws(Diagnostic) -> StepID? {
    do throws(Diagnostic) {
      return try work()
    } catch {
      if error.code == .unset {
        evaluation.trace.omissions.append("\(row.path): \(error.message)")
        return nil
      }
      throw error
    }
  }

  /// One row: its formula, or the sum of its rows; `one` of the copies where it stands for several.
  private func evaluate(
    _ row: Plan.Row, _ body: Declaration.LedgerBody, one: Bool, _ evaluation: Evaluation
  ) throws(Diagnostic) -> StepID {
    if let times = row.times, !one {
      let single = try evaluate(row, body, one: true, evaluation)
      return try evaluation.row(row.key(.all)) { () throws(Diagnostic) in
        try evaluation.step(.row(row.path + "s"), times) { (evaluation) throws(Diagnostic) in
          try repeated(single, times, row.name, row.note, evaluation, suffix: "s")
        }
      }
    }
    return try evaluation.row(row.key(.one)) { () throws(Diagnostic) in
      try evaluation.step(.row(row.path), row.formula ?? .absent) { (evaluation) throws(Diagnostic) in
        switch row.selector {
        case .input(let input)?: return try selected(row, input, body, evaluation)
        case .largest?, .largestPart?: return try largest(row, body, evaluation)
        case nil: break
        }
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
          name: row.title, total: Quantity(.zero, body.dimension), step: here(evaluation),
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
    var result = (rows: [Ledger](), note: row.note)
    if case .ledger(let ledger) = value.bare {
      result.rows = ledger.rows.filter { $0.role == .counted }
      // Which row was the largest is worth saying wherever the ledger stands.
      if row.note.isEmpty, isByLargest(formula) { result.note = ledger.note }
    }
    return .ledger(
      Ledger(name: row.title, total: total, rows: result.rows, step: here(evaluation), note: result.note))
  }

  /// Whether a formula is the name of a ledger that counts its largest row, perhaps with other inputs.
  private func isByLargest(_ formula: Formula) -> Bool {
    switch arena[formula] {
    case .with(let base, _): return isByLargest(base)
    case .name(let name):
      guard case .ledger(let body)? = entries[name]?.kind else { return false }
      return body.selector?.isLargest == true
    default: return false
    }
  }

  private func measured(_ quantity: Quantity, _ row: Plan.Row, _ body: Declaration.LedgerBody)
    throws(Diagnostic) -> Quantity
  {
    // A plain number takes the unit of its ledger; a count of something else does not.
    guard quantity.sums(with: Quantity(.one, body.dimension)) != nil || quantity.dimension.isNone else {
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
      guard case .ledger(let ledger) = evaluation.trace.value(of: step) else { continue }
      if child.isOptional, ledger.total.number == .zero { continue }
      evaluation.use(step, at: .absent)
      total.number = total.number.adding(ledger.total.number)
      rows.append(ledger)
    }
    return .ledger(
      Ledger(name: row.title, total: total, rows: rows, step: here(evaluation), note: row.note))
  }

  private func selected(
    _ row: Plan.Row, _ input: Symbol, _ body: Declaration.LedgerBody, _ evaluation: Evaluation
  ) throws(Diagnostic) -> Value {
    let choice = try evaluation.step(for: input, at: .absent)
    evaluation.use(choice, at: .absent)
    guard case .word(let word) = evaluation.trace.value(of: choice).bare,
      let chosen = row.rows.first(where: { $0.name == word })
    else {
      throw Diagnostic(
        .declaration, "\(row.path) has no row for the value of \(names[input])", at: row.span)
    }
    return try picked(chosen, of: row, body, one: false, evaluation, note: chosen.note)
  }

  /// The largest of the rows, one copy of each; of equal ones the first.
  private func largest(_ row: Plan.Row, _ body: Declaration.LedgerBody, _ evaluation: Evaluation)
    throws(Diagnostic) -> Value
  {
    var best: (row: Plan.Row, total: Num)?
    for child in row.rows where child.role == .counted {
      // Only the winner becomes part of the derivation.
      let total = try evaluation.aside { (evaluation) throws(Diagnostic) -> Num in
        let step = try evaluate(child, body, one: true, evaluation)
        return evaluation.trace.value(of: step).quantity?.number ?? .zero
      }
      if best.map({ $0.total < total }) ?? true { best = (child, total) }
    }
    guard let best else {
      return .ledger(
        Ledger(
          name: row.title, total: Quantity(.zero, body.dimension), step: here(evaluation), note: row.note))
    }
    return try picked(best.row, of: row, body, one: true, evaluation, note: nil)
  }

  /// The value of the row that counts, under the name of the ledger; what stands beside it says which row that is.
  private func picked(
    _ chosen: Plan.Row, of row: Plan.Row, _ body: Declaration.LedgerBody, one: Bool, _ evaluation: Evaluation,
    note: String?
  ) throws(Diagnostic) -> Value {
    let step = try evaluate(chosen, body, one: one, evaluation)
    evaluation.use(step, at: .absent)
    guard case .ledger(let ledger) = evaluation.trace.value(of: step) else {
      return evaluation.trace.value(of: step)
    }
    return .ledger(
      Ledger(
        name: row.title, total: ledger.total, rows: ledger.rows, step: here(evaluation),
        note: note ?? ledger.note))
  }
}
