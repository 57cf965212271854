/// A JSON text in the making. Numbers are kept as written, so that no digit is lost; members keep their order.
public indirect enum JSON: Sendable {
  case null
  case boolean(Bool)
  /// Digits as RFC 8259 wants them.
  case number(String)
  case string(String)
  case array([JSON])
  case object([(name: String, value: JSON)])

  /// The text, on one line.
  public var text: String {
    var out: [UInt8] = []
    write(&out)
    return String(decoding: out, as: UTF8.self)
  }

  private func write(_ out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .boolean(let flag): out += (flag ? "true" : "false").utf8
    case .number(let digits): out += digits.utf8
    case .string(let text): JSON.write(text, &out)
    case .array(let items):
      out.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        item.write(&out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        JSON.write(member.name, &out)
        out.append(UInt8(ascii: ":"))
        member.value.write(&out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, _ out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 0x0a: out += "\\n".utf8
      case 0x0d: out += "\\r".utf8
      case 0x09: out += "\\t".utf8
      case 0..<0x20, 0x7f: out += ("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)).utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
