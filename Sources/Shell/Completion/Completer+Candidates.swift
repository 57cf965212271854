import Accounting
import Formulas
import Language

extension Completer {
  /// What fits at a place: in the order of their tables, names by the alphabet.
  func candidates(at place: CompletionPlace, _ typed: String) -> [Candidate] {
    switch place.kind {
    case .statement: sorted(verbs + (typed.isEmpty ? ledgers + own : everyName))
    case .argument(let verb, let words): arguments(of: verb, words, typed)
    case .file(let folder): files(folder)
    case .text: []
    case .member(let path): (briefly { sheet.members(of: path) } ?? []).map { Candidate($0) }
    case .unit: units(typed)
    case .conversion(let text): conversions(of: text, typed)
    case .notation: Notation.allCases.map { Candidate($0.rawValue, note: $0.summary) }
    case .format: CommandFormat.allCases.map { Candidate($0.rawValue) }
    case .value(let name): values(of: name) ?? sorted(typed.isEmpty ? names : everyName)
    case .override: sorted(inputs)
    case .setting: MeasureRequest.settings.map { Candidate($0.name, note: $0.wanted) }
    case .settingValue(let name):
      MeasureRequest.settings.first { $0.name == name }?.words.map { Candidate($0) } ?? []
    case .item: sorted(typed.isEmpty ? ledgers : everyName) + variants
    case .expression: sorted(typed.isEmpty ? names : everyName + [with])
    }
  }

  private func arguments(of verb: Verb, _ words: [String], _ typed: String) -> [Candidate] {
    switch (verb, words.count) {
    case (.use, 0): return models + records("accelerator")
    case (.list, 0): return Listing.all.map { Candidate($0.name, note: $0.summary) }
    case (.help, 0), (.info, 0):
      let first = Topic.all.map { Candidate($0.name, note: $0.summary) } + verbs + ledgers
      return typed.isEmpty ? first : sorted(first + everyName + models + units(typed))
    case (.set, 0): return Settings.options.map { Candidate($0.name, note: $0.summary) }
    case (.set, 1):
      return Settings.options.first { $0.name == words[0] }?.values.map { Candidate($0) } ?? []
    case (.measure, let count):
      // A subject of several words is completed word by word; settings may follow one that is whole.
      let subjects = MeasureRequest.Subject.allCases.map {
        $0.rawValue.split(separator: " ").map(String.init)
      }
      let next = subjects.filter { $0.count > count && $0.starts(with: words) }.map { Candidate($0[count]) }
      return next + (subjects.contains(words) ? [Candidate("with", note: "settings of the measurement")] : [])
    case (.what, 0): return [Candidate("changed", note: "the rows that moved")]
    case (.unset, _): return sorted(own)
    case (.lesson, 0):
      return session.lessons.map { Candidate($0.name, note: $0.about) } + [
        Candidate("resume", note: "the lesson taken last"), Candidate("forget", note: "begin anew"),
      ]
    case (.lesson, 1) where words[0] == "forget": return session.lessons.map { Candidate($0.name) }
    case (.goto, 0):
      return session.course?.lesson.items.enumerated().map { Candidate("\($0 + 1)", note: $1.title) } ?? []
    default: return []
    }
  }

  private func sorted(_ candidates: [Candidate]) -> [Candidate] { candidates.sorted { $0.text < $1.text } }

  // MARK: Names

  private var verbs: [Candidate] { Command.all.map { Candidate($0.verb.rawValue, note: $0.summary) } }
  private var ledgers: [Candidate] {
    sheet.ledgers.map { Candidate($0.name, note: brief($0.description)) }
  }
  /// What was set or defined in the session.
  private var own: [Candidate] { sheet.inputs(setBy: .user).map { described($0.name) } }
  private var inputs: [Candidate] { sheet.overridable.map(described) }
  private var functions: [Candidate] { Function.all.map { Candidate($0.name, note: $0.summary) } }

  private var with: Candidate { Candidate("with", note: "other inputs for this expression") }

  /// What an expression is mostly made of: inputs and ledgers.
  private var names: [Candidate] { ledgers + inputs }

  private var everyName: [Candidate] {
    sheet.order.map { sheet.names[$0] }.filter { !$0.contains("-") }.map(described) + functions
  }

  private var models: [Candidate] {
    (sheet.presetList + sheet.familyList).map { Candidate($0.name, note: brief($0.description)) }
  }

