import Accounting
import Formulas
import Language

extension Command {
  static let what = Command(
    .what, "what changed", "the rows that moved since their ledgers were shown",
    "For each ledger that was shown and has moved since, a table as compare prints it. Where nothing has moved since, what moved between the last two times it was shown.",
    example: ["what changed", "memory; batch_size = 8; what changed"]
  ) { (session, _) throws(Diagnostic) in try session.showChanges() }
}

extension Session {
  // MARK: Remembering

  /// Keeps an answer that was shown, unless it rests on the value before it.
  func remember(_ answer: Answer) {
    guard answer.value.quantity != nil, isShort(answer.formula)
    else { return }
    let formula = sheet.arena.withoutDisplay(answer.formula)
    guard !sheet.arena.mentionsLast(formula) else { return }
    shown.remember(sheet.arena.text(formula), formula, answer.value)
  }

  /// What takes up a page is hardly asked again.
  private func isShort(_ formula: Formula) -> Bool {
    let span = sheet.arena.span(formula)
    return span.end - span.start < 1_000
  }

  /// Keeps what was changed, and says at the prompt which ledgers it moved.
  func noteChange(_ statement: Statement) {
    switch statement.kind {
    case .assignment(let name, _, _, _), .function(let name, _, _, _):
      shown.note(.init(name: name, text: sheet.sources.text(statement.span)))
    case .declaration(let declaration): shown.note(.init(name: nil, text: declaration.name))
    case .command(.use, let arguments):
      let isAccelerator = sheet.records("accelerator").contains(arguments.text)
      note(statement, isAccelerator ? "accelerator" : "model", isOfAll: !isAccelerator)
    case .command(.unset, let arguments):
      note(statement, arguments.words.count == 1 ? arguments.text : nil)
    case .command(.load, _): note(statement, nil)
    case .command(.reset, _): shown.note(.init(name: nil, text: "reset", isReset: true))
    // What a script changed was noted inside it.
    case .command(.source, _), .command(.measure, _): break
    // Of what was taken back the command itself has said how it stands.
    case .command(.undo, _), .command(.redo, _): break
    default: return
    }
    if echoes { tellMoved() }
  }

  /// Notes that a name came to stand as it did before.
  func noteStanding(of name: String, _ travel: ShownAnswers.Change.Travel) {
    let text = sheet.standing(of: name) ?? "no \(name)"
    shown.note(.init(name: sheet.names.symbol(name), text: text, travel: travel))
  }

  /// Notes that another model came back into use.
  func noteModel(_ travel: ShownAnswers.Change.Travel) {
    let text = "use \(sheet.preset ?? sheet.family)"
    shown.note(.init(name: sheet.names.symbol("model"), text: text, isOfAll: true, travel: travel))
  }

  /// Changes without those that were taken back.
  private func net(_ changes: ArraySlice<ShownAnswers.Change>) -> [ShownAnswers.Change] {
    changes.reduce(into: []) { kept, change in
      if let last = kept.last, change.cancels(last) { kept.removeLast() } else { kept.append(change) }
    }
  }

  private func note(_ statement: Statement, _ name: String?, isOfAll: Bool = false) {
    shown.note(
      .init(
        name: name.map { sheet.names.symbol($0) }, text: sheet.sources.text(statement.span),
        isOfAll: isOfAll))
  }

  // MARK: Then and now

  /// Compares what an expression gave when it was shown with what it gives now.
  func compareWithThen(_ formula: Formula, _ item: Statement.Item) throws(Diagnostic) {
    let answer = try sheet.answer(formula)
    let now = ComparedAnswer(head: "now", answer: answer, name: question(formula), span: item.span)
    _ = try comparison(of: "", [now])
    let bare = sheet.arena.withoutDisplay(formula)
    let key = sheet.arena.text(bare)
    let subject = title(formula)
    if sheet.arena.mentionsLast(formula) {
      throw Diagnostic(
        .syntax, "the last value stays what it is", at: item.span, "compare what it came from: compare memory"
      )
    }
    let known = shown[key]
    let then = known.flatMap { shown.then($0, before: answer.value) } ?? earlier(bare, answer.value)
    guard known != nil || then != nil else {
      remember(answer)
      return tellNothing(
        "\(subject) has not been shown before: change an input, then compare \(subject) again",
        "compare \(subject)")
    }
    guard let then else {
      return tellNothing(
        "nothing has changed since \(subject) was shown: set an input, then compare again",
        "compare \(subject)")
    }
    try refuseOtherUnit(then.value, answer.value, subject, item.span)
    let head = self.head(then.changes, of: answer)
    // A unit that is asked for now is that of both.
    var values = [then.value.bare, answer.value]
    if case .shown(_, let display) = answer.value { values[0] = .shown(values[0], display) }
    remember(answer)
    show(
      Comparison(subject, heads: ["then", head], values), expression: "compare \(question(formula))")
    tellConventions([answer])
  }

  /// How far back a value is looked for that was never shown.
  private static let farthestStep = 1_000

