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

  private func formula(for value: Value) -> Formula {
    if case .word(let word) = value.bare { return arena.add(.name(word)) }
    return arena.constant(value)
  }

  private func family(of file: Configuration, at span: Span) throws(Diagnostic) -> String {
    guard case .text(let type)? = file.value("model_type") else { throw untyped(file, span) }
    for one in [type, file.textType].compactMap(\.self) {
      if let known = modelOrder.last(where: { model($0)?.body.reads.contains(one) == true }) { return known }
    }
    throw unread(type, file)
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
