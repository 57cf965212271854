/// A number and what it measures, in base units: 80 GB is 80_000_000_000 bytes.
public struct Quantity: Sendable, Hashable {
  public var number: Num
  public var dimension: Dimension

  public init(_ number: Num, _ dimension: Dimension = .none) {
    (self.number, self.dimension) = (number, dimension)
  }

  public static let zero = Quantity(.zero)

  /// Whether the two may be added: the same strict dimension, and labels that do not contradict.
  /// A zero without a unit adds to anything.
  public func sums(with other: Quantity) -> Dimension? {
    if dimension == other.dimension { return dimension }
    if dimension.isNone, number.isZero { return other.dimension }
    if other.dimension.isNone, other.number.isZero { return dimension }
    guard dimension.powers == other.dimension.powers else { return nil }
    if dimension.label == 0 { return other.dimension }
    if other.dimension.label == 0 { return dimension }
    return nil
  }

  public func multiplying(_ other: Quantity) -> Quantity {
    Quantity(number.multiplying(other.number), dimension.multiplied(by: other.dimension))
  }

  public func dividing(by other: Quantity) -> Quantity? {
    number.dividing(by: other.number).map { Quantity($0, dimension.divided(by: other.dimension)) }
  }
}
