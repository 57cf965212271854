/// The upper half of a `Float`: 8 exponent bits, 7 fraction bits. Two bytes in memory.
public struct BFloat16: Equatable, BitwiseCopyable, Sendable {
  public var bitPattern: UInt16

  public init(bitPattern: UInt16) {
    self.bitPattern = bitPattern
  }

  /// To nearest, ties to even; a NaN stays a NaN.
  public init(_ value: Float) {
    let bits = value.bitPattern
    let half: UInt32 = 0x7fff
    let quiet: UInt32 = 0x40_0000
    let rounded = value.isNaN ? bits | quiet : bits &+ half &+ (bits >> 16 & 1)
    bitPattern = UInt16(truncatingIfNeeded: rounded >> 16)
  }
}

extension Float {
  public init(_ half: BFloat16) {
    self.init(bitPattern: UInt32(half.bitPattern) << 16)
  }
}
