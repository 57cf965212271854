import CKernels

/// The 8-bit codes of moments relative to their block's scale: Dettmers et al. 2022, after "8-bit
/// approximations for parallelism in deep learning" (Dettmers 2016); codes and values are the published map's.
/// The kernels keep the same values under other bytes, which take less work to read (CKernels/block8.h).
public enum DynamicCode {
  /// First moments, -0.99297…1: code 127 is 0.
  public static func encode(signed value: Float) -> UInt8 { kernels_encode_signed(value) ^ 0x7f }
  public static func decode(signed code: UInt8) -> Float { kernels_decode_signed(code ^ 0x7f) }

  /// Second moments, 0…1: code 0 is 0.
  public static func encode(unsigned value: Float) -> UInt8 { kernels_encode_unsigned(value) &- 1 }
  public static func decode(unsigned code: UInt8) -> Float { kernels_decode_unsigned(code &+ 1) }

  /// The bytes the kernels keep of 0.
  static let (storedSignedZero, storedUnsignedZero) = (kernels_encode_signed(0), kernels_encode_unsigned(0))
}
