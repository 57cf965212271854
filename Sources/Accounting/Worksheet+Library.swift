import Formulas
import Language

/// The embedded library: the same declarations a user may write, read at start.
extension Worksheet {
  func read(library files: [(name: String, text: StaticString)]) throws(Diagnostic) {
    isLoadingLibrary = true
    defer { isLoadingLibrary = false }
    for (name, text) in files {
      let bytes = text.withUTF8Buffer { Array($0) }
      try read(Source(name: "library/\(name)", bytes: bytes))
    }
  }

  /// Reads declarations and definitions; nothing else may stand in the text.
  func read(_ source: Source) throws(Diagnostic) {
    let index = sources.add(source)
    var parser = try Parser(source, index: index, arena: arena)
    parser.defersBodies = isLoadingLibrary
    while let statement = try parser.nextStatement() {
      switch statement.kind {
      case .declaration(let declaration): try declare(declaration)
      case .assignment(let name, let span, let formula, _):
        add(
          name,
          Entry(
            kind: .definition(Binding(value: .live, origin: .library, formula: formula)),
            description: statement.documentation, span: span, isLibrary: true))
      case .function(let name, let span, let parameters, let body):
        add(
          name,
          Entry(
            kind: .function(parameters: parameters, body: body), description: statement.documentation,
            span: span, isLibrary: true)
        )
      default:
        throw Diagnostic(
          .declaration, "load reads declarations, and this is something else", at: statement.span,
          "source runs whole scripts")
      }
    }
  }

  func add(_ name: Symbol, _ entry: Entry) {
    place(entry, name)
  }

  /// Enters a declaration. A declaration of the same name is replaced; `undo` brings back what it was.
  public func declare(_ declaration: Declaration) throws(Diagnostic) {
    let name = names.symbol(declaration.name)
    func entry(_ kind: Entry.Kind) -> Entry {
      Entry(
        kind: kind, description: declaration.description, span: declaration.span, isLibrary: isLoadingLibrary)
    }
    switch declaration.body {
    case .preset, .op, .part, .model, .family, .scenario: willChange(.catalogue(catalogue))
    case .lesson(let lesson):
      try reviewing?(lesson)
      willChange(.catalogue(catalogue))
    case .unit, .scale, .input, .record, .ledger: break
    }
    switch declaration.body {
    case .unit(let rows, let isNew):
      let isMissing = rows.spellings.contains { !units.contains($0) }
      if isMissing { units.restore(rows) }
      if isNew || isMissing { willChange(.units(rows, isKnown: true)) }
    case .scale(let dimension, let members, let before):
      units.setScale(members)
      willChange(.scale(dimension, before))
    case .input(let body):
      // The user's own input may be declared again.
      if case .input? = entries[name]?.kind, entries[name]?.isLibrary == false {
      } else {
        try refuseTaken(name, declaration.span)
      }
      if case .sameAs(let other) = body.domain, other != name {
        guard case .input? = entries[other]?.kind else {
          let inputs = order.filter { words(of: $0) != nil }.map { names[$0] }
          throw Diagnostic(
            .declaration, "there is no kind of input \(names[other])", at: declaration.span,
            Suggestion.nearest(to: names[other], among: Parser.domainNames + inputs).map {
              "did you mean \($0)?"
            }
              ?? "there are: \(Parser.domainNames.joined(separator: " ")), units, and inputs with named values"
          )
        }
      }
      let bound = body.formula.isAbsent ? Binding.unset : try initial(body, name)
      add(name, entry(.input(Input(declaration: body, binding: bound))))
    case .record(let kind, let fields):
      if case .record? = entries[name]?.kind {} else { try refuseTaken(name, declaration.span) }
      add(name, entry(.record(kind: kind, fields)))
    case .preset(let family, let familySpan, let fields):
      guard model(family) != nil else {
        throw Diagnostic(
          .declaration, "there is no family \(family)", at: familySpan,
          Suggestion.phrase(family, among: modelOrder))
      }
      try checkFields(fields)
      if catalogue.presets[declaration.name] == nil { catalogue.presetOrder.append(declaration.name) }
      catalogue.presets[declaration.name] = Preset(
        family: family, description: declaration.description, fields: fields, span: declaration.span)
    case .op(let op):
      catalogue.ops[name] = Declared(
        name: declaration.name, description: declaration.description, span: declaration.span, body: op)
    case .part(let part):
      catalogue.parts[name] = Declared(
        name: declaration.name, description: declaration.description, span: declaration.span, body: part)
    case .model(let body): enter(Model(statements: body), declaration)
    case .family(let family):
      try check(family, declaration)
      enter(Model(base: family.base, reads: family.reads, fields: family.fields), declaration)
    case .ledger(let body):
      if case .ledger? = entries[name]?.kind {} else { try refuseTaken(name, declaration.span) }
      add(name, entry(.ledger(body)))
    case .scenario(let settings):
      try declare(scenario: declaration, settings)
    case .lesson(let lesson):
      catalogue.lessons.removeAll { $0.name == lesson.name }
      catalogue.lessons.append(lesson)
    }
    switch declaration.body {
    case .scenario, .unit, .scale, .lesson: break
    // The trees of other ledgers speak of it by name only.
    case .ledger: for plan in plans { plan.trees[name] = nil }
    case .input, .record, .preset, .op, .part, .model, .family: plans = []
    }
  }

  private func initial(_ body: Declaration.Input, _ name: Symbol) throws(Diagnostic) -> Binding {
    if body.isLive { return Binding(value: .live, origin: .library, formula: body.formula) }
    if let text = arena.wordText(body.formula), case .words = body.domain {
      return Binding(
        value: .fixed(.word(names.symbol(text)), inputs: []), origin: .library, formula: body.formula)
    }
    if let text = arena.wordText(body.formula), case .records = body.domain {
      return Binding(
        value: .fixed(.word(names.symbol(text)), inputs: []), origin: .library, formula: body.formula)
    }
    let value = try Evaluation(arena, units, self).value(body.formula).bare
    return Binding(value: .fixed(value, inputs: []), origin: .library, formula: body.formula)
  }

  private func refuseTaken(_ name: Symbol, _ span: Span) throws(Diagnostic) {
    if entries[name] != nil {
      throw Diagnostic(.declaration, "there is a \(names[name]) already", at: span, "choose another name")
    }
  }
}
