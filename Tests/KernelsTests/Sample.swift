import Kernels
import Testing

/// Numbers to step on, the same in every run.
struct Sample {
  var parameters: [Float]
  var gradients: [[Float]]

  init(count: Int, steps: Int = 3) {
    var generator = SplitMix(state: UInt64(count))
    parameters = (0..<count).map { _ in generator.next() }
    gradients = (0..<steps).map { _ in (0..<count).map { _ in 0.01 * generator.next() } }
  }
}

/// Steele et al. 2014; values of Float in -1 ..< 1.
struct SplitMix {
  var state: UInt64

  mutating func next() -> Float {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Float(Int64(bitPattern: z ^ (z >> 31)) >> 40) / 0x1p23
  }
}

/// What a run leaves behind.
struct Outcome: Equatable {
  var parameters: [Float]
  var first: [Float]
  var second: [Float]
  var copy: [UInt16] = []

  static func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  /// Equal bit for bit, NaNs included.
  static func == (left: Outcome, right: Outcome) -> Bool {
    bits(left.parameters) == bits(right.parameters) && bits(left.first) == bits(right.first)
      && bits(left.second) == bits(right.second) && left.copy == right.copy
  }
}

extension Sample {
  /// Runs all steps on a kernel, with parameters and gradients `offset` elements past an aligned start, and checks
  /// that nothing outside them is written.
  func run(
    _ kernel: Kernel, _ configuration: AdamW.Configuration = .pytorch, threads: Int = 1,
    instructions: InstructionSet? = nil, offset: Int = 0
  ) throws -> Outcome {
    let count = parameters.count
    var optimizer = try AdamW(
      parameters: count, configuration: configuration, kernel: kernel, threads: threads,
      instructions: instructions)
    let padding = 16
    let guardValue: Float = 12_345
    var padded = [Float](repeating: guardValue, count: count + offset + padding)
    padded.replaceSubrange(offset..<offset + count, with: parameters)
    var copies = [BFloat16](repeating: BFloat16(guardValue), count: padded.count)
    let inside = offset..<offset + count
    for step in gradients {
      let shifted = [Float](repeating: 0, count: offset) + step
      try padded.withUnsafeMutableBufferPointer { p in
        let p = UnsafeMutableBufferPointer(rebasing: p[inside])
        if kernel.precision.writesCopy {
          try shifted.map { BFloat16($0) }.withUnsafeBufferPointer { g in
            try copies.withUnsafeMutableBufferPointer { copy in
              try optimizer.step(
                parameters: p, gradients: UnsafeBufferPointer(rebasing: g[inside]),
                copy: UnsafeMutableBufferPointer(rebasing: copy[inside]))
            }
          }
        } else {
          try shifted.withUnsafeBufferPointer { g in
            try optimizer.step(parameters: p, gradients: UnsafeBufferPointer(rebasing: g[inside]))
          }
        }
      }
    }
    let outside = padded[..<offset] + padded[(offset + count)...]
    guard outside.allSatisfy({ $0 == guardValue }) else { throw Overrun() }
    return Outcome(
      parameters: Array(padded[inside]), first: optimizer.state.firstMoments,
      second: optimizer.state.secondMoments,
      copy: kernel.precision.writesCopy ? copies[inside].map(\.bitPattern) : [])
  }

  struct Overrun: Error {}
}

extension AdamW.Configuration {
  /// Every switch on its own, and some together.
  static let variants: [AdamW.Configuration] = {
    var variants: [AdamW.Configuration] = []
    for decay in AdamW.Decay.allCases {
      for epsilon in AdamW.EpsilonPlacement.allCases {
        for second in AdamW.SecondMoment.allCases {
          var configuration = AdamW.Configuration.pytorch
          configuration.decay = decay
          configuration.epsilonPlacement = epsilon
          configuration.secondMoment = second
          configuration.weightDecay = 0.1
          configuration.direction = second == .largest ? .maximize : .minimize
          variants.append(configuration)
        }
      }
    }
    var clipped = AdamW.Configuration.pytorch
    clipped.maximumNorm = 0.05
    var uncorrected = AdamW.Configuration.pytorch
    uncorrected.biasCorrection = .omitted
    var slow = AdamW.Configuration.pytorch
    slow.beta1 = 0.3
    return variants + [clipped, uncorrected, slow]
  }()
}

extension Kernel {
  static let fp32 = all.filter { $0.precision == .float32 }
  static let fast = all.filter { $0.name != "reference" }
}

extension Kernel: CustomTestStringConvertible {
  public var testDescription: String { name }
}
