import CKernels

/// The instructions a kernel may use; all give the same results, bit for bit.
public enum InstructionSet: Int32, CaseIterable, Sendable {
  /// What every CPU of the platform has: SSE2 on x86-64, NEON on Arm.
  case baseline = 0
  case avx2 = 1
  case avx512 = 2
  /// AVX-512 that takes bytes out of registers: only the kernel of 8-bit codes has a use for it.
  case vbmi = 3

  public var isAvailable: Bool { kernels_path_runs(rawValue) }

  public static var available: [InstructionSet] { allCases.filter(\.isAvailable) }

  /// The widest this CPU has.
  public static var best: InstructionSet { available.last ?? .baseline }

  public var name: String {
    switch self {
    case .baseline: "baseline"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    case .vbmi: "AVX-512 VBMI"
    }
  }
}
