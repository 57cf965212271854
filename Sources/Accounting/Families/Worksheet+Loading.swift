import Formulas
import Language

/// Files that the user loads: declarations, and the `config.json` of a model.
extension Worksheet {
  /// Reads a file of declarations of the user's.
  public func load(_ source: Source) throws(Diagnostic) { try read(source) }

  /// What a configuration file brought.
  public struct Loaded {
    public var family: String
    public var preset: String
    public var read: [String]
    public var ignored: [String] = []
    /// What the file leaves to the defaults of the family.
    public var defaults: [String] = []
    /// Keys that look like one that was looked for, that speak of what is not counted, or that are unknown.
    public var warnings: [Diagnostic] = []
    /// The type that the file says its weights have, where precision is another.
    public var weightType: String?
    /// The same as declarations that can be typed.
    public var text: String
  }

  /// Takes the model of a `config.json` into use, as a preset of its family.
  public func load(configuration source: Source, at span: Span) throws(Diagnostic) -> Loaded {
    let file = try Configuration(source, index: sources.add(source), at: span)
    let family = try family(of: file, at: span)
    let preset = presetName(of: source.name)
    try take(family, preset: preset)
    let own = try settings(of: family, by: file, preset, span)
    let description = "read from \(source.name)"
    if catalogue.presets[preset] == nil { catalogue.presetOrder.append(preset) }
    catalogue.presets[preset] = Preset(
      family: family, description: description, fields: own, span: span, isLoaded: true)
    try checkShape(family, file, span)
    let settings = own.map { "  \(names[$0.name]) = \(arena.text($0.formula))" }.joined(separator: "\n")
    var loaded = Loaded(
      family: family, preset: preset, read: file.read.sorted(),
      text: "preset \(preset) \"\(description)\" of \(family) {\n\(settings)\n}\nuse \(preset)")
    loaded.defaults = defaults(of: family, beside: file)
    sort(file, into: &loaded, span)
    loaded.weightType = otherType(of: file)
    return loaded
  }

  /// Binds what the file and the family say, and returns what the file does.
  private func settings(of family: String, by file: Configuration, _ preset: String, _ span: Span)
    throws(Diagnostic) -> [Declaration.Field]
  {
    var own: [Declaration.Field] = []
    for field in askingSettings(of: family) {
      guard let (settled, isFromFile) = settled(field, by: file) else {
        if let key = requiredKey(field.formula) { throw missing(key, field, family, file, span) }
        continue
      }
      do throws(Diagnostic) {
        try bind(settled, origin: .preset(preset))
      } catch {
        throw refused(field, by: file, error)
      }
      guard isFromFile, let value = binding(of: field.name)?.value, case .fixed(let value, _) = value else {
        continue
      }
      var fixed = settled
      fixed.formula = formula(for: value)
      own.append(fixed)
    }
    return own
  }

  /// The type that the file has its weights in, where they are counted as float32.
  private func otherType(of file: Configuration) -> String? {
    guard case .text(let type)? = file.value("torch_dtype") ?? file.value("dtype"), type != "float32",
      case .word(let precision)? = try? answer(arena.add(.name(names.symbol("precision")))).value.bare,
      names[precision] == "fp32"
    else { return nil }
    return type
  }

  /// A file may contradict itself: found out while it is still spoken of. How long sequences are is no matter of it.
  private func checkShape(_ family: String, _ file: Configuration, _ span: Span) throws(Diagnostic) {
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

  /// A list of one word a layer has as many as there are layers.
  private func checkLayers(_ family: String, _ file: Configuration) throws(Diagnostic) {
    let lists = askingSettings(of: family).flatMap { askedKeys($0.formula) }.compactMap { key -> String? in
      let steps = key.split(separator: ".")
      return steps.count == 2 && steps[0].hasSuffix("_types") ? String(steps[0]) : nil
    }
    guard let key = lists.first, let value = file.value(key),
      let layers = try answer(arena.add(.name(names.symbol("num_layers")))).value.quantity?.number.integer
    else { return }
    guard case .list(let items) = value, items.count == layers else {
      let found = if case .list(let items) = value { "a list of \(items.count)" } else { "no list" }
      throw Diagnostic(
        .outsideDomain, "\(key) is \(found), and a word for each of \(layers) layers was wanted",
        at: file.span(of: key))
    }
    let words = ["full_attention", "sliding_attention"]
    for item in items {
      if case .text(let word) = item, words.contains(word) { continue }
      throw Diagnostic(
        .outsideDomain,
        "\(key) has \(units.phrase(item, names)), and \(words.joined(separator: " or ")) was wanted",
        at: file.span(of: key))
    }
  }

  /// What a key says that its input can't be, told of the key.
  private func refused(_ field: Declaration.Field, by file: Configuration, _ error: Diagnostic) -> Diagnostic
  {
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

  private func formula(for value: Value) -> Formula {
    if case .word(let word) = value.bare { return arena.add(.name(word)) }
    return arena.constant(value)
  }

  private func family(of file: Configuration, at span: Span) throws(Diagnostic) -> String {
    guard case .text(let type)? = file.value("model_type") else { throw untyped(file, span) }
    for one in [type, file.textType].compactMap(\.self) {
      if let known = modelOrder.last(where: { model($0)?.body.reads.contains(one) == true }) { return known }
    }
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
    throw Diagnostic(
      .unknownSubject, "there is no family for the model_type \"\(type)\"", at: file.span(of: "model_type"),
      near.map { "the nearest is \($0): \(declared) takes it as one" }
        ?? "if it is built like another, say so: \(declared)",
      details: details)
  }

  /// A file without a model_type, or with one that is no word. The class that it names may tell.
  private func untyped(_ file: Configuration, _ span: Span) -> Diagnostic {
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
    return Diagnostic(
      .file, "\(file.source.name) does not say its model_type", at: span,
      wanted)
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
      if let key = asked.first, !asked.contains(where: { file.value($0) != nil || file.isNull($0) }),
        !keys.contains(key)
      {
        keys.append(key)
      }
    }
    return keys
  }

  private func missing(
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

  /// `llama-3-8b` of `configs/llama-3-8b.json`, and of `llama-3-8b/config.json`.
  private func presetName(of path: String) -> String {
    var steps = path.split(separator: "/").map(String.init)
    var name = steps.popLast() ?? "loaded"
    if name.hasSuffix(".json") { name.removeLast(5) }
    if name == "config", let folder = steps.last, folder != "..", folder != "." { name = folder }
    name = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "-._".contains($0) ? $0 : "-" })
    guard let first = name.first, first.isLetter else { return "loaded-\(name)" }
    let isTaken = catalogue.presets[name].map { !$0.isLoaded } ?? false
    if entries[names.symbol(name)] != nil || model(name) != nil || isTaken { name += "-loaded" }
    return name
  }
}
