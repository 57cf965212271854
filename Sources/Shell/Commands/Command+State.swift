import Accounting
import Formulas
import Language

extension Command {
  static let use = Command(
    .use, "use NAME", "take a model, a preset or an accelerator into use",
    "A family or a preset sets every shape of the model; inputs of the run, such as batch_size, stay as they are.",
    example: ["use gpt2-xl", "use a100"]
  ) { (session, arguments) throws(Diagnostic) in
    guard !arguments.text.isEmpty else {
      throw Diagnostic(
        .syntax, "the name of a model or an accelerator is wanted", at: arguments.textSpan,
        "list presets shows them")
    }
    let used = try session.sheet.use(arguments.text, at: arguments.textSpan)
    if session.echoes { session.show(session.summary(used)) }
  }

  static let load = Command(
    .load, "load \"FILE.acct\" | load \"config.json\"",
    "read declarations from a file, or a model from its config.json",
    "FILE.acct holds units, inputs, ops, models, presets, accelerators, ledgers, functions; source runs whole scripts. A config.json of Hugging Face, in the spelling of any version, becomes a preset of its family and is taken into use, also by the name of its folder; what it leaves out has the family's default. list families shows the families; help models how to write one.",
    example: ["load \"cluster.acct\""]
  ) { (session, arguments) throws(Diagnostic) in
    var path = try session.path(arguments, "load \"cluster.acct\"")
    if !path.hasSuffix(".acct"), !path.hasSuffix(".json") {
      let inside = path + (path.hasSuffix("/") ? "" : "/") + "config.json"
      guard !session.settings.isSafe, case .success = session.files.read(inside) else {
        throw Diagnostic(
          .file, "\(path) ends neither in .acct nor in .json, and is no folder with a config.json",
          at: arguments.textSpan, "load reads FILE.acct, the config.json of a model, or the folder it is in")
      }
      path = inside
    }
    let bytes = try session.contents(of: path, at: arguments.textSpan)
    if path.hasSuffix(".json") {
      return try session.load(configuration: Source(name: path, bytes: bytes), at: arguments.textSpan)
    }
    try session.sheet.load(Source(name: path, bytes: bytes))
    session.stepText = String(decoding: bytes, as: UTF8.self).trimmedLines
  }

  static let set = Command(
    .set, "set [OPTION VALUE]", "change how the session behaves; alone, list the options",
    example: ["set hints off", "set"]
  ) { (session, arguments) throws(Diagnostic) in
    let words = arguments.words
    guard let name = words.first else {
      var table = Table([Table.Column("option"), Table.Column("value"), Table.Column("what it does")])
      for option in Settings.options {
        table.append([option.name, option.read(session.settings), option.summary])
      }
      return session.show(inColumns: table)
    }
    guard let option = Settings.options.first(where: { $0.name == name }) else {
      let near = Suggestion.phrase(name, among: Settings.options.map(\.name))
      throw Diagnostic(
        .unknownSubject, "there is no option \(name)", at: arguments.span(ofWord: 0),
        near.isEmpty ? "set lists them; a value is set with \(name) = …" : near)
    }
    guard words.count == 2, option.values.contains(words[1]) else {
      throw Diagnostic(
        .outsideDomain, "\(name) is one of: \(option.values.joined(separator: " "))",
        at: words.count == 2 ? arguments.span(ofWord: 1) : arguments.textSpan,
        "set \(name) \(option.values[0])")
    }
    option.write(&session.settings, words[1])
  }

  static let unset = Command(
    .unset, "unset NAME …", "an input back to its default, a name of yours gone",
    example: ["unset d_ff"]
  ) { (session, arguments) throws(Diagnostic) in
    guard !arguments.words.isEmpty else {
      throw Diagnostic(
        .syntax, "a name is wanted", at: arguments.textSpan, "unset d_ff; reset takes everything back")
    }
    for (index, name) in arguments.words.enumerated() {
      try session.sheet.unset(name, at: arguments.span(ofWord: index))
      if session.echoes { session.show(session.state(of: name)) }
    }
  }

  static let reset = Command(
    .reset, "reset", "everything as at the start; declarations stay",
    example: ["reset"]
  ) { (session, _) throws(Diagnostic) in
    session.sheet.reset()
    session.previous = .absent
    if session.echoes { session.show(session.page().paint("everything is as at the start", .dim)) }
  }

  static let source = Command(
    .source, "source \"FILE.acct\"", "run a script here: what it sets stays set",
    example: ["source \"budget.acct\""]
  ) { (session, arguments) throws(Diagnostic) in
    let path = try session.path(arguments, "source \"budget.acct\"")
    let bytes = try session.contents(of: path, at: arguments.textSpan)
    let count = session.sheet.stepCount
    let statement = session.current
    let floor = session.sheet.fixSteps()
    defer {
      session.sheet.fixSteps(to: floor)
      session.sheet.mergeSteps(since: count, as: statement)
    }
    try session.nested(at: arguments.textSpan) { session.run(script: Source(name: path, bytes: bytes)) }
  }

