import CKernels

/// One rung of the ladder: a way to compute a step.
public struct Kernel: Sendable {
  public let name: String
  /// What it changes against the rung before, and why that is faster.
  public let improvement: String
  public let precision: Precision
  /// Bytes a parameter that its own passes read and write, AMSGrad apart.
  public let bytesMoved: Double
  public let cores: Cores
  /// Whether it keeps intermediate results in an array of its own, 4 bytes a parameter.
  var needsScratch = false
  let step: Step

  public enum Cores: Sendable {
    case one
    case all
  }

  /// Steps the parameters of `range`; touches nothing outside it.
  typealias Step =
    @Sendable (_ arrays: kernels_arrays, _ range: Range<Int>, StepConstants, InstructionSet) -> Void

  /// - Throws: `KernelError.kernel` with the names there are.
  public static func named(_ name: String) throws(KernelError) -> Kernel {
    guard let kernel = all.first(where: { $0.name == name }) else { throw .kernel(name: name) }
    return kernel
  }
}

extension Kernel {
  /// The ladder, plainest first.
  public static let all = [
    Kernel(
      name: "reference",
      improvement: "the algorithm as printed, one parameter at a time in Double: the specification",
      precision: .float32, bytesMoved: Precision.float32.bytesMoved, cores: .one, step: stepReference),
    Kernel(
      name: "textbook",
      improvement: "fp32, one pass over the arrays for each line of the formulas, as they read",
      precision: .float32, bytesMoved: textbookBytesMoved, cores: .one, needsScratch: true, step: stepTextbook
    ),
    Kernel(
      name: "fused",
      improvement: "all lines in one pass: every array is read and written once, 28 bytes instead of 64",
      precision: .float32, bytesMoved: Precision.float32.bytesMoved, cores: .one, step: stepFused),
    Kernel(
      name: "vector",
      improvement: "the widest vectors the CPU has, and the lines ahead asked for early",
      precision: .float32, bytesMoved: Precision.float32.bytesMoved, cores: .one, step: stepVector),
    Kernel(
      name: "parallel",
      improvement: "all cores, each with its own slice: more arithmetic, and more requests to memory at once",
      precision: .float32, bytesMoved: Precision.float32.bytesMoved, cores: .all, step: stepVector),
    Kernel(
      name: "bf16",
      improvement: "bfloat16 gradients in and parameters out around fp32 masters: no pass that casts",
      precision: .master, bytesMoved: Precision.master.bytesMoved, cores: .all, step: stepMaster),
    Kernel(
      name: "bf16_moments",
      improvement: "moments in bfloat16, rounded stochastically: 20 bytes instead of 28",
      precision: .bfloat16Moments, bytesMoved: Precision.bfloat16Moments.bytesMoved, cores: .all,
      step: stepBFloat16),
    Kernel(
      name: "8bit",
      improvement: "moments in FlashOptim's 8-bit codes, a scale for each 32: 16.5 bytes instead of 20",
      precision: .blockwise8, bytesMoved: Precision.blockwise8.bytesMoved, cores: .all, step: stepBlock8),
  ]

  /// The fastest at fp32.
  static let parallel = all[4]

  /// The memory-saving moments leave no room for AMSGrad's fp32 peak.
  public var hasAMSGrad: Bool { precision.momentBytes == 4 }
}
