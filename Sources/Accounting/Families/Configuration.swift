import Formulas
import FoundationEssentials
import Language

/// A configuration file of a model: the keys of a JSON object, and which of them were asked for.
///
/// A class, because it notes what was read of it while families ask.
final class Configuration {
  let source: Source
  private let sourceIndex: Int32
  private let root: [String: JSON]
  /// The keys that a family asked for and found.
  private(set) var read: Set<String> = []

  /// Throws where the text is no JSON object, with the place that the reader gives.
  init(_ source: Source, index: Int32, at span: Span) throws(Diagnostic) {
    (self.source, sourceIndex) = (source, index)
    if let fault = JSONFault.find(in: source.bytes) {
      let place = source.position(min(fault.at, source.bytes.count))
      throw Diagnostic(
        .file, "\(source.name) is not JSON at line \(place.line), column \(place.column): \(fault.message)",
        at: span, "load reads a config.json of Hugging Face, or declarations in FILE.acct")
    }
    do {
      let decoder = JSONDecoder()
      decoder.allowsJSON5 = false
      guard case .object(let object) = try decoder.decode(JSON.self, from: Data(source.bytes)) else {
        throw Diagnostic(
          .file, "\(source.name) is JSON, but no object: a configuration is { \"model_type\": …, … }",
          at: span, "load the config.json that stands beside a model's weights")
      }
      root = object
      if let text = object[Self.text], !text.isObjectOrNull {
        throw Diagnostic(
          .file, "\(source.name) has a text_config that is no object", at: span,
          "it holds the keys of the model of text: \"text_config\": { \"hidden_size\": … }")
      }
    } catch let diagnostic as Diagnostic {
      throw diagnostic
    } catch {
      throw Diagnostic(
        .file, "\(source.name) is not JSON", at: span,
        "load reads a config.json of Hugging Face, or declarations in FILE.acct")
    }
  }

  /// All keys; of a model of images and text those of its text too, each with where it stands.
  var keys: [String] {
    guard case .object(let text)? = root[Self.text] else { return root.keys.sorted() }
    return root.keys.sorted() + text.keys.sorted().map { "\(Self.text).\($0)" }
  }

  /// Where the configuration of the text stands in that of a model of images and text.
  private static let text = "text_config"

  /// The value of a key, or of one inside others (`attn_config.alibi`); nil where it is missing or null. Behind the key
  /// of a list a word is counted (`layer_types.sliding_attention`). What a model of images and text says of its text
  /// counts as said.
  func value(_ key: String) -> Value? { find(key).flatMap(\.value) }

  /// Whether a key stands there, whatever it says. Asking that is not reading it.
  func has(_ key: String) -> Bool { place(of: key) != nil }

  /// Whether a key stands there, and is null.
  func isNull(_ key: String) -> Bool {
    if case .null? = find(key) { true } else { false }
  }

  /// Whether a key says more than no: null, false, 0, and what is empty say nothing.
  func saysSomething(_ path: String) -> Bool {
    var steps = path.split(separator: ".").map(String.init)
    let last = steps.popLast() ?? path
    switch find(last, inside: steps) {
    case .null?, .flag(false)?, .whole(0)?, nil: return false
    case .list(let items)?: return !items.isEmpty
    case .object(let members)?: return !members.isEmpty
    default: return true
    }
  }

  /// The type of the model of text in one of images and text.
  var textType: String? {
    if case .text(let type)? = find("model_type", inside: [Self.text]) { type } else { nil }
  }

  private func find(_ key: String) -> JSON? {
    guard let (outer, found) = place(of: key) else { return nil }
    read.insert((outer + [String(key.prefix { $0 != "." })]).joined(separator: "."))
    if !outer.isEmpty { read.insert(Self.text) }
    return found
  }

  /// Where a key stands, and what is there. The model of text is built from its own part alone; which model it is in is
  /// said outside.
  private func place(of key: String) -> (outer: [String], value: JSON)? {
    var steps = key.split(separator: ".").map(String.init)
    guard let last = steps.popLast() else { return nil }
    for outer in key == "model_type" ? [[], [Self.text]] : [[Self.text], []] {
      if let found = find(last, inside: outer + steps) { return (outer, found) }
    }
    return nil
  }