  /// What may stand for a set of inputs.
  private var variants: [Candidate] {
    sheet.scenarioList.map { Candidate($0.name, note: brief($0.description)) } + models
      + records("accelerator")
  }

  private func records(_ kind: String) -> [Candidate] { sheet.records(kind).map(described) }

  private func described(_ name: String) -> Candidate {
    Candidate(name, note: brief(sheet.description(of: name)))
  }

  /// The first sentence.
  private func brief(_ text: String) -> String? {
    guard !text.isEmpty else { return nil }
    let ends = text.indices.filter { text[$0...].hasPrefix(". ") }
    let end = ends.first { text[text.index($0, offsetBy: 2)...].first?.isUppercase ?? false }
    let sentence = text[..<(end ?? text.endIndex)]
    return String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence)
  }

  /// The named values of an input; nil where it takes others.
  private func values(of name: String) -> [Candidate]? {
    let words = sheet.meanings(of: name)
    if !words.isEmpty { return words.map { Candidate($0.word, note: brief($0.meaning)) } }
    let flags = ["true", "false"]
    return flags.contains(sheet.text(of: name) ?? "") ? flags.map { Candidate($0) } : nil
  }

  // MARK: Units

  /// Every unit by one spelling while nothing is typed; every spelling once something is.
  private func units(_ typed: String) -> [Candidate] {
    guard typed.isEmpty else { return sheet.units.names.map { Candidate($0) } }
    return oneSpelling.map { Candidate($0.name) }
  }

  private var oneSpelling: [Unit] {
    var seen: [(Num, Dimension)] = []
    return sheet.units.names.compactMap { name in
      guard var unit = sheet.units[name], !seen.contains(where: { $0 == (unit.factor, unit.dimension) })
      else {
        return nil
      }
      seen.append((unit.factor, unit.dimension))
      let usual = sheet.units.name(of: unit.dimension)
      if unit.factor == .one, sheet.units.contains(usual) { unit.name = usual }
      return unit
    }
  }

  /// The units that measure what stands before the arrow, and the formats.
  private func conversions(of text: String, _ typed: String) -> [Candidate] {
    let formats = Display.Format.allCases.map { Candidate($0.rawValue, note: $0.summary) }
    guard let dimension = dimension(of: text) else {
      return units(typed) + formats.map { Candidate($0.text) }
    }
    guard !dimension.unlabelled.isNone else { return formats }
    let fitting: [Candidate] = oneSpelling.compactMap { unit in
      if unit.dimension == dimension { return Candidate(unit.name, note: meaning(of: unit)) }
      // TFLOP/s, GB/param: what is counted in a larger unit, by the same thing.
      let rest = dimension.divided(by: unit.dimension)
      let name = sheet.units.name(of: rest)
      return name.hasPrefix("/") ? Candidate(unit.name + name, note: meaning(of: unit)) : nil
    }
    let spellings = typed.isEmpty ? [] : sheet.units.names.filter { sheet.units[$0]?.dimension == dimension }
    return fitting + spellings.map { Candidate($0) } + formats
  }

  private func meaning(of unit: Unit) -> String? { brief(sheet.units.descriptions[unit.name] ?? "") }

  private func dimension(of text: String) -> Dimension? {
    guard !text.isEmpty else { return sheet.lastValue?.quantity?.dimension }
    let source = Source(name: "", bytes: Array(text.utf8))
    guard var parser = try? Parser(source, index: sheet.sources.add(source), arena: sheet.arena) else {
      return nil
    }
    parser.previous = session.previous
    guard let statement = try? parser.nextStatement(), let formula = statement.question else { return nil }
    return briefly { try? sheet.answer(formula).value.quantity?.dimension }
  }

  // MARK: Files

  /// Scripts and the folders they may be in; everything where there are none.
  private func files(_ folder: String) -> [Candidate] {
    guard !session.settings.isSafe else { return [] }
    let entries = System.entries(of: folder.isEmpty ? "." : folder)
    let scripts = entries.filter { $0.hasSuffix(".acct") || $0.hasSuffix("/") }
    return (scripts.isEmpty ? entries : scripts).map { Candidate($0) }
  }
}

extension Statement {
  /// The expression that stands last in it.
  fileprivate var question: Formula? {
    switch kind {
    case .expression(let formula), .assignment(_, _, let formula, _), .function(_, _, _, let formula): formula
    case .command(_, let arguments): arguments.formulas.last
    case .declaration, .audit: nil
    }
  }
}
