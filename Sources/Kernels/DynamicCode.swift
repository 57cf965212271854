import CKernels

/// The 8-bit codes of moments relative to their block's scale: Dettmers et al. 2022, after "8-bit
/// approximations for parallelism in deep learning" (Dettmers 2016); the values are the published map's.
public enum DynamicCode {
  /// First moments, -0.99297…1: code 127 is 0.
  public static func encode(signed value: Float) -> UInt8 { kernels_encode_signed(value) }
  public static func decode(signed code: UInt8) -> Float { kernels_decode_signed(code) }

  /// Second moments, 0…1: code 0 is 0.
  public static func encode(unsigned value: Float) -> UInt8 { kernels_encode_unsigned(value) }
  public static func decode(unsigned code: UInt8) -> Float { kernels_decode_unsigned(code) }

  /// The code of 0 among the signed ones.
  static let signedZero = UInt8(127)
}
