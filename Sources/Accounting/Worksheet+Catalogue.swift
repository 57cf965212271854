import Formulas
import Language

/// What there is, for listings, help and completion.
extension Worksheet {
  /// An input or a name as it stands.
  public struct Item {
    public var name: String
    public var value: String
    public var formula: String
    public var origin: String
    public var description: String
  }

  public struct Described {
    public var name: String
    public var family: String
    public var description: String
  }

  public enum Setter { case user, anyone }

  public func inputs(of role: Declaration.Role) -> [Item] {
    order.compactMap { name in
      guard case .input(let input)? = entries[name]?.kind, input.declaration.role == role else { return nil }
      return item(name)
    }
  }

  /// What was set by hand, or by hand and by presets.
  public func inputs(setBy setter: Setter) -> [Item] {
    order.compactMap { name in
      guard let entry = entries[name] else { return nil }
      if case .function = entry.kind, !entry.isLibrary { return item(name) }
      guard let binding = binding(of: name), binding.isSet else { return nil }
      if setter == .user, binding.origin != .user { return nil }
      return item(name)
    }
  }

  private func item(_ name: Symbol) -> Item {
    var origin = "default"
    var formula = ""
    if let binding = binding(of: name) {
      switch binding.origin {
      case .library: break
      case .preset(let preset): origin = preset
      case .user: origin = "you"
      case .measurement(let how): origin = how
      }
      if !binding.formula.isAbsent {
        if case .live = binding.value {
          formula = ":= " + arena.text(binding.formula)
        } else {
          formula = "= " + arena.text(binding.formula)
        }
      }
    }
    if case .function(let parameters, let body)? = entries[name]?.kind {
      formula = "(\(parameters.map { names[$0] }.joined(separator: ", "))) := \(arena.text(body))"
      origin = "you"
    }
    return Item(
      name: names[name], value: text(of: names[name]) ?? "–", formula: formula, origin: origin,
      description: entries[name]?.description ?? "")
  }

  /// The value of a name in one phrase; nil where it has none.
  public func text(of name: String) -> String? {
    let symbol = names.symbol(name)
    guard binding(of: symbol) != nil else { return nil }
    let formula = arena.add(.name(symbol))
    guard let value = try? answer(formula).value else { return nil }
    return units.plain(value, names)
  }

  public func description(of name: String) -> String { entries[names.symbol(name)]?.description ?? "" }

  public var ledgers: [Described] {
    order.compactMap { name in
      guard case .ledger? = entries[name]?.kind else { return nil }
      return Described(name: names[name], family: "", description: entries[name]?.description ?? "")
    }
  }

  public var presetList: [Described] {
    presetOrder.compactMap { name in
      preset(name).map { Described(name: name, family: $0.family, description: $0.description) }
    }
  }

  public var familyList: [Described] {
    modelOrder.compactMap { name in
      model(name).map { Described(name: name, family: name, description: $0.description) }
    }
  }

  public var opList: [Described] {
    allOps.sorted { ($0.span.source, $0.span.start) < ($1.span.source, $1.span.start) }.map {
      Described(name: $0.name, family: "", description: $0.description)
    }
  }

  /// The fields of a record, with value and source.
  public func fields(of record: String) -> [(name: String, value: String, source: String)] {
    guard case .record(_, let fields)? = entries[names.symbol(record)]?.kind else { return [] }
    return fields.value.map { (names[$0.name], arena.text($0.formula), $0.source) }
  }

  /// A row that a ledger declares, with its formula as it was written.
  public struct DeclaredRow {
    public var path: String
    public var formula: String
    public var isBeside: Bool
    public var note: String
  }

  /// The rows a ledger declares, those inside others under their path; both sides of an `if`.
  public func declaredRows(of ledger: String) -> [DeclaredRow] {
    guard case .ledger(let body)? = entries[names.symbol(ledger)]?.kind else { return [] }
    return declared(body.rows.value, under: ledger)
  }

  private func declared(_ rows: [Declaration.LedgerRow], under path: String) -> [DeclaredRow] {
    rows.flatMap { row -> [DeclaredRow] in
      switch row {
      case .formula(let name, let formula, let role, let note, _):
        [
          DeclaredRow(
            path: join(path, name), formula: arena.text(formula), isBeside: role != .counted, note: note)
        ]
      case .fold(let name, let fold, let onDevice, let role, let note, _):
        [
          DeclaredRow(
            path: join(path, name), formula: "fold \(onDevice ? "device " : "")\(fold.rawValue)",
            isBeside: role != .counted, note: note)
        ]
      case .each(let name, let each, let formula, _, let role, let note, _):
        [
          DeclaredRow(
            path: join(path, name), formula: "each \(each.rawValue) \(arena.text(formula))",
            isBeside: role != .counted, note: note)
        ]
      case .assertion: []
      case .group(let name, let times, let rows, let note, _):
        [
          DeclaredRow(
            path: join(path, name), formula: times.isAbsent ? "" : "\(arena.text(times)) times",
            isBeside: false,
            note: note)
        ] + declared(rows, under: join(path, name))
      case .choice(_, let yes, let no): declared(yes, under: path) + declared(no, under: path)
      }
    }
  }

  /// A fold without a name stands directly in its ledger.
  private func join(_ path: String, _ name: Symbol) -> String {
    name.id < 0 ? path : path + "." + names[name]
  }

  /// The named values of an input with what they mean; empty where it takes numbers.
  public func meanings(of name: String) -> [(word: String, meaning: String)] {
    switch domain(of: names.symbol(name)) {
    case .words(let words): words.map { ($0.name, $0.description) }
    case .records(let kind): records(kind).map { ($0, description(of: $0)) }
    default: []
    }
  }

