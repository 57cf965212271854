/// What the formulas of a step need of a number: Double and Float compute with it, `Counted` counts it.
public protocol StepNumber {
  init(_ value: Double)
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self
  /// self + left · right, rounded once.
  func addingProduct(_ left: Self, _ right: Self) -> Self
  func squareRoot() -> Self
  /// The larger of two second moments, and NaN once there is one.
  func peak(_ other: Self) -> Self
}

extension StepNumber where Self: BinaryFloatingPoint {
  public func peak(_ other: Self) -> Self { other > self || other.isNaN ? other : self }
}

extension Double: StepNumber {}
extension Float: StepNumber {}
