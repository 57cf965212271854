import Formulas
import Language

/// What is wrong with a configuration file, told of its own keys and lines.
extension Worksheet {
  /// A file may contradict itself: found out while it is still spoken of. How long sequences are is no matter of it.
  func checkShape(_ family: String, _ file: Configuration, _ span: Span) throws(Diagnostic) {
    let evaluation = Evaluation(arena, units, self)
      .overriding(values: [(names.symbol("sequence_length"), .quantity(Quantity(.one)))])
    do throws(Diagnostic) { _ = try evaluation.value(arena.add(.name(names.symbol("params")))) } catch {
      var refusal = error
      // Said of the keys, where the inputs were read from them.
      let read = error.inputs.compactMap { input -> (told: String, span: Span)? in
        guard let field = askingSettings(of: family).first(where: { $0.name == input }),
          let key = askedKeys(field.formula).first(where: { file.value($0) != nil })
        else { return nil }
        let span = file.span(of: key)
        let line = span.isNone ? "" : " in line \(file.source.position(Int(span.start)).line)"
        return ("\(names[input]) is \(key)\(line)", span)
      }
      refusal.message = "\(file.source.name): \(error.message)"
      refusal.details += read.isEmpty ? [] : [read.map { $0.told }.joined(separator: ", ")]
      let place = read.last.map { $0.span } ?? span
      refusal.marks = [Diagnostic.Mark(place.isNone ? span : place, error.marks.first?.note ?? "")]
      throw refusal
    }
    try checkLayers(family, file)
  }

  /// A list of one word a layer has as many as there are layers, each one that the family counts or attention in full.
  private func checkLayers(_ family: String, _ file: Configuration) throws(Diagnostic) {
    let key = "layer_types"
    let asked: [String] = askingSettings(of: family).flatMap { askedKeys($0.formula) }
    let counted = asked.filter { $0.hasPrefix(key + ".") }.map { String($0.dropFirst(key.count + 1)) }
    guard !counted.isEmpty, let value = file.value(key),
      let layers = try answer(arena.add(.name(names.symbol("num_layers")))).value.quantity?.number.integer
    else { return }
    guard case .list(let items) = value, items.count == layers else {
      let found = if case .list(let items) = value { "a list of \(items.count)" } else { "no list" }
      throw Diagnostic(
        .outsideDomain, "\(key) is \(found), and a word for each of \(layers) layers was wanted",
        at: file.span(of: key))
    }
    let words = ["full_attention"] + counted
    for item in items {
      if case .text(let word) = item, words.contains(word) { continue }
      throw Diagnostic(
        .outsideDomain,
        "\(key) has \(units.phrase(item, names)), and \(words.joined(separator: " or ")) was wanted",
        at: file.span(of: key))
    }
  }

