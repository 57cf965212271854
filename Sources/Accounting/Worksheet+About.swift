import Formulas
import Language

/// What one name is, for help.
extension Worksheet {
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
      unit.dimension.isNone ? "a number" : "a number of \(description(of: unit)), zero or more"
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
