/// What names stand for, as the evaluator asks: the worksheet answers.
public protocol Meanings: AnyObject {
  func meaning(of name: Symbol) -> Meaning
  /// The row of the ledger `root` at `path`, evaluated; memoised by the evaluation.
  func row(_ root: Symbol, _ path: [Symbol], at node: Formula, in evaluation: Evaluation) throws(Diagnostic)
    -> StepID
  /// The total of the ledger `root`, without the figures beside it.
  func total(of root: Symbol, at node: Formula, in evaluation: Evaluation) throws(Diagnostic) -> StepID
  func isLedger(_ name: Symbol) -> Bool
  /// The field `field` of the record `word` names (`a100.memory`).
  func field(_ field: Symbol, of word: Symbol, at node: Formula, in evaluation: Evaluation) throws(Diagnostic)
    -> StepID
  /// The named value that `text` is in the domain of the input `name`; nil when the input has no named values.
  func word(_ text: String, for name: Symbol, at span: Span) throws(Diagnostic) -> Symbol?
  /// Refuses a value that the domain of `name` does not hold.
  func check(_ value: Value, for name: Symbol, formula: Formula, in evaluation: Evaluation) throws(Diagnostic)
  /// Nil when `name` may be overridden by a `with`; otherwise why not.
  func obstacle(toOverriding name: Symbol, at span: Span) -> Diagnostic?
  /// What to say when `name` is not known.
  func unknown(_ name: Symbol, at span: Span) -> Diagnostic
  /// What to say when `name` has no value.
  func unset(_ name: Symbol, at span: Span) -> Diagnostic
  /// What to say about the value of `name`, bound with `=`, when inputs it was computed from are overridden.
  func frozen(_ name: Symbol, inputs: [Symbol], overridden: Set<Symbol>) -> Diagnostic?
  /// The last value shown, for `_`.
  var lastValue: Value? { get }
  /// Polled during long work.
  var isInterrupted: Bool { get }
}

/// What a name stands for.
public enum Meaning {
  case unknown
  case unset
  /// Bound once; `inputs` are the names it was computed from.
  case value(Value, inputs: [Symbol])
  /// Live: evaluated whenever it is used.
  case formula(Formula)
  case function(parameters: [Symbol], body: Formula)
  /// Evaluated row by row.
  case ledger
}

/// One evaluation: the names it has worked out so far, what is overridden, and the trace it leaves.
public final class Evaluation {
  public let arena: Arena
  public let units: Units
  public let meanings: any Meanings
  public let trace: Trace
  public private(set) var overridden: Set<Symbol>

  /// The step of each name: −1 not yet, −2 being worked out. As long as the names asked for need.
  private var memo: [Int32] = []
  /// The same for rows of ledgers, by the keys that `meanings` gives them.
  private var rows: [Int32] = []
  /// What `meanings` keeps for this evaluation: the model as its switches stand here.
  public var context: AnyObject?
  private var active: [Symbol] = []
  private var locals: [(name: Symbol, value: Value)] = []
  private var depth = 0
  /// Where on the stack the outermost evaluation began.
  private var stackStart: UInt = 0

  /// Levels of all formulas being evaluated inside each other; each formula alone is limited where it is written.
  static let depthLimit = 2_000
  /// Bytes of stack they may take: three quarters of what a main thread has.
  static let stackLimit: UInt = 6 << 20
  /// Nested formulas one answer may take: functions that call each other twice would double it again and again.
  static let workLimit = 500_000
  /// How many members a range, and how many parts a text or a list may have.
  static let sizeLimit = 1_000_000

  public init(_ arena: Arena, _ units: Units, _ meanings: any Meanings, trace: Trace = Trace()) {
    self.arena = arena
    self.units = units
    self.meanings = meanings
    self.trace = trace
    overridden = []
  }

  /// Evaluates `formula` as the question asked.
  public func answer(_ formula: Formula) throws(Diagnostic) -> StepID {
    let mark = trace.open()
    let value = try value(formula)
    return trace.close(mark, .question, formula, value)
  }

