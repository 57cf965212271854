/// A number that knows the operations it took to make it, since the values it was made from.
///
/// The tally travels with the value, so nothing is shared: it is right for an expression in which each computed
/// part is used once, as the lines of `StepFormula` are.
public struct Counted: StepNumber {
  public let operations: OperationCount

  public init(_ value: Double) {
    operations = OperationCount()
  }

  private init(_ operations: OperationCount) {
    self.operations = operations
  }

  public static func + (left: Counted, right: Counted) -> Counted {
    Counted(left.operations + right.operations + OperationCount(additions: 1))
  }

  /// A subtraction costs what an addition does, and counts as one.
  public static func - (left: Counted, right: Counted) -> Counted { left + right }

  public static func * (left: Counted, right: Counted) -> Counted {
    Counted(left.operations + right.operations + OperationCount(multiplications: 1))
  }

  public static func / (left: Counted, right: Counted) -> Counted {
    Counted(left.operations + right.operations + OperationCount(divisions: 1))
  }

  public func addingProduct(_ left: Counted, _ right: Counted) -> Counted {
    let operands = operations + left.operations + right.operations
    return Counted(operands + OperationCount(additions: 1, multiplications: 1, fused: 1))
  }

  public func squareRoot() -> Counted {
    Counted(operations + OperationCount(roots: 1))
  }

  /// A comparison is no arithmetic operation.
  public func peak(_ other: Counted) -> Counted {
    Counted(operations + other.operations)
  }
}
