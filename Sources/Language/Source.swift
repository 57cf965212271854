import Formulas

/// A text being read, and where its lines are.
public struct Source: Sendable {
  /// `budget.acct`, `-c`, `ops.acct`; empty at the prompt.
  public var name: String
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }

  public func text(_ span: Span) -> String {
    let start = min(max(0, Int(span.start)), bytes.count)
    let end = min(max(start, Int(span.end)), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Line and column of a byte, both from 1; columns count characters.
  public func position(_ offset: Int) -> (line: Int, column: Int) {
    let end = min(max(0, offset), bytes.count)
    let line = bytes[..<end].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    let start = lineStart(end)
    return (line, String(decoding: bytes[start..<end], as: UTF8.self).count + 1)
  }

  /// The bytes of the line that `offset` stands on, without its end.
  public func lineRange(_ offset: Int) -> Range<Int> {
    let at = min(max(0, offset), bytes.count)
    let start = lineStart(at)
    let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    return start..<end
  }

  private func lineStart(_ offset: Int) -> Int {
    (bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
  }
}

/// All texts read so far; a `Span` names one by its index.
public final class Sources {
  public private(set) var all: [Source] = []

  public init() {}

  public func add(_ source: Source) -> Int32 {
    all.append(source)
    return Int32(all.count - 1)
  }

  public subscript(span: Span) -> Source? {
    span.source >= 0 && Int(span.source) < all.count ? all[Int(span.source)] : nil
  }

  public func text(_ span: Span) -> String { self[span]?.text(span) ?? "" }

  /// `library/ops.acct:12`.
  public func place(_ span: Span) -> String? {
    guard let source = self[span], !source.name.isEmpty else { return nil }
    return "\(source.name):\(source.position(Int(span.start)).line)"
  }
}
