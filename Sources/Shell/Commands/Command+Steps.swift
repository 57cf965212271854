import Accounting
import Formulas
import Language

/// Going back, and going forward again.
extension Command {
  static let undo = Command(
    .undo, "undo [N]", "take back the last change, or the last N",
    "Everything that changes the worksheet can be undone: values, definitions, use, unset, reset, load, declarations. A script that source ran is one step; inside it, undo takes back what the script did. What was measured stays.",
    example: ["batch_size = 8; undo"]
  ) { (session, arguments) throws(Diagnostic) in
    try session.travel(.back, arguments)
  }

  static let redo = Command(
    .redo, "redo [N]", "do again what undo took back, or the last N",
    "A new change after undo is a new way: what could be redone is then gone.",
    example: ["batch_size = 8; undo; redo"]
  ) { (session, arguments) throws(Diagnostic) in
    try session.travel(.forth, arguments)
  }
}

extension Session {
  fileprivate enum Direction {
    case back, forth

    var participle: String { self == .back ? "undid" : "redid" }
    var verb: Verb { self == .back ? .undo : .redo }
  }

  /// Goes as many steps as are asked for, or as there are, and says which.
  fileprivate func travel(_ direction: Direction, _ arguments: Statement.Arguments) throws(Diagnostic) {
    let count = try number(of: arguments, direction)
    var travels: [Worksheet.Travel] = []
    while travels.count < count, let travel = direction == .back ? sheet.undo() : sheet.redo() {
      travels.append(travel)
    }
    tell(travels, direction)
    note(travels, direction == .back ? .back : .forth)
    guard travels.count < count else { return }
    let left = travels.isEmpty ? "nothing left" : "nothing more"
    throw Diagnostic(
      .unknownSubject, "there is \(left) to \(direction.verb.rawValue)",
      at: arguments.text.isEmpty ? current : arguments.textSpan,
      remedy(direction))
  }

  private func remedy(_ direction: Direction) -> String {
    switch direction {
    case .back where scriptDepth > 0: "a script takes back what it did itself, and no more"
    case .back where sheet.undoneCount > 0: "redo does again what was undone"
    case .back: "history shows what was done"
    case .forth: "redo does again what undo took back, until something new is done"
    }
  }

  /// How many steps are meant; one where nothing is said.
  private func number(of arguments: Statement.Arguments, _ direction: Direction) throws(Diagnostic) -> Int {
    if arguments.text.isEmpty { return 1 }
    guard let count = Int(arguments.text), count > 0 else {
      let verb = direction.verb.rawValue
      throw Diagnostic(
        .syntax, "a number of steps is wanted, and this is \(arguments.text)", at: arguments.textSpan,
        "\(verb), or \(verb) 3")
    }
    return count
  }

  /// So many steps are told one by one.
  private static let toldSteps = 20
  /// Of how many names it is said how they stand.
  private static let toldNames = 4

  /// Says what was taken back or done again, and how the names stand now.
  private func tell(_ travels: [Worksheet.Travel], _ direction: Direction) {
    guard settings.format == .human else { return tabulate(travels, direction) }
    for travel in travels.prefix(Session.toldSteps) {
      show("\(direction.participle): \(text(of: travel))")
      for line in standing(travel) { show("  " + line) }
    }
    let more = travels.count - Session.toldSteps
    if more > 0 { show(page().paint(page().spell("… and \(more) more"), .dim)) }
  }

  private func tabulate(_ travels: [Worksheet.Travel], _ direction: Direction) {
    guard !travels.isEmpty else { return }
    let table = Table(
      [Table.Column(direction.participle), Table.Column("stands now")],
      rows: travels.map { [sheet.sources.text($0.statement), standing($0).joined(separator: "; ")] })
    renderer.lines(table, expr: direction.verb.rawValue).forEach(show)
  }

  /// The statement on one line.
  private func text(of travel: Worksheet.Travel) -> String {
    let lines = sheet.sources.text(travel.statement).split(separator: "\n")
    return (lines.first.map(String.init) ?? "") + (lines.count > 1 ? page().spell(" …") : "")
  }

  private func standing(_ travel: Worksheet.Travel) -> [String] {
    let model = sheet.preset.map { "\($0) (family \(sheet.family))" } ?? "family \(sheet.family)"
    let names =
      travel.names.count > Session.toldNames
      ? ["\(travel.names.count) names changed"]
      : travel.names.map { sheet.standing(of: $0) ?? "\($0) is gone" }
    return (travel.changesModel ? [model] : []) + names
  }

  /// Keeps what was taken back for `compare` and `what changed`.
  private func note(_ travels: [Worksheet.Travel], _ way: ShownAnswers.Change.Travel) {
    for travel in travels {
      if travel.changesModel { noteModel(way) }
      for name in travel.names.prefix(travel.changesModel ? 0 : Session.toldNames) {
        noteStanding(of: name, way)
      }
    }
  }
}

extension Statement {
  /// Whether a step of `undo` is recorded for it.
  var isUndoable: Bool {
    switch kind {
    case .assignment, .function, .declaration: true
    case .command(let verb, _): [.use, .load, .unset, .reset].contains(verb)
    case .expression, .audit: false
    }
  }
}