  /// The latest value that differs from what it is now, as things stood earlier in the session.
  private func earlier(_ formula: Formula, _ now: Value) -> (
    value: Value, changes: ArraySlice<ShownAnswers.Change>
  )? {
    var then: Value?
    let travels = sheet.lookBack(atMost: Session.farthestStep) {
      guard let value = try? sheet.answer(formula).value, !value.isLike(now),
        let quantity = value.quantity, now.quantity?.sums(with: quantity) != nil
      else { return false }
      then = value
      return true
    }
    let changes = travels.map { travel in
      ShownAnswers.Change(
        name: travel.names.count == 1 ? sheet.names.symbol(travel.names[0]) : nil,
        text: sheet.sources.text(travel.statement), isOfAll: travel.changesModel)
    }
    return then.map { ($0, changes[...]) }
  }

  /// A name may have stood for something else.
  private func refuseOtherUnit(_ then: Value, _ now: Value, _ subject: String, _ span: Span)
    throws(Diagnostic)
  {
    guard let a = then.quantity, let b = now.quantity, a.sums(with: b) == nil else { return }
    let (was, isNow) = (sheet.units.description(of: a.dimension), sheet.units.description(of: b.dimension))
    throw Diagnostic(
      .unlikeUnits, "can't compare \(was) and \(isNow)", at: span,
      "\(subject) was in \(was) when it was shown")
  }

  /// `batch_size = 8`: what was changed and matters, the last of each name.
  private func head(_ changes: ArraySlice<ShownAnswers.Change>, of answer: Answer) -> String {
    var used: Set<Symbol> = []
    for step in answer.trace.steps {
      if case .name(let name) = step.subject { used.insert(name) }
    }
    var seen: Set<Symbol> = []
    var texts: [String] = []
    for change in net(changes).reversed() {
      if let name = change.name {
        let matters = change.isOfAll || used.contains(name) || isSwitch(name)
        guard matters, seen.insert(name).inserted else { continue }
      }
      texts.append(change.text)
      if change.isReset { break }
    }
    return texts.isEmpty ? "now" : texts.reversed().joined(separator: ", ")
  }

  /// Whether a model may be built in another way for it; then its name stands in no formula.
  private func isSwitch(_ name: Symbol) -> Bool {
    sheet.words(of: name) != nil || ["true", "false"].contains(sheet.text(of: sheet.names[name]) ?? "")
  }

  private func tellNothing(_ text: String, _ expression: String) {
    switch settings.format {
    case .human: for line in Paragraph.wrap(text, width: page().width) { show(page().paint(line, .dim)) }
    case .json:
      show(Grid(columns: [], rows: []).json(expr: expression, units: sheet.units, names: sheet.names))
    case .csv, .md: break
    }
  }

  fileprivate func showChanges() throws(Diagnostic) {
    let ledgers = shown.all.filter(\.isLedger)
    var now: [(shown: ShownAnswers.Shown, answer: Answer)] = []
    var refused: [(key: String, why: Diagnostic)] = []
    for known in ledgers {
      do throws(Diagnostic) {
        now.append((known, try sheet.answer(known.formula)))
      } catch {
        if error.code == .interrupted { throw error }
        refused.append((known.key, error))
      }
    }
    let moved = now.filter { !$0.shown.now.value.isLike($0.answer.value) }
    var isShown = false
    for (known, answer) in moved.isEmpty ? now : moved {
      guard let then = shown.then(known, before: answer.value) else { continue }
      if isShown, settings.format == .human { show("") }
      isShown = true
      show(
        Comparison(
          known.key, heads: ["then", head(then.changes, of: answer)], [then.value.bare, answer.value.bare]),
        expression: known.key, movedOnly: true)
    }
    if settings.format == .human {
      for (key, why) in refused { show(page().paint("\(key) has no value now: \(why.message)", .dim)) }
    }
    guard !isShown, refused.isEmpty else { return }
    tellNothing(
      ledgers.isEmpty
        ? "no ledger has been shown yet: show one, such as memory, change an input, then ask again"
        : "nothing has moved since it was shown: set an input, then ask again", "what changed")
  }
}

extension Arena {
  /// The formula without the unit or the format that is asked for at its end.
  func withoutDisplay(_ formula: Formula) -> Formula {
    guard case .convert(let body, _) = self[formula] else { return formula }
    return withoutDisplay(body)
  }

  /// Whether the value before is part of the formula.
  func mentionsLast(_ formula: Formula) -> Bool {
    if formula.isAbsent { return false }
    switch self[formula] {
    case .last: return true
    case .constant, .name: return false
    case .member(let a, _), .unary(_, let a), .convert(let a, _): return mentionsLast(a)
    case .element(let a, let b), .binary(_, let a, let b): return mentionsLast(a) || mentionsLast(b)
    case .choice(let a, let b, let c), .range(let a, let b, let c, _):
      return mentionsLast(a) || mentionsLast(b) || mentionsLast(c)
    case .call(_, let id), .list(let id), .interpolation(let id), .total(let id):
      return list(id).contains(where: mentionsLast)
    case .with(let a, let id):
      return mentionsLast(a) || overrides(id).contains { mentionsLast($0.formula) }
    }
  }
}
