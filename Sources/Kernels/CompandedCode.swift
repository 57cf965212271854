import CKernels

/// The 8-bit codes of moments relative to their group's largest, after FlashOptim (Gonzalez Ortiz et al. 2026,
/// arXiv 2602.23349, algorithms 2 and 3). How they differ from the paper's, and why: CKernels/block8.h.
public enum CompandedCode {
  /// Of m / the group's largest |m|, -1…1: the nearest of -127…127 to 127·φ, where φ(x) = 2x / (1+|x|) but for 0.027.
  public static func encode(first value: Float) -> Int8 { Int8(bitPattern: kernels_encode_first(value)) }
  public static func decode(first code: Int8) -> Float { kernels_decode_first(UInt8(bitPattern: code)) }

  /// Of √v / the group's largest √v, 0…1: the nearest of 0…255 to 255 times it.
  public static func encode(secondRoot value: Float) -> UInt8 { kernels_encode_second(value) }
  /// v / the square of the group's largest √v; that of code 0 is the largest that has it.
  public static func decode(second code: UInt8) -> Float { kernels_decode_second(code) }
}
