import Formulas
import Language

/// What a configuration file says that no setting asked for, and what it leaves to the defaults of its family.
extension Worksheet {
  /// Parts that cost parameters and that no family has, by the keys that speak of them, or by parts of those.
  private static let uncounted: [(key: String, what: String)] = [
    ("vision_config", "the encoder of images"), ("audio_config", "the encoder of sound"),
    ("num_nextn_predict_layers", "layers that predict further tokens"),
    ("quantization_config", "weights of fewer bits: a precision of your own has them (help declarations)"),
    ("cross_attention_layers", "cross-attention"), ("add_cross_attention", "cross-attention"),
    ("encoder_layers", "an encoder"),
    ("state_size", "state-space layers"),
  ]
  /// What keys of experts have in their names; families without experts count none.
  static let ofExperts = ["expert", "moe_"]

  /// Sorts the keys that no setting asked for: slips, what is not counted, what costs nothing, and what is unknown.
  func sort(_ file: Configuration, into loaded: inout Loaded, _ span: Span) {
    func keys(askedBy fields: [Declaration.Field]) -> [String] {
      fields.flatMap { askedKeys($0.formula) }.map { String($0.prefix { $0 != "." }) }
    }
    let asked = keys(askedBy: askingSettings(of: loaded.family))
    // What a base asks for and the family settles otherwise is known too.
    let known = Set(lineage(loaded.family).flatMap { keys(askedBy: $0.fields) })
    let read = Set(file.read.map(Worksheet.innermost))
    let open = asked.filter { !read.contains($0) }
    let hasExperts = asked.contains { key in Worksheet.ofExperts.contains(where: key.contains) }
    var uncounted: [(what: String, key: String)] = []
    var unknown: [String] = []
    // No configuration that people write has so many keys that one of a thousand is a slip.
    let maySlip = file.keys.count < 1_000
    for path in file.keys where !file.read.contains(path) {
      let key = Worksheet.innermost(path)
      let saysSomething = file.saysSomething(path)
      if saysSomething, let part = Worksheet.uncounted.first(where: { key.hasSuffix($0.key) }) {
        uncounted.append((part.what, path))
      } else if saysSomething, !hasExperts, Worksheet.ofExperts.contains(where: key.contains) {
        uncounted.append(("experts", path))
      } else if FreeKeys.contains(key) || known.contains(key) {
        loaded.ignored.append(path)
      } else if maySlip, let meant = Suggestion.slip(of: key, among: open) {
        loaded.warnings.append(
          Diagnostic(
            .newName, "\(file.source.name) has the key \(path), which \(loaded.family) does not read",
            at: span,
            "did you mean \(meant)?"))
      } else if saysSomething {
        unknown.append(path)
      } else {
        loaded.ignored.append(path)
      }
    }
    if !uncounted.isEmpty {
      loaded.warnings.append(
        Diagnostic(
          .uncounted, "not everything in \(file.source.name) is counted", at: span,
          details: uncounted.map { "\($0.what) (\($0.key))" }))
    }
    if !unknown.isEmpty {
      let shown = unknown.prefix(12).joined(separator: ", ")
      let more = unknown.count > 12 ? " and \(unknown.count - 12) more" : ""
      loaded.warnings.append(
        Diagnostic(
          .unknownKey, "\(file.source.name) has keys that \(loaded.family) does not know", at: span,
          "what they ask for is not counted", details: [shown + more]))
    }
  }

  /// `hidden_size` of `text_config.hidden_size`.
  static func innermost(_ path: String) -> String {
    path.split(separator: ".").last.map(String.init) ?? path
  }

  /// What a file leaves out and the family has a default for, with that: `d_ff 11_008`.
  func defaults(of family: String, beside file: Configuration) -> [String] {
    askingSettings(of: family).compactMap { field in
      let keys = askedKeys(field.formula)
      guard !keys.isEmpty, !keys.contains(where: file.has),
        case .input(let input)? = entries[field.name]?.kind, input.declaration.role == .shape,
        let value = text(of: names[field.name]), value != "false", value != "0"
      else { return nil }
      return "\(names[field.name]) \(value)"
    }
  }
}
