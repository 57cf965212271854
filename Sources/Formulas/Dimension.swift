/// What a quantity measures: powers of the base units, and at most one label.
///
/// Base units (byte, FLOP, second, …) are strict: unlike things do not add. Labels (params, tokens, …) say what
/// was counted: they keep unlike counts apart in a sum, and dissolve when two different ones meet in a product,
/// so that `6 * params * tokens` is a plain number.
public struct Dimension: Hashable, Sendable {
  /// Powers of the base units, in the order the unit table declares them.
  public var powers: SIMD8<Int8> = .zero
  /// Which label, counted from 1; 0 for none.
  public var label: Int8 = 0
  /// 1 for `params`, −1 for `…/param`.
  public var labelPower: Int8 = 0

  public init() {}

  public static let none = Dimension()

  public static func base(_ index: Int) -> Dimension {
    var dimension = Dimension()
    dimension.powers[index] = 1
    return dimension
  }

  public static func label(_ index: Int8) -> Dimension {
    var dimension = Dimension()
    (dimension.label, dimension.labelPower) = (index, 1)
    return dimension
  }

  public var isNone: Bool { self == .none }

  /// Whether it says what was counted, and measures nothing.
  public var isLabel: Bool { label != 0 && unlabelled.isNone }

  /// The strict part alone.
  public var unlabelled: Dimension {
    var dimension = self
    (dimension.label, dimension.labelPower) = (0, 0)
    return dimension
  }

  public func multiplied(by other: Dimension) -> Dimension { combined(other, 1) }
  public func divided(by other: Dimension) -> Dimension { combined(other, -1) }

  private func combined(_ other: Dimension, _ sign: Int8) -> Dimension {
    var result = Dimension()
    result.powers = powers &+ other.powers &* SIMD8(repeating: sign)
    let theirs = other.labelPower &* sign
    if label == other.label || other.label == 0 {
      (result.label, result.labelPower) = (label, labelPower &+ theirs)
    } else if label == 0 {
      (result.label, result.labelPower) = (other.label, theirs)
    }
    if result.labelPower.magnitude != 1 { (result.label, result.labelPower) = (0, 0) }
    return result
  }

  /// Every power multiplied by `factor`; nil past what a byte holds or where a root is not whole.
  public func raised(to exponent: Num) -> Dimension? {
    if isNone { return self }
    guard let (top, bottom) = exponent.fraction, top.magnitude < 100, bottom < 100 else { return nil }
    var result = Dimension()
    for index in 0..<8 {
      let power = Int(powers[index]) * Int(top)
      guard power % Int(bottom) == 0, let exact = Int8(exactly: power / Int(bottom)) else { return nil }
      result.powers[index] = exact
    }
    if exponent == .one { (result.label, result.labelPower) = (label, labelPower) }
    return result
  }
}
