/// A name, as a number: two names are the same when their symbols are.
public struct Symbol: Hashable, Sendable {
  public let id: Int32
  @inlinable public init(id: Int32) { self.id = id }
}

/// Every name ever read, each stored once.
///
/// A class, because tokens, formulas and the worksheet must agree on one numbering.
public final class Names {
  // Read for every name of the library at start; nothing here is written while it is read.
  @exclusivity(unchecked) private var bytes: [UInt8] = []
  @exclusivity(unchecked) private var ends: [Int32] = []
  @exclusivity(unchecked) private var slots: [Int32]

  public init() { slots = Array(repeating: -1, count: 4096) }

  public var count: Int { ends.count }

  public subscript(symbol: Symbol) -> String {
    String(decoding: bytes[range(of: Int(symbol.id))], as: UTF8.self)
  }

  public func symbol(_ text: String) -> Symbol {
    var text = text
    return text.withUTF8 { symbol($0[...]) }
  }

  /// The symbol of a slice of source text.
  public func symbol(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Symbol {
    if ends.count * 2 >= slots.count { grow() }
    var slot = Int(truncatingIfNeeded: hash(text)) & (slots.count - 1)
    while slots[slot] >= 0 {
      if bytes[range(of: Int(slots[slot]))].elementsEqual(text) { return Symbol(id: slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    let id = Int32(ends.count)
    slots[slot] = id
    bytes.append(contentsOf: text)
    ends.append(Int32(bytes.count))
    return Symbol(id: id)
  }

  private func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
  }

  /// FNV-1a: short keys, no seeding needed, nothing an adversary gains by colliding.
  private func hash(_ text: some Sequence<UInt8>) -> UInt64 {
    text.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }

  private func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for id in 0..<ends.count {
      var slot = Int(truncatingIfNeeded: hash(bytes[range(of: id)])) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(id)
    }
  }
}
