/// What TAB may put in place of the bytes before the cursor.
public struct Completion {
  public struct Candidate: Equatable, Sendable {
    public var text: String
    public var note: String?

    public init(_ text: String, note: String? = nil) {
      self.text = text
      self.note = note
    }
  }

  /// Bytes of the line; ends at the cursor.
  public var replacing: Range<Int>
  public var candidates: [Candidate]
  /// Follows a completion that leaves no choice.
  public var suffix: String

  public init(replacing: Range<Int>, candidates: [Candidate], suffix: String = "") {
    self.replacing = replacing
    self.candidates = candidates
    self.suffix = suffix
  }

  /// What to insert, given what is there: the only candidate, or what all of them begin with.
  func insertion(for typed: some StringProtocol) -> String? {
    guard let first = candidates.first?.text else { return nil }
    if candidates.count == 1 { return first + suffix }
    let common = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1.text) }
    return common.utf8.count >= typed.utf8.count && common != typed ? common : nil
  }
}

extension String {
  /// By characters, so that no accent is torn off.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