  static let run = Command(
    .run, "run \"FILE.acct\" [ARGUMENT …]", "run a script in a worksheet of its own: nothing here changes",
    "The arguments are the list args inside the script.",
    example: ["run \"budget.acct\" 80 GB"]
  ) { (session, arguments) throws(Diagnostic) in
    let path = try session.path(arguments, "run \"budget.acct\"")
    let bytes = try session.contents(of: path, at: arguments.textSpan)
    var values: [Value] = []
    for formula in arguments.formulas.dropFirst() {
      values.append(try session.sheet.answer(formula).value.bare)
    }
    let (outer, shown) = (session.sheet, session.shown)
    let inner = try Worksheet()
    inner.interruption = outer.interruption
    inner.workers = outer.workers
    inner.takeObservations(of: outer)
    inner.reviewing = outer.reviewing
    inner.bind("args", to: .list(values))
    (session.sheet, session.shown) = (inner, ShownAnswers())
    defer { (session.sheet, session.shown) = (outer, shown) }
    try session.nested(at: arguments.textSpan) { session.run(script: Source(name: path, bytes: bytes)) }
  }

  static let quit = Command(
    .quit, "quit", "leave; Ctrl-D on an empty line does the same",
    "In a lesson it leaves the lesson; lesson resume comes back to it.",
    example: ["quit"]
  ) { (session, _) throws(Diagnostic) in
    guard let course = session.course else {
      session.isOver = true
      return
    }
    session.leave()
    session.narrate("Left at \(course.place); lesson resume comes back, quit again ends acct.", isDim: true)
  }
}

extension Session {
  /// The file a command names.
  func path(_ arguments: Statement.Arguments, _ usage: String) throws(Diagnostic) -> String {
    guard let formula = arguments.formulas.first, case .text(let path) = try sheet.answer(formula).value
    else {
      throw Diagnostic(.syntax, "the name of a file is wanted", at: arguments.textSpan, usage)
    }
    return path
  }

  /// Runs a script inside a script; a failure inside, said there, is one here.
  func nested(at span: Span, _ work: () -> Outcome) throws(Diagnostic) {
    if scriptDepth >= 20 { throw Diagnostic(.tooDeep, "scripts run each other more than 20 deep", at: span) }
    scriptDepth += 1
    defer { scriptDepth -= 1 }
    if case .failed = work() { throw .said }
  }

  /// Takes the model of a `config.json` into use, and says what was read and what was not.
  func load(configuration source: Source, at span: Span) throws(Diagnostic) {
    let loaded = try sheet.load(configuration: source, at: span)
    stepText = loaded.text
    try weigh(loaded.warnings)
    guard echoes else { return }
    show(summary(.model(family: loaded.family, preset: loaded.preset)))
    if let type = loaded.weightType {
      let counted = sheet.text(of: "precision") ?? ""
      show(page().paint("  its weights are \(type), and precision is \(counted)", .dim))
    }
    let parts = [
      ("read", loaded.read, " "), ("not needed", loaded.ignored, " "),
      ("left to the family's defaults", loaded.defaults, page().spell(" · ")),
    ]
    for (what, keys, separator) in parts where !keys.isEmpty {
      let lines = Paragraph.flow(keys, separator: separator, width: page().width - 4)
      show(page().paint("  \(what):", .dim))
      for line in lines { show(page().paint("    " + line, .dim)) }
    }
  }

  /// One line about what `use` brought.
  func summary(_ used: Worksheet.Used) -> String {
    switch used {
    case .record(let kind, let name): return "\(kind) = \(name)   \(sheet.description(of: name))"
    case .model(let family, let preset):
      let shapes = ["vocab_size", "context_length", "num_layers", "d_model", "num_heads", "d_ff"].compactMap {
        name -> String? in
        sheet.text(of: name).map { "\(name) \($0)" }
      }
      let head = preset.map { "\($0) (family \(family))" } ?? "family \(family)"
      let lines = Paragraph.flow(shapes, separator: page().spell(" · "), width: page().width - 2)
      return ([page().paint(head, .bold)] + lines.map { "  " + $0 }).joined(separator: "\n")
    }
  }

  /// One line about a name as it stands.
  func state(of name: String) -> String { "\(name) = \(sheet.text(of: name) ?? "no value")" }
}

extension String {
  /// Without empty lines at its ends.
  var trimmedLines: String {
    var text = self[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    while let first = text.first, first.isNewline { text.removeFirst() }
    return String(text)
  }
}
