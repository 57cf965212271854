/// A stretch of source text: which source, and the bytes from `start` up to `end`.
public struct Span: Hashable, Sendable {
  public var source: Int32
  public var start: Int32
  public var end: Int32

  public init(source: Int32, start: Int, end: Int) {
    self.source = source
    self.start = Int32(clamping: start)
    self.end = Int32(clamping: end)
  }

  /// No place in any text: something the program made itself.
  public static let none = Span(source: -1, start: 0, end: 0)

  public var isNone: Bool { source < 0 }

  /// The stretch from the start of this one to the end of `other`.
  public func through(_ other: Span) -> Span {
    if isNone { return other }
    if other.isNone || other.source != source { return self }
    return Span(source: source, start: Int(min(start, other.start)), end: Int(max(end, other.end)))
  }
}

extension Span {
  /// The first part of it, where `word` stands.
  public func head(of word: String) -> Span {
    var head = self
    head.end = min(end, start + Int32(word.utf8.count))
    return head
  }
}
