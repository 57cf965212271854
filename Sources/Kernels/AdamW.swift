import CKernels

/// AdamW for one group of parameters, over plain buffers of the caller's.
///
///     var optimizer = try AdamW(parameters: weights.count, configuration: .pytorch)
///     try optimizer.step(parameters: weights, gradients: gradients)
///     print(optimizer.state.step, optimizer.state.firstMoments[0])
///
/// fp32 results equal PyTorch's `AdamW(fused=True)` bit for bit, whatever the CPU, the kernel (`reference`
/// apart, which rounds less often) and the number of threads. Denormals are kept; NaN and infinity go
/// where PyTorch's go. Not copyable, because it owns its state and threads. Use it from one thread at a time.
///
/// Sources: Kingma and Ba 2015; Loshchilov and Hutter 2019; Reddi et al. 2018 (AMSGrad); PyTorch 2.
public struct AdamW: ~Copyable {
  /// May change between steps (schedules); switching AMSGrad on needs an optimizer made with it.
  public var configuration: Configuration
  public private(set) var state: State
  public let kernel: Kernel
  public let instructions: InstructionSet
  private let crew: Crew

  public var threads: Int { crew.threads }

  /// - Parameters:
  ///   - parameters: how many parameters each step takes; 0 is allowed.
  ///   - kernel: nil for the fastest at fp32.
  ///   - threads: cores to work on; nil for all of them, or one if the kernel takes one.
  ///   - instructions: forces a path; nil for the best this CPU has.
  /// - Throws: `KernelError` naming the hyper-parameter out of range, the instructions missing, the kernel that
  ///   has no AMSGrad, or the memory that is not there.
  public init(
    parameters: Int, configuration: Configuration = .pytorch, kernel: Kernel? = nil, threads: Int? = nil,
    instructions: InstructionSet? = nil
  ) throws(KernelError) {
    try configuration.validate()
    guard parameters >= 0, parameters < AdamW.limit else { throw .parameters(parameters) }
    let kernel = kernel ?? Kernel.parallel
    let instructions = instructions ?? .best
    guard instructions.isAvailable else { throw .instructions(instructions) }
    if configuration.secondMoment == .largest, !kernel.hasAMSGrad {
      throw .variant(name: "AMSGrad", kernel: kernel.name)
    }
    try Machine.checkMemory(
      bytes: State.bytes(parameters: parameters, kernel: kernel, configuration: configuration))
    let crew = try Crew(threads: threads ?? (kernel.cores == .all ? Machine.coreCount : 1))
    let state = try State(parameters: parameters, kernel: kernel, configuration: configuration, crew: crew)
    self.configuration = configuration
    self.kernel = kernel
    self.instructions = instructions
    self.crew = crew
    self.state = state
  }

  /// So many that no byte count overflows: 2⁴⁰.
  static let limit = 1 << 40

  /// One step with fp32 gradients.
  /// - Parameters:
  ///   - parameters: p, one a parameter; changed in place. Any alignment a Float may have.
  ///   - gradients: g, as many; not changed, even when clipped. Must not overlap `parameters`.
  ///   - norm: the global norm to clip by, when the gradients here are only a part of it; nil to compute it.
  /// - Throws: `KernelError.lengths`; `.precision` when this optimizer takes bfloat16 gradients;
  ///   `.hyperparameter`. Nothing has changed then.
  public mutating func step(
    parameters: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>, norm: Double? = nil
  ) throws(KernelError) {
    try checkStep(parameters.count, gradients: gradients.count, precision: .float32)
    var clipping = 1.0
    if let maximum = configuration.maximumNorm {
      let norm = norm ?? GradientNorm.of(gradients, instructions, crew)
      clipping = GradientNorm.clipping(norm: norm, maximum: maximum)
    }
    run(state.arrays(parameters: parameters.baseAddress, gradients: gradients.baseAddress), clipping)
  }

  /// One step with bfloat16 gradients, for the kernel `bf16`.
  /// - Parameters:
  ///   - parameters: the fp32 masters, changed in place.
  ///   - gradients: as many, bfloat16.
  ///   - copy: as many; receives the parameters rounded to nearest.
  public mutating func step(
    parameters: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<BFloat16>,
    copy: UnsafeMutableBufferPointer<BFloat16>, norm: Double? = nil
  ) throws(KernelError) {
    try checkStep(parameters.count, gradients: gradients.count, precision: .master)
    guard copy.count == parameters.count else {
      throw .lengths(parameters: parameters.count, other: copy.count, of: "copies")
    }
    var clipping = 1.0
    if let maximum = configuration.maximumNorm {
      let norm = norm ?? GradientNorm.of(gradients, instructions, crew)
      clipping = GradientNorm.clipping(norm: norm, maximum: maximum)
    }
    let arrays = state.arrays(
      parameters: parameters.baseAddress, gradients: gradients.baseAddress, copy: copy.baseAddress)
    run(arrays, clipping)
  }

  /// Goes on from a checkpoint of an fp32 state.
  /// - Parameters:
  ///   - step: steps taken before, 0 or more.
  ///   - first, second: m and v, one a parameter; `peaks` likewise under AMSGrad, else empty.
  /// - Throws: `KernelError.step` for one below 0, `.lengths`, or `.precision` for a state that is not
  ///   fp32. Nothing has changed then.
  public mutating func resume(step: Int, first: [Float], second: [Float], peaks: [Float] = [])
    throws(KernelError)
  {
    try state.resume(step: step, first: first, second: second, peaks: peaks)
  }

  private func checkStep(_ parameters: Int, gradients: Int, precision: Precision) throws(KernelError) {
    try configuration.validate()
    guard state.precision.gradientBytes == precision.gradientBytes else {
      throw .precision(state: state.precision.name, wanted: precision.name)
    }
    guard parameters == state.parameters else {
      throw .lengths(parameters: state.parameters, other: parameters, of: "parameters given")
    }
    guard gradients == parameters else {
      throw .lengths(parameters: parameters, other: gradients, of: "gradients")
    }
    if configuration.secondMoment == .largest, state.peaksCount != parameters {
      throw .noPeaks
    }
  }

  private mutating func run(_ arrays: kernels_arrays, _ clipping: Double) {
    state.step += 1
    let constants = StepConstants(configuration, step: state.step, clipping: clipping)
    let (kernel, instructions) = (kernel, instructions)
    crew.run(over: state.parameters) { kernel.step(arrays, $0, constants, instructions) }
  }
}
