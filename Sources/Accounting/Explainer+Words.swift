import Formulas
import Language

/// What steps are called, what is said about them, and the inputs below them all.
extension Explainer {
  func name(_ step: Step) -> String {
    switch step.subject {
    case .name(let name), .override(let name): sheet.names[name]
    case .row(let path): path
    case .field(let text), .call(let text): text
    case .question: step.formula.isAbsent ? "" : sheet.arena.text(step.formula)
    }
  }

  /// The name as it is set on paper.
  func paper(_ step: Step) -> Math {
    switch step.subject {
    case .question: sheet.arena.math(step.formula)
    case .call(let text), .field(let text): text.contains("(") ? .word(text) : .name(text)
    default: .name(name(step))
    }
  }

  func description(_ step: Step) -> String {
    switch step.subject {
    case .name(let name):
      if case .measurement(let how)? = sheet.binding(of: name)?.origin { return how }
      let text = sheet.entries[name]?.description ?? ""
      guard case .word(let word) = step.value.bare else { return text }
      let meaning = sheet.meaning(of: word, for: name)
      return meaning.isEmpty ? text : meaning
    case .override: return "set by with"
    case .row: if case .ledger(let ledger) = step.value { return note(ledger) } else { return "" }
    case .field(let text):
      let parts = text.split(separator: ".")
      guard parts.count == 2,
        case .record(_, let fields)? = sheet.entries[sheet.names.symbol(String(parts[0]))]?.kind
      else { return "" }
      return fields.value.first { sheet.names[$0.name] == parts[1] }?.source ?? ""
    case .call, .question: return ""
    }
  }

  func place(_ step: Step) -> String? {
    switch step.subject {
    case .name(let name): sheet.entries[name].flatMap { sheet.sources.place($0.span) }
    case .row(let path):
      (step.formula.isAbsent ? nil : sheet.sources.place(sheet.arena.span(step.formula)))
        ?? sheet.entries[sheet.names.symbol(String(path.prefix { $0 != "." }))].flatMap {
          sheet.sources.place($0.span)
        }
    case .field, .call: step.formula.isAbsent ? nil : sheet.sources.place(sheet.arena.span(step.formula))
    default: nil
    }
  }

  func inputs(_ root: StepID) -> [Explanation.Cause] {
    func isOverride(_ id: StepID) -> Bool {
      if case .override = trace[id].subject { true } else { false }
    }
    var seen: Set<StepID> = []
    var found: [Symbol: StepID] = [:]
    var open = [root]
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      switch trace[id].subject {
      case .name(let name), .override(let name):
        let isInput = if case .input? = sheet.entries[name]?.kind { true } else { false }
        // As it stands, rather than as something inside was asked with.
        if isInput || sheet.entries[name]?.isLibrary == false, found[name].map(isOverride) ?? true {
          found[name] = id
        }
      default: break
      }
      open += trace.causes(of: id).map(\.step)
    }
    return sheet.order.compactMap { name in
      guard let id = found[name] else { return nil }
      let step = trace[id]
      return Explanation.Cause(
        name: sheet.names[name], symbol: symbol(step), value: step.value, formula: Array(chain(id).prefix(1)),
        description: description(step))
    }
  }
}