  /// Ends a step that something other than a formula computed: a row of a ledger.
  public func step(
    _ subject: Step.Subject, _ formula: Formula, _ work: (Evaluation) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> StepID {
    try descend(into: formula)
    defer { depth -= arena.depth(formula) + 1 }
    let mark = trace.open()
    do throws(Diagnostic) {
      return trace.close(mark, subject, formula, try work(self))
    } catch {
      trace.abandon(mark)
      throw error
    }
  }

  /// Notes that the step being worked out uses `step`.
  public func use(_ step: StepID, at node: Formula) { trace.note(node, step) }

  /// The memoised row `key`, or the result of `work`, kept.
  public func row(_ key: Int, _ work: () throws(Diagnostic) -> StepID) throws(Diagnostic) -> StepID {
    if key >= rows.count { rows += Array(repeating: -1, count: max(key + 1, 256) - rows.count) }
    if rows[key] >= 0 { return StepID(index: rows[key]) }
    if rows[key] == -2 { throw Diagnostic(.circular, "a row of a ledger needs itself") }
    rows[key] = -2
    defer { if rows[key] == -2 { rows[key] = -1 } }
    let step = try work()
    rows[key] = step.index
    return step
  }

  private var inside: Set<Int> = []
  /// Evaluates a figure beside the total of the ledger `key`: there its name means the total.
  public func beside<Result>(_ key: Int, _ work: () throws(Diagnostic) -> Result) throws(Diagnostic) -> Result
  {
    let isNew = inside.insert(key).inserted
    defer { if isNew { inside.remove(key) } }
    return try work()
  }

  public func isInside(_ key: Int) -> Bool { inside.contains(key) }

  /// Evaluates without leaving causes: what decides the shape of a model is not a cause of one number.
  public func aside<Result>(_ work: (Evaluation) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
    let mark = trace.open()
    defer { trace.abandon(mark) }
    return try work(self)
  }

  // MARK: Names

  /// The step that gives `name` its value here.
  public func step(for name: Symbol, at node: Formula) throws(Diagnostic) -> StepID {
    let index = Int(name.id)
    makeRoom(for: name)
    if memo[index] >= 0 { return StepID(index: memo[index]) }
    if memo[index] == -2 { throw circle(to: name, at: node) }
    // Ledgers remember their rows themselves, and a figure beside a total may speak of the total.
    if case .ledger = meanings.meaning(of: name) { return try meanings.row(name, [], at: node, in: self) }
    memo[index] = -2
    active.append(name)
    let outer = locals
    locals = []
    defer {
      locals = outer
      active.removeLast()
      if memo[index] == -2 { memo[index] = -1 }
    }
    let step = try compute(name, at: node)
    memo[index] = step.index
    return step
  }

  private func makeRoom(for name: Symbol) {
    guard Int(name.id) >= memo.count else { return }
    memo += Array(repeating: -1, count: max(arena.names.count, Int(name.id) + 1) - memo.count)
  }

  private func compute(_ name: Symbol, at node: Formula) throws(Diagnostic) -> StepID {
    switch meanings.meaning(of: name) {
    case .unknown: throw meanings.unknown(name, at: arena.span(node))
    case .unset: throw meanings.unset(name, at: arena.span(node))
    case .value(let value, let inputs):
      if !overridden.isEmpty, let warning = meanings.frozen(name, inputs: inputs, overridden: overridden) {
        if !trace.warnings.contains(where: { $0.message == warning.message }) {
          trace.warnings.append(warning)
        }
      }
      return trace.close(trace.open(), .name(name), .absent, value)
    case .formula(let formula):
      let mark = trace.open()
      try descend(into: formula)
      defer { depth -= arena.depth(formula) + 1 }
      do throws(Diagnostic) {
        let value = try assigned(formula, to: name)
        try meanings.check(value, for: name, formula: formula, in: self)
        return trace.close(mark, .name(name), formula, value)
      } catch {
        trace.abandon(mark)
        throw error
      }
    case .ledger, .function:
      throw Diagnostic(
        .wrongKind, "\(arena.names[name]) is a function", at: arena.span(node),
        "call it: \(arena.names[name])(…)")
    }
  }

  /// Before a formula is evaluated inside others: counts the work and the levels, and stops at Ctrl-C.
  private func descend(into formula: Formula) throws(Diagnostic) {
    try attend()
    trace.work += 1
    if trace.work > Evaluation.workLimit { throw .tooMuchWork }
    depth += arena.depth(formula) + 1
    if depth > Evaluation.depthLimit || isStackUsedUp() {
      depth -= arena.depth(formula) + 1
      throw .chainTooDeep(arena.span(formula))
    }
  }

  private func circle(to name: Symbol, at node: Formula) -> Diagnostic {
    let start = active.firstIndex(of: name) ?? 0
    let path = (active[start...] + [name]).map { arena.names[$0] }
    let definitions: [String] = active[start...].dropFirst().compactMap { symbol in
      guard case .formula(let formula) = meanings.meaning(of: symbol) else { return nil }
      return "\(arena.names[symbol]) := \(arena.text(formula))"
    }
    return Diagnostic(
      .circular, "circular definition", at: arena.span(node),
      details: [
        path.joined(separator: " → ")
          + (definitions.isEmpty ? "" : "        (\(definitions.joined(separator: ", ")))")
      ])
  }

  // MARK: Overrides

  /// The same names, with `overrides` in force; their formulas are evaluated here, outside.
  func overriding(_ overrides: [Override]) throws(Diagnostic) -> Evaluation {
    var bound: [(Override, Value)] = []
    for override in overrides {
      if let obstacle = meanings.obstacle(toOverriding: override.name, at: override.span) { throw obstacle }
      let value = try assigned(override.formula, to: override.name)
      try meanings.check(value, for: override.name, formula: override.formula, in: self)
      bound.append((override, value))
    }
    let inner = Evaluation(arena, units, meanings, trace: trace)
    inner.locals = locals
    inner.depth = depth
    inner.stackStart = stackStart
    inner.overridden = overridden
    // What is being worked out must not be needed inside either.
    inner.active = active
    for name in active where Int(name.id) < memo.count && memo[Int(name.id)] == -2 {
      inner.makeRoom(for: name)
      inner.memo[Int(name.id)] = -2
    }
    // An override that an enclosing `with` made stays in force inside.
    for name in overridden {
      inner.makeRoom(for: name)
      inner.memo[Int(name.id)] = memo[Int(name.id)]
    }
    for (override, value) in bound {
      inner.overridden.insert(override.name)
      inner.makeRoom(for: override.name)
      inner.memo[Int(override.name.id)] =
        trace.close(trace.open(), .override(override.name), override.formula, value).index
    }
    return inner
  }

  /// The value of `formula` for the input `name`: a bare word is looked up in the domain of the input.
  public func assigned(_ formula: Formula, to name: Symbol) throws(Diagnostic) -> Value {
    if case .choice(let condition, let yes, let no) = arena[formula] {
      return try assigned(boolean(condition) ? yes : no, to: name)
    }
    if let text = arena.wordText(formula), local(named: formula) == nil {
      do throws(Diagnostic) {
        if let word = try meanings.word(text, for: name, at: arena.span(formula)) { return .word(word) }
      } catch {
        // Not a word of the domain; a name that holds one is as good.
        guard case .name(let other) = arena[formula], case .value(let value, _) = meanings.meaning(of: other),
          case .word = value.bare
        else { throw error }
        return value.bare
      }
    }
    return try value(formula).bare
  }

  private func local(named formula: Formula) -> Value? {
    guard case .name(let name) = arena[formula] else { return nil }
    return locals.last { $0.name == name }?.value
  }

  // MARK: Formulas

  public func value(_ formula: Formula) throws(Diagnostic) -> Value {
    switch arena[formula] {
    case .constant(let index): return arena.constant(index)
    case .name(let name):
      if let local = locals.last(where: { $0.name == name }) { return local.value }
      let step = try step(for: name, at: formula)
      trace.note(formula, step)
      return trace.value(of: step)
    case .member, .element: return try path(formula)
    case .unary(let operation, let operand): return try unary(operation, operand)
    case .binary(let operation, let left, let right):
      return try binary(formula, operation, left, right)
    case .choice(let condition, let yes, let no): return try value(boolean(condition) ? yes : no)
    case .call(let name, let arguments):
      return try call(name, arena.list(arguments), formula)
    case .list(let id):
      var items: [Value] = []
      for item in arena.list(id) { items.append(try value(item).bare) }
      var room = Evaluation.sizeLimit
      guard Value.list(items).fits(&room) else { throw .tooLong("list", arena.span(formula)) }
      return .list(items)
    case .range(let first, let last, let step, let isGeometric):
      return try range(first, last, step, isGeometric)
    case .with(let body, let id): return try overriding(arena.overrides(id)).value(body)
    case .convert(let body, let display):
      return try convert(value(body).bare, arena.display(display), formula)
    case .interpolation(let id):
      var text = ""
      for part in arena.list(id) {
        if case .text(let piece) = try value(part) {
          text += piece
        } else {
          text += units.phrase(try value(part), arena.names)
        }
        if text.utf8.count > Evaluation.sizeLimit { throw .tooLong("text", arena.span(formula)) }
      }
      return .text(text)
    case .last:
      guard let value = meanings.lastValue else {
        throw Diagnostic(.unset, "there is no last value yet", at: arena.span(formula))
      }
      return value
    case .total(let id): return try total(arena.list(id))
    }
  }

  /// Frames of a debug build are ten times those of a release build, so it is bytes that count.
  private func isStackUsedUp() -> Bool {
    var here: UInt8 = 0
    let address = withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
    if stackStart == 0 { stackStart = address }
    return stackStart > address && stackStart - address > Evaluation.stackLimit
  }

  /// Stops here if Ctrl-C was pressed; called for every piece of work, it asks now and then.
  func attend() throws(Diagnostic) {
    if trace.isDueToAsk, meanings.isInterrupted { throw .stopped }
  }

  public func quantity(_ formula: Formula) throws(Diagnostic) -> Quantity {
    // Arithmetic, most of all there is, without the detour over general values.
    switch arena[formula] {
    case .binary(let operation, let left, let right) where operation.isArithmetic:
      return try arithmetic(formula, operation, left, right)
    case .constant(let index): if case .quantity(let quantity) = arena.constant(index) { return quantity }
    case .name(let name) where meanings.isLedger(name) && !locals.contains { $0.name == name }:
      // As a number, a ledger is its total: what stands beside that is not worked out.
      let step = try meanings.total(of: name, at: formula, in: self)
      trace.note(formula, step)
      if case .ledger(let ledger) = trace.value(of: step) { return ledger.total }
    default: break
    }
    let result = try value(formula)
    guard let quantity = result.quantity else { throw .notANumber(result, arena.span(formula)) }
    return quantity
  }

  public func boolean(_ formula: Formula) throws(Diagnostic) -> Bool {
    let result = try value(formula)
    guard case .boolean(let flag) = result.bare else { throw .notACondition(result, arena.span(formula)) }
    return flag
  }

  private func unary(_ operation: UnaryOperator, _ operand: Formula) throws(Diagnostic) -> Value {
    switch operation {
    case .not: return .boolean(!(try boolean(operand)))
    case .negate:
      let quantity = try quantity(operand)
      return .quantity(Quantity(quantity.number.negated, quantity.dimension))
    }
  }

  private func total(_ terms: [Formula]) throws(Diagnostic) -> Value {
    var sum = Quantity.zero
    for term in terms {
      let next = try quantity(term)
      guard let dimension = sum.sums(with: next) else {
        throw .unlike("add", sum, .none, next, arena.span(term), units)
      }
      sum = Quantity(sum.number.adding(next.number), dimension)
    }
    return .quantity(sum)
  }

  private func range(_ first: Formula, _ last: Formula, _ step: Formula, _ isGeometric: Bool)
    throws(Diagnostic) -> Value
  {
    let (low, high) = (try quantity(first), try quantity(last))
    guard low.sums(with: high) != nil else {
      throw .unlike("range over", low, arena.span(first), high, arena.span(last), units)
    }
    let stride = step.isAbsent ? Quantity(.one) : try quantity(step)
    let grows = isGeometric ? Num.one < stride.number : stride.number.sign != 0
    guard grows else {
      throw Diagnostic(
        .undefinedResult,
        isGeometric ? "a factor of at most 1 never reaches the end" : "a step of zero never reaches the end",
        at: arena.span(step))
    }
    if isGeometric, low.number.sign <= 0 {
      throw Diagnostic(
        .undefinedResult, "a range that multiplies must start above zero", at: arena.span(first))
    }
    return .range(NumberRange(first: low, last: high, step: stride.number, isGeometric: isGeometric))
  }

  private func convert(_ value: Value, _ display: Display, _ formula: Formula) throws(Diagnostic) -> Value {
    guard case .unit(let unit) = display else { return .shown(value, display) }
    if case .list(let items) = value {
      var converted: [Value] = []
      for item in items { converted.append(try convert(item.bare, display, formula)) }
      return .list(converted)
    }
    guard let quantity = value.quantity else { throw .notANumber(value, arena.span(formula)) }
    guard quantity.dimension == unit.dimension || quantity.number.isZero && quantity.dimension.isNone else {
      throw .noConversion(quantity, to: unit, arena.span(formula), units)
    }
    return .shown(value, display)
  }

  // MARK: Members

  private func path(_ formula: Formula) throws(Diagnostic) -> Value {
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
  private func ledgerPath(_ formula: Formula) throws(Diagnostic) -> (Symbol, [Symbol])? {
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
  private func rowName(_ value: Value) -> Symbol? {
    switch value.bare {
    case .word(let word): word
    case .text(let text): arena.names.symbol(text)
    default: nil
    }
  }

  private func rootIsLedger(_ formula: Formula) -> Bool {
    switch arena[formula] {
    case .member(let base, _), .element(let base, _): rootIsLedger(base)
    case .name(let name): if case .ledger = meanings.meaning(of: name) { true } else { false }
    default: false
    }
  }

  // MARK: Calls

  private func call(_ name: Symbol, _ arguments: [Formula], _ formula: Formula) throws(Diagnostic) -> Value {
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
