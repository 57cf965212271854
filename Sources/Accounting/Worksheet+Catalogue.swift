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

  func item(_ name: Symbol) -> Item {
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

  private func declared(_ rows: [Declaration.LedgerRow], under path: String, depth: Int = 0) -> [DeclaredRow]
  {
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
      case .inline(let name, _):
        if depth < Worksheet.inlineLimit, case .ledger(let body)? = entries[name]?.kind {
          declared(body.rows.value, under: path, depth: depth + 1)
        } else {
          []
        }
      case .group(let name, let times, let rows, let note, _):
        [
          DeclaredRow(
            path: join(path, name), formula: times.isAbsent ? "" : "\(arena.text(times)) times",
            isBeside: false,
            note: note)
        ] + declared(rows, under: join(path, name), depth: depth)
      case .choice(_, let yes, let no):
        declared(yes, under: path, depth: depth) + declared(no, under: path, depth: depth)
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
    var formula = arena.add(.name(root))
    for name in path.dropFirst() { formula = arena.add(.member(formula, names.symbol(name))) }
    guard let value = try? answer(formula).value else { return [] }
    switch value.bare {
    case .word(let word): return fields(of: names[word]).map(\.name)
    case .ledger(let ledger):
      let rows = ledger.rows.flatMap { row in row.one.map { [$0.name, row.name] } ?? [row.name] }
      if case .ledger? = entries[root]?.kind { return rows + ["total"] }
      return rows
    default: return []
    }
  }
}
