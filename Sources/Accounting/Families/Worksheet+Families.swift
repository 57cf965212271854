import Formulas
import Language

/// Families: models with settings of their own. A setting may ask a configuration file: `config(n_embd, 768)` is
/// the value of its key n_embd, and 768 where there is no file, no such key, or null; `config(q_lora_rank, 1536, 0)` is
/// 0 where the key is null.
extension Worksheet {
  /// What a model is made of: its own statements, or those of the model it is a family of.
  func statements(of family: String) -> [Declaration.ModelStatement]? {
    lineage(family).first { $0.base == nil }?.statements?.value
  }

  /// Every setting of a family, those of its bases first; a later one replaces an earlier one in its place.
  func askingSettings(of family: String) -> [Declaration.Field] {
    var result: [Declaration.Field] = []
    for model in lineage(family).reversed() { replace(&result, by: model.fields) }
    return result
  }

  /// The settings of a family where no file is asked.
  func settings(of family: String) -> [Declaration.Field] {
    askingSettings(of: family).compactMap { settled($0, by: nil)?.field }
  }

  /// Those of a preset: what it says, and what its family says of the rest.
  func settings(of preset: Preset) -> [Declaration.Field] {
    var result = settings(of: preset.family)
    replace(&result, by: preset.fields)
    return result
  }

  private func replace(_ fields: inout [Declaration.Field], by others: [Declaration.Field]) {
    for other in others {
      if let index = fields.firstIndex(where: { $0.name == other.name }) {
        fields[index] = other
      } else {
        fields.append(other)
      }
    }
  }

  /// The model, then what it is a family of, up to the one with statements.
  func lineage(_ family: String) -> [Model] {
    var result: [Model] = []
    var name: String? = family
    while let current = name, let model = model(current)?.body, result.count < 50 {
      result.append(model)
      name = model.base
    }
    return result
  }

  func enter(_ model: Model, _ declaration: Declaration) {
    if catalogue.models[declaration.name] == nil { catalogue.modelOrder.append(declaration.name) }
    catalogue.models[declaration.name] = Declared(
      name: declaration.name, description: declaration.description, span: declaration.span, body: model)
  }

  func check(_ family: Declaration.Family, _ declaration: Declaration) throws(Diagnostic) {
    guard model(family.base) != nil else {
      throw Diagnostic(
        .declaration, "there is no model \(family.base)", at: family.baseSpan,
        Suggestion.phrase(family.base, among: modelOrder))
    }
    var name: String? = family.base
    while let current = name {
      if current == declaration.name {
        throw Diagnostic(.circular, "a family can't be one of itself", at: family.baseSpan)
      }
      name = model(current)?.body.base
    }
    try checkFields(family.fields)
  }

  func checkFields(_ fields: [Declaration.Field]) throws(Diagnostic) {
    for field in fields {
      if case .input? = entries[field.name]?.kind { continue }
      throw unknownInput(field.name, at: field.nameSpan)
    }
  }

  // MARK: Asking a file

  /// A setting with `config(…)` replaced by what the file says, and whether the file said anything. Nil where it
  /// asks for a key that has no value and no default: then the input keeps its own default.
  func settled(_ field: Declaration.Field, by file: Configuration?) -> (
    field: Declaration.Field, isFromFile: Bool
  )? {
    var asking = Asking(file: file, name: names.symbol("config"))
    guard let formula = replaced(field.formula, &asking) else { return nil }
    var result = field
    result.formula = formula
    if asking.isFound { result.isLive = false }
    return (result, asking.isFound)
  }

  private struct Asking {
    var file: Configuration?
    var name: Symbol
    var isFound = false
    /// What the operands of functions stand for that are being opened.
    var operands: [Symbol: Formula] = [:]
    var depth = 0
  }

  private func replaced(_ formula: Formula, _ asking: inout Asking) -> Formula? {
    let span = arena.span(formula)
    switch arena[formula] {
    case .name(let name): return asking.operands[name] ?? formula
    case .call(asking.name, let id):
      let arguments = arena.list(id)
      for key in arguments.first.map(keys) ?? [] {
        guard let value = asking.file?.value(key), let file = asking.file else { continue }
        asking.isFound = true
        return arena.constant(value, file.span(of: key))
      }
      if arguments.count > 2, let file = asking.file,
        arguments.first.map(keys)?.contains(where: file.isNull) == true
      {
        asking.isFound = true
        return replaced(arguments[2], &asking)
      }
      return arguments.count > 1 ? replaced(arguments[1], &asking) : nil
    case .choice(let condition, let yes, let no):
      guard let condition = replaced(condition, &asking) else { return nil }
      // What the file decides is decided here.
      if !arena.contains(condition, isName), let flag = try? answer(condition).value.bare,
        case .boolean(let isTrue) = flag
      {
        return replaced(isTrue ? yes : no, &asking)
      }
      guard let yes = replaced(yes, &asking), let no = replaced(no, &asking) else { return nil }
      return arena.add(.choice(condition, yes, no), span)
    case .binary(let operation, let left, let right):
      guard let left = replaced(left, &asking), let right = replaced(right, &asking) else { return nil }
      return arena.add(.binary(operation, left, right), span)
    case .unary(let operation, let operand):
      return replaced(operand, &asking).map { arena.add(.unary(operation, $0), span) }
    case .call(let function, let id):
      var arguments: [Formula] = []
      for argument in arena.list(id) {
        guard let argument = replaced(argument, &asking) else { return nil }
        arguments.append(argument)
      }
      return opened(function, arguments, &asking) ?? arena.add(.call(function, arena.list(arguments)), span)
    default: return formula
    }
  }

  /// A function of the library's or the user's with its operands put in: so a setting may be a word that it picks.
  private func opened(_ function: Symbol, _ arguments: [Formula], _ asking: inout Asking) -> Formula? {
    guard case .function(let parameters, let body) = meaning(of: function),
      parameters.count == arguments.count, asking.depth < 20
    else { return nil }
    let outer = asking.operands
    asking.operands = Dictionary(zip(parameters, arguments)) { first, _ in first }
    asking.depth += 1
    defer {
      asking.operands = outer
      asking.depth -= 1
    }
    return replaced(body, &asking)
  }

  private func isName(_ node: Node) -> Bool {
    if case .name = node { true } else { false }
  }

  /// `n_embd`, `attn_config.alibi`, `[n_embd, hidden_size]`: the first that has a value counts.
  private func keys(_ formula: Formula) -> [String] {
    switch arena[formula] {
    case .list(let id): arena.list(id).flatMap(keys)
    default: [arena.text(formula)]
    }
  }

  /// Every key a formula asks for, in order.
  func askedKeys(_ formula: Formula) -> [String] {
    if case .call(let name, let id) = arena[formula], names[name] == "config" {
      let arguments = arena.list(id)
      return (arguments.first.map(keys) ?? []) + arguments.dropFirst().flatMap(askedKeys)
    }
    return arena.parts(of: formula).flatMap(askedKeys)
  }

  /// The key of a `config(key)` without a default.
  func requiredKey(_ formula: Formula) -> String? {
    if case .call(let name, let id) = arena[formula], names[name] == "config", arena.list(id).count == 1 {
      return arena.list(id).first.flatMap { keys($0).first }
    }
    return arena.parts(of: formula).lazy.compactMap { self.requiredKey($0) }.first
  }
}
