/// A tree of named quantities, as evaluated: the rows that count add up to the total.
///
/// A class, because it is a tree that many values share and that never changes.
public final class Ledger: Sendable {
  public let name: String
  public let total: Quantity
  /// How many equal copies the rows stand for, where a repeated part was folded into one row.
  public let times: Quantity?
  public let role: Role
  /// One of the equal copies, where the rows stand for several: `block` of `blocks`.
  public let one: Ledger?
  public let rows: [Ledger]
  /// The step of the derivation that computed it.
  public let step: StepID
  /// Where it comes from, in a few words: the tensor kept, the line of the algorithm.
  public let note: String

  public enum Role: String, Sendable {
    /// Counts in the total of the ledger it stands in.
    case counted
    /// A related figure, shown below the total and not part of it.
    case also
    /// A related figure that is shown only where it is asked for by name: `memory.peak`.
    case apart
    /// Counts in the total, and is shown only where it is not zero.
    case optional
  }

  public init(
    name: String, total: Quantity, times: Quantity? = nil, role: Role = .counted, one: Ledger? = nil,
    rows: [Ledger] = [],
    step: StepID, note: String = ""
  ) {
    self.name = name
    self.total = total
    self.times = times
    self.role = role
    self.one = one
    self.rows = rows
    self.step = step
    self.note = note
  }

  /// The same ledger as a row of another: under another name, in another role.
  public func renamed(_ name: String, role: Role, times: Quantity? = nil, note: String? = nil) -> Ledger {
    Ledger(
      name: name, total: total, times: times ?? self.times, role: role, one: one, rows: rows,
      step: step, note: note ?? self.note)
  }

  /// The same ledger, counted `times` times.
  public func scaled(by factor: Quantity) -> Ledger {
    Ledger(
      name: name, total: factor.multiplying(total), times: times, role: role, one: one,
      rows: rows.map { $0.scaled(by: factor) }, step: step, note: note)
  }

  /// The row of that name; `block` is one of the `blocks`, `total` the ledger without what stands beside it.
  public subscript(name: String) -> Ledger? {
    rows.first { $0.name == name } ?? rows.lazy.compactMap(\.one).first { $0.name == name }
      ?? (name == "total"
        ? Ledger(name: name, total: total, rows: rows.filter { $0.role == .counted }, step: step) : nil)
  }
}