  /// What a key says that its input can't be, told of the key.
  func refused(_ field: Declaration.Field, by file: Configuration, _ error: Diagnostic) -> Diagnostic {
    guard let key = askedKeys(field.formula).first(where: { file.value($0) != nil }) else { return error }
    let span = file.span(of: key)
    var result = error
    let said = sources.text(span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    result.message = "\(key) is \(said): \(error.message)"
    if case .text(let word)? = file.value(key) {
      let known = texts(in: field.formula)
      if known.count > 1, !known.contains(word) {
        result.message = "\(key) is \(said), and \(names[field.name]) follows no such word"
        result.details = ["known are: \(known.joined(separator: " "))"]
        result.marks = [Diagnostic.Mark(span)]
        return result
      }
    }
    result.marks = [Diagnostic.Mark(span, error.marks.first?.note ?? "")]
    return result
  }

  /// The texts that the functions of a formula compare with: `gated_activation(config(hidden_act))`.
  private func texts(in formula: Formula) -> [String] {
    guard case .call(let name, _) = arena[formula], case .function(_, let body) = meaning(of: name) else {
      return []
    }
    var found: [String] = []
    _ = arena.contains(body) { node in
      if case .constant(let index) = node, case .text(let text) = arena.constant(index), !found.contains(text)
      {
        found.append(text)
      }
      return false
    }
    return found
  }

  /// A model_type that no family reads: the nearest family, and how to write one.
  func unread(_ type: String, _ file: Configuration) -> Diagnostic {
    let types = modelOrder.flatMap { model($0)?.body.reads ?? [] }
    let speaksOfExperts = file.keys.contains { key in Worksheet.ofExperts.contains(where: key.contains) }
    var near = Suggestion.nearest(to: type, among: types).flatMap { near in
      modelOrder.first { model($0)?.body.reads.contains(near) == true }
    }
    if speaksOfExperts, let one = near, !countsExperts(one) { near = nil }
    let base = near ?? (speaksOfExperts ? "mixtral" : "llama")
    let declared =
      "family \(type.filter { $0.isLetter || $0.isNumber || $0 == "_" }) of \(base) reads \"\(type)\" { }"
    var details = ["help models says how families are written"]
    if speaksOfExperts, near == nil {
      details.append("its keys speak of experts, as mixtral, qwen3_moe, deepseek_v3 read them")
    }
    let left = missingKeys(of: base, in: file)
    if !left.isEmpty {
      let more = left.count > 8 ? " and \(left.count - 8) more" : ""
      details.append(
        "\(base) would take from its defaults what the file does not say: "
          + left.prefix(8).joined(separator: ", ") + more)
    }
    return Diagnostic(
      .unknownSubject, "there is no family for the model_type \"\(type)\"", at: file.span(of: "model_type"),
      near.map { "the nearest is \($0): \(declared) takes it as one" }
        ?? "if it is built like another, say so: \(declared)",
      details: details)
  }

  /// A file without a model_type, or with one that is no word. The class that it names may tell.
  func untyped(_ file: Configuration, _ span: Span) -> Diagnostic {
    if let value = file.value("model_type") {
      return Diagnostic(
        .file, "model_type is \(units.phrase(value, names)), and a word was wanted",
        at: file.span(of: "model_type"),
        "\"llama\" or the like; list families shows those that are known")
    }
    var wanted = "\"model_type\": \"llama\" or the like; list families shows those that are known"
    if case .list(let items)? = file.value("architectures"), case .text(let name)? = items.first {
      let plain = name.replacing("ForCausalLM", with: "").replacing("LMHeadModel", with: "").lowercased()
      let types = modelOrder.flatMap { model($0)?.body.reads ?? [] }
      if let type = types.first(where: { $0.replacing("_", with: "") == plain }) {
        wanted = "its architecture is \(name), so add \"model_type\": \"\(type)\""
      }
    }
    return Diagnostic(.file, "\(file.source.name) does not say its model_type", at: span, wanted)
  }

  private func countsExperts(_ family: String) -> Bool {
    askingSettings(of: family).contains { names[$0.name] == "num_experts" && !askedKeys($0.formula).isEmpty }
  }

  /// Keys of sizes that a family asks for and a file does not have.
  private func missingKeys(of family: String, in file: Configuration) -> [String] {
    var keys: [String] = []
    for field in askingSettings(of: family) {
      switch domain(of: field.name) {
      case .count, .length, .whole: break
      default: continue
      }
      let asked = askedKeys(field.formula)
      if let key = asked.first, !asked.contains(where: file.has),
        !keys.contains(key)
      {
        keys.append(key)
      }
    }
    return keys
  }

  func missing(
    _ key: String, _ field: Declaration.Field, _ family: String, _ file: Configuration, _ span: Span
  ) -> Diagnostic {
    if file.isNull(key) {
      return Diagnostic(
        .file, "\(key) is null, and \(family) takes \(names[field.name]) from it", at: file.span(of: key),
        "a whole number was wanted")
    }
    let slip = file.keys.first { Suggestion.slip(of: Worksheet.innermost($0), among: [key]) != nil }
    return Diagnostic(
      .file, "\(file.source.name) has no key \"\(key)\", and \(family) takes \(names[field.name]) from it",
      at: span,
      slip.map { "it has \"\($0)\": is that it?" } ?? "add \"\(key)\": … to the file")
  }
}