  private func find(_ last: String, inside steps: [String]) -> JSON? {
    var object = root
    for (index, step) in steps.enumerated() {
      switch object[step] {
      case .object(let inner)?: object = inner
      case .list(let items)? where index == steps.count - 1: return .whole(items.count { $0.isWord(last) })
      default: return nil
      }
    }
    return object[last]
  }

  /// Where the value of a key stands, for carets; where several objects have the key, the first. Of a word counted in
  /// a list, where the list stands.
  func span(of key: String) -> Span {
    key.split(separator: ".").reversed().lazy.compactMap { self.spans[String($0)] }.first ?? .none
  }

  private lazy var spans: [String: Span] = {
    let bytes = source.bytes
    var spans: [String: Span] = [:]
    var start: Int?
    var at = 0
    while at < bytes.count {
      switch (bytes[at], start) {
      case (UInt8(ascii: "\\"), _?): at += 1
      case (UInt8(ascii: "\""), nil): start = at + 1
      case (UInt8(ascii: "\""), let first?):
        start = nil
        guard let value = value(behind: at + 1) else { break }
        let key = String(decoding: bytes[first..<at], as: UTF8.self)
        if spans[key] == nil { spans[key] = value }
      default: break
      }
      at += 1
    }
    return spans
  }()

  /// The value behind a colon, up to the next comma or end of line.
  private func value(behind index: Int) -> Span? {
    let bytes = source.bytes
    func afterBlanks(_ at: Int) -> Int { bytes[at...].firstIndex { $0 != 32 && $0 != 9 } ?? bytes.count }
    let colon = afterBlanks(index)
    guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else { return nil }
    let start = afterBlanks(colon + 1)
    let stops = start < bytes.count && bytes[start] == UInt8(ascii: "[") ? "]".utf8 : ",}\n\r".utf8
    var end = bytes[start...].firstIndex { stops.contains($0) } ?? bytes.count
    if end < bytes.count, bytes[end] == UInt8(ascii: "]"), bytes[start] == UInt8(ascii: "[") { end += 1 }
    return Span(source: sourceIndex, start: start, end: max(end, start + 1))
  }
}

/// A value of JSON, as far as configurations hold any.
enum JSON: Decodable {
  case null
  case flag(Bool)
  case whole(Int)
  case real(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    // What there may be thousands of comes first: every guess that fails costs an error.
    let single = try decoder.singleValueContainer()
    if let whole = try? single.decode(Int.self) {
      self = .whole(whole)
    } else if let real = try? single.decode(Double.self) {
      self = .real(real)
    } else if let text = try? single.decode(String.self) {
      self = .text(text)
    } else if let object = try? decoder.container(keyedBy: Key.self) {
      var members: [String: JSON] = [:]
      for key in object.allKeys { members[key.stringValue] = try object.decode(JSON.self, forKey: key) }
      self = .object(members)
    } else if var list = try? decoder.unkeyedContainer() {
      var items: [JSON] = []
      while !list.isAtEnd { items.append(try list.decode(JSON.self)) }
      self = .list(items)
    } else if single.decodeNil() {
      self = .null
    } else {
      self = .flag(try single.decode(Bool.self))
    }
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var isObjectOrNull: Bool {
    switch self {
    case .object, .null: true
    default: false
    }
  }

  func isWord(_ word: String) -> Bool {
    if case .text(word) = self { true } else { false }
  }

  /// As a value of the language; null is none.
  var value: Value? {
    switch self {
    case .null: nil
    case .flag(let flag): .boolean(flag)
    case .whole(let number): .quantity(Quantity(.int(number)))
    case .real(let number): .quantity(Quantity(.real(number)))
    case .text(let text): .text(text)
    case .list(let items): .list(items.compactMap(\.value))
    // Of an object only its members can be asked for; that it is there can be seen.
    case .object: .text("{…}")
    }
  }
}
