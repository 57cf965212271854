/// Where a text stops being JSON (RFC 8259), and what was wanted there. The library that reads it says only that it is
/// none, takes a comma too many, and of a key that stands twice one value.
struct JSONFault {
  /// The offset of the first byte that can't stand where it does; the end where something is missing.
  private(set) var at = 0
  /// `a value is wanted, and here is }`
  private(set) var message = ""
  private let bytes: [UInt8]
  private static let depthLimit = 512

  /// nil where all of it is JSON.
  static func find(in bytes: [UInt8]) -> JSONFault? {
    var scan = JSONFault(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      scan.message = "it begins with a byte order mark, which JSON does not have: save it without"
      return scan
    }
    guard scan.value(depth: 0) else { return scan }
    scan.skipBlanks()
    return scan.at < bytes.count && !scan.refuse("the end of the file") ? scan : nil
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func refuse(_ wanted: String) -> Bool {
    let rest = bytes[min(at, bytes.count)...]
    let found =
      rest.isEmpty
      ? "the file ends"
      : "here is \(Character(String(decoding: rest.prefix(4), as: UTF8.self).unicodeScalars.first ?? "?"))"
    message = "\(wanted) is wanted, and \(found)"
    return false
  }

  private mutating func skipBlanks() {
    while let byte = current, byte == 32 || byte == 9 || byte == 10 || byte == 13 { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard current == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    skipBlanks()
    guard depth < JSONFault.depthLimit else {
      message = "nested more than \(JSONFault.depthLimit) deep"
      return false
    }
    switch current {
    case UInt8(ascii: "{"): return object(depth: depth + 1)
    case UInt8(ascii: "["):
      at += 1
      if take("]") { return true }
      repeat {
        guard value(depth: depth + 1) else { return false }
      } while take(",")
      return take("]") || refuse(", or ]")
    case UInt8(ascii: "\""): return text()
    case let byte? where byte == UInt8(ascii: "-") || (48...57).contains(byte): return number()
    default:
      for word in ["true", "false", "null"] where bytes[at...].starts(with: word.utf8) {
        at += word.utf8.count
        return true
      }
      return refuse("a value")
    }
  }

  private mutating func object(depth: Int) -> Bool {
    at += 1
    if take("}") { return true }
    var keys: Set<ArraySlice<UInt8>> = []
    repeat {
      skipBlanks()
      let start = at
      guard current == UInt8(ascii: "\"") else { return refuse("a key in quotes") }
      guard text() else { return false }
      guard keys.insert(bytes[start..<at]).inserted else {
        let key = String(decoding: bytes[start..<at], as: UTF8.self)
        at = start
        message = "the key \(key) stands here a second time"
        return false
      }
      guard take(":") else { return refuse(": and a value") }
      guard value(depth: depth) else { return false }
    } while take(",")
    return take("}") || refuse(", or }")
  }

  private mutating func text() -> Bool {
    at += 1
    let start = at
    while let byte = current, byte != UInt8(ascii: "\"") {
      if byte < 32 { return refuse("the closing quote") }
      at += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      guard let escaped = current, "\"\\/bfnrtu".utf8.contains(escaped) else {
        return refuse("one of \" \\ / b f n r t u behind a backslash")
      }
      at += 1
    }
    if String(validating: bytes[start..<at], as: UTF8.self) == nil {
      at = start
      message = "this text is not UTF-8"
      return false
    }
    return take("\"") || refuse("the closing quote")
  }

  private mutating func number() -> Bool {
    let start = at
    let characters = Set("+-.eE0123456789".utf8)
    while let byte = current, characters.contains(byte) { at += 1 }
    if Double(String(decoding: bytes[start..<at], as: UTF8.self)) != nil { return true }
    at = start
    return refuse("a number")
  }
}
