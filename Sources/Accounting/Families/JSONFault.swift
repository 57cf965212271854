/// Where a text stops being JSON. The library that reads it says only that it is none.
struct JSONFault {
  private let bytes: [UInt8]
  private var at = 0
  private static let depthLimit = 512

  /// The offset of the first byte that can't stand where it does; nil where all of it is JSON.
  static func find(in bytes: [UInt8]) -> Int? {
    var scan = JSONFault(bytes: bytes)
    guard scan.value(depth: 0) else { return scan.at }
    scan.skipBlanks()
    return scan.at < bytes.count ? scan.at : nil
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

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
    guard let byte = current, depth < JSONFault.depthLimit else { return false }
    switch byte {
    case UInt8(ascii: "{"):
      at += 1
      return items(until: "}") { scan in scan.text() && scan.take(":") && scan.value(depth: depth + 1) }
    case UInt8(ascii: "["):
      at += 1
      return items(until: "]") { scan in scan.value(depth: depth + 1) }
    case UInt8(ascii: "\""): return text()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    default:
      for word in ["true", "false", "null"] where bytes[at...].starts(with: word.utf8) {
        at += word.utf8.count
        return true
      }
      return false
    }
  }

  private mutating func items(until end: Unicode.Scalar, _ item: (inout JSONFault) -> Bool) -> Bool {
    if take(end) { return true }
    repeat {
      guard item(&self) else { return false }
    } while take(",")
    return take(end)
  }

  private mutating func text() -> Bool {
    guard take("\"") else { return false }
    while let byte = current, byte != UInt8(ascii: "\"") {
      if byte < 32 { return false }
      at += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return take("\"")
  }

  private mutating func number() -> Bool {
    let start = at
    let characters = Set("+-.eE0123456789".utf8)
    while let byte = current, characters.contains(byte) { at += 1 }
    guard Double(String(decoding: bytes[start..<at], as: UTF8.self)) != nil else {
      at = start
      return false
    }
    return true
  }
}