  /// The rows directly under a path of names, for completion; empty where there are none.
  public func members(of path: [String]) -> [String] {
    guard let first = path.first else { return [] }
    let root = names.symbol(first)
    if case .ledger? = entries[root]?.kind {
      var formula = arena.add(.name(root))
      for name in path.dropFirst() { formula = arena.add(.member(formula, names.symbol(name))) }
      guard let value = try? answer(formula).value, case .ledger(let ledger) = value.bare else { return [] }
      return ledger.rows.flatMap { row in row.one.map { [$0.name, row.name] } ?? [row.name] } + ["total"]
    }
    guard path.count == 1, let value = try? answer(arena.add(.name(root))).value else { return [] }
    switch value.bare {
    case .word(let word): return fields(of: names[word]).map(\.name)
    case .ledger(let ledger): return ledger.rows.map(\.name)
    default: return []
    }
  }

  /// Binds a name from outside the language, the arguments of a script: it is there from the start, and stays.
  public func bind(_ name: String, to value: Value) {
    let binding = Binding(value: .fixed(value, inputs: []), origin: .library, formula: .absent)
    add(
      names.symbol(name),
      Entry(
        kind: .definition(binding), description: "The arguments of the script.", span: .none, isLibrary: true)
    )
  }

  /// Reads a file of declarations of the user's.
  public func load(_ source: Source) throws(Diagnostic) { try read(source) }

  // MARK: About one name

  public struct About {
    public var kind: String
    public var description: String
    public var facts: [(String, String)]
    public var place: String?
    public var examples: [String]
  }

  /// What a name is; nil where it is none of the worksheet's.
  public func about(_ name: String) -> About? {
    let symbol = names.symbol(name)
    guard let entry = entries[symbol] else { return nil }
    let place = sources.place(entry.span)
    switch entry.kind {
    case .input(let input):
      let item = item(symbol)
      var facts = [("value", item.value)]
      if !item.formula.isEmpty { facts.append(("bound", item.formula + " (\(item.origin))")) }
      if !input.declaration.symbol.isEmpty { facts.append(("on paper", input.declaration.symbol)) }
      facts.append(("may be", phrase(input.declaration.domain)))
      for (word, meaning) in meanings(of: name) { facts.append(("  " + word, meaning)) }
      return About(
        kind: input.declaration.role.title, description: entry.description, facts: facts, place: place,
        examples: [example(name, input)])
    case .definition:
      let item = item(symbol)
      return About(
        kind: entry.isLibrary ? "a computed value" : "a name of yours", description: entry.description,
        facts: [("value", item.value), ("bound", item.formula)], place: place, examples: ["explain \(name)"])
    case .function(let parameters, let body):
      let head = "\(name)(\(parameters.map { names[$0] }.joined(separator: ", ")))"
      return About(
        kind: "a function", description: entry.description, facts: [("is", "\(head) := \(arena.text(body))")],
        place: place, examples: [])
    case .ledger(let body):
      let unit = units.description(of: body.dimension)
      var facts = [("unit", unit)]
      let rows = members(of: [name])
      if !rows.isEmpty { facts.append(("rows", rows.joined(separator: " "))) }
      return About(
        kind: "a ledger", description: entry.description, facts: facts, place: place,
        examples: [name, "explain \(name)"])
    case .record(let kind, let fields):
      let facts = fields.value.map {
        (names[$0.name], arena.text($0.formula) + ($0.source.isEmpty ? "" : " — \($0.source)"))
      }
      return About(
        kind: (kind.first.map { "aeiou".contains($0) } ?? false ? "an " : "a ") + kind,
        description: entry.description, facts: facts, place: place,
        examples: name.contains("-") || kind == "accelerator" ? ["use \(name)"] : [])
    }
  }

  private func phrase(_ domain: Declaration.Domain) -> String {
    switch domain {
    case .count, .length: "a whole number, at least 1"
    case .whole: "a whole number, zero or more"
    case .fraction: "a fraction from 0 to 1, such as 50%"
    case .share: "a share above 0, up to 1, such as 50%"
    case .measure(let unit):
      unit.dimension.isNone ? "a number" : "a number of \(description(of: unit))"
    case .flag: "true or false"
    case .words, .sameAs: "one of:"
    case .records(let kind): "one of the kind \(kind):"
    }
  }

  /// A unit as an input names it: bytes rather than byte, $/hour as it was written.
  func description(of unit: Unit) -> String {
    unit.factor == .one ? units.description(of: unit.dimension) : unit.name
  }

  private func example(_ name: String, _ input: Input) -> String {
    switch domain(of: names.symbol(name)) {
    case .words(let words): "\(name) = \(words.first?.name ?? "")"
    case .records("accelerator"): "use \(records("accelerator").first ?? "")"
    case .records(let kind): "\(name) = \(records(kind).first ?? "")"
    case .flag: "\(name) = true"
    case .fraction, .share: "\(name) = 50%"
    case .measure where name == Worksheet.optimizerTime: "\(name) = 0.5 ns/param"
    case .measure(let unit):
      if unit.dimension.isNone {
        "\(name) = 300B"
      } else if units.contains("T" + unit.name.prefix { $0 != "/" }) {
        "\(name) = 100 T\(unit.name)"
      } else {
        "\(name) = 2.5 \(unit.name)"
      }
    default: name == "steps" ? "steps = 400k" : "\(name) = \(text(of: name) ?? "8")"
    }
  }
}

extension Declaration.Role {
  var title: String {
    switch self {
    case .shape: "an input: a shape of the model"
    case .input: "an input of the run"
    case .convention: "a convention"
    }
  }
}
