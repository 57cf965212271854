import Formulas
import Language

/// Files that the user loads: declarations, and the `config.json` of a model.
extension Worksheet {
  /// Reads a file of declarations of the user's.
  public func load(_ source: Source) throws(Diagnostic) { try read(source) }

  /// Parts that cost parameters and that no family has, by the keys that speak of them, or by parts of those.
  private static let uncounted: [(key: String, what: String)] = [
    ("vision_config", "the encoder of images"), ("audio_config", "the encoder of sound"),
    ("num_nextn_predict_layers", "layers that predict further tokens"),
    ("quantization_config", "weights of fewer bits: a precision of your own has them (help declarations)"),
    ("cross_attention_layers", "cross-attention"), ("encoder_layers", "an encoder"),
    ("state_size", "state-space layers"),
  ]
  /// What keys of experts have in their names; families without experts count none.
  private static let ofExperts = ["expert", "moe_"]

  /// What a configuration file brought.
  public struct Loaded {
    public var family: String
    public var preset: String
    public var read: [String]
    public var ignored: [String] = []
    /// Warnings of keys that look like one that was looked for and not found.
    public var slips: [Diagnostic] = []
    /// A warning of keys that say of something that it costs, and is not counted.
    public var uncounted: Diagnostic?
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
    try checkShape(source.name, span)
    let settings = own.map { "  \(names[$0.name]) = \(arena.text($0.formula))" }.joined(separator: "\n")
    var loaded = Loaded(
      family: family, preset: preset, read: file.read.sorted(),
      text: "preset \(preset) \"\(description)\" of \(family) {\n\(settings)\n}\nuse \(preset)")
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

  /// A file may contradict itself: found out while it is still spoken of.
  private func checkShape(_ file: String, _ span: Span) throws(Diagnostic) {
    do throws(Diagnostic) { _ = try answer(arena.add(.name(names.symbol("params")))) } catch {
      var refusal = error
      refusal.message = "\(file): \(error.message)"
      refusal.marks = [Diagnostic.Mark(span, error.marks.first?.note ?? "")]
      throw refusal
    }
  }

  /// Sorts the keys that no setting asked for: slips, what is not counted, and the rest.
  private func sort(_ file: Configuration, into loaded: inout Loaded, _ span: Span) {
    let asked = askingSettings(of: loaded.family).flatMap { askedKeys($0.formula) }
      .map { String($0.prefix { $0 != "." }) }
    let read = Set(file.read.map(Worksheet.innermost))
    let open = asked.filter { !read.contains($0) }
    let hasExperts = asked.contains { key in Worksheet.ofExperts.contains(where: key.contains) }
    var uncounted: [(what: String, key: String)] = []
    let keys = file.keys
    // No configuration that people write has so many keys that one of a thousand is a slip.
    let maySlip = keys.count < 1_000
    for path in keys where !file.read.contains(path) {
      let key = Worksheet.innermost(path)
      let saysSomething = file.saysSomething(path)
      if saysSomething, let part = Worksheet.uncounted.first(where: { key.hasSuffix($0.key) }) {
        uncounted.append((part.what, path))
      } else if saysSomething, !hasExperts, Worksheet.ofExperts.contains(where: key.contains) {
        uncounted.append(("experts", path))
      } else if maySlip, let meant = Suggestion.slip(of: key, among: open) {
        loaded.slips.append(
          Diagnostic(
            .newName, "\(file.source.name) has the key \(path), which \(loaded.family) does not read",
            at: span,
            "did you mean \(meant)?"))
      } else {
        loaded.ignored.append(path)
      }
    }
    guard !uncounted.isEmpty else { return }
    loaded.uncounted = Diagnostic(
      .uncounted, "not everything in \(file.source.name) is counted", at: span,
      details: uncounted.map { "\($0.what) (\($0.key))" })
  }

  /// `hidden_size` of `text_config.hidden_size`.
  private static func innermost(_ path: String) -> String {
    path.split(separator: ".").last.map(String.init) ?? path
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
    guard case .text(let type)? = file.value("model_type") else {
      throw Diagnostic(
        .file, "\(file.source.name) does not say its model_type", at: span,
        "a configuration of Hugging Face has \"model_type\": \"llama\" or the like; list families shows those that are known"
      )
    }
    for one in [type, file.textType].compactMap(\.self) {
      if let known = modelOrder.last(where: { model($0)?.body.reads.contains(one) == true }) { return known }
    }
    let types = modelOrder.flatMap { model($0)?.body.reads ?? [] }
    let near = Suggestion.nearest(to: type, among: types).flatMap { near in
      modelOrder.first { model($0)?.body.reads.contains(near) == true }
    }
    let declared =
      "family \(type.filter { $0.isLetter || $0.isNumber || $0 == "_" }) of \(near ?? "llama") reads \"\(type)\" { }"
    var details = ["help models says how families are written"]
    let readers = ["mixtral", "qwen3_moe", "deepseek_v3"]
    if file.keys.contains(where: { key in Worksheet.ofExperts.contains(where: key.contains) }),
      near.map({ !readers.contains($0) }) ?? true
    {
      details.append("its keys speak of experts, as \(readers.joined(separator: ", ")) read them")
    }
    throw Diagnostic(
      .unknownSubject, "there is no family for the model_type \"\(type)\"", at: file.span(of: "model_type"),
      near.map { "the nearest is \($0): \(declared) takes it as one" }
        ?? "if it is built like another, say so: \(declared)",
      details: details)
  }

  private func missing(
    _ key: String, _ field: Declaration.Field, _ family: String, _ file: Configuration, _ span: Span
  ) -> Diagnostic {
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
