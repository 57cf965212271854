import Kernels
import Testing

@Suite("What is wrong is said")
struct ErrorTests {
  @Test(
    "Hyper-parameters out of range",
    arguments: [
      ("learning_rate", -1), ("learning_rate", .nan), ("beta1", 1), ("beta2", -0.1), ("epsilon", .infinity),
      ("weight_decay", -1), ("maximum_norm", 0),
    ] as [(String, Double)])
  func hyperparameters(_ name: String, _ value: Double) {
    var configuration = AdamW.Configuration.pytorch
    switch name {
    case "learning_rate": configuration.learningRate = value
    case "beta1": configuration.beta1 = value
    case "beta2": configuration.beta2 = value
    case "epsilon": configuration.epsilon = value
    case "weight_decay": configuration.weightDecay = value
    default: configuration.maximumNorm = value
    }
    let message = failure { () throws(KernelError) in
      _ = try AdamW(parameters: 1, configuration: configuration)
    }
    #expect(message?.hasPrefix("`\(name)` is \(value); it must be") == true)
  }

  @Test("Lengths that differ")
  func lengths() throws {
    var optimizer = try AdamW(parameters: 2, threads: 1)
    var parameters: [Float] = [1, 2]
    #expect(throws: KernelError.lengths(parameters: 2, other: 1, of: "gradients")) {
      try optimizer.step(&parameters, [1])
    }
    var three: [Float] = [1, 2, 3]
    #expect(throws: KernelError.lengths(parameters: 2, other: 3, of: "parameters given")) {
      try optimizer.step(&three, [1, 2, 3])
    }
    #expect(optimizer.state.step == 0)
    #expect(parameters == [1, 2])
  }

  @Test("AMSGrad with narrow moments, or switched on later")
  func amsgrad() throws {
    var configuration = AdamW.Configuration.pytorch
    configuration.secondMoment = .largest
    let message = failure { () throws(KernelError) in
      _ = try AdamW(parameters: 1, configuration: configuration, kernel: .named("8bit"))
    }
    #expect(message == "kernel `8bit` has no AMSGrad; take an fp32 kernel")
    var optimizer = try AdamW(parameters: 1, threads: 1)
    optimizer.configuration.secondMoment = .largest
    var parameters: [Float] = [1]
    #expect(throws: KernelError.noPeaks) { try optimizer.step(&parameters, [1]) }
  }

  @Test("A checkpoint from before the first step")
  func resume() throws {
    var optimizer = try AdamW(parameters: 1, threads: 1)
    let message = failure { () throws(KernelError) in
      try optimizer.resume(step: -1, first: [0], second: [0])
    }
    #expect(message == "a checkpoint after -1 steps; it must be 0 or more")
    #expect(optimizer.state.step == 0)
  }

  @Test("More than there is memory for is refused before it is allocated")
  func memory() {
    #expect {
      _ = try AdamW(parameters: 1 << 39)
    } throws: { error in
      if case KernelError.memory = error { true } else { false }
    }
  }

  @Test("Gradients of the wrong width")
  func width() throws {
    var optimizer = try AdamW(parameters: 1, kernel: .named("bf16"), threads: 1)
    var parameters: [Float] = [1]
    #expect(throws: KernelError.precision(state: "bf16", wanted: "fp32")) {
      try optimizer.step(&parameters, [1])
    }
  }

  @Test("A kernel that is not there, with those that are")
  func unknownKernel() {
    let message = failure { () throws(KernelError) in _ = try Kernel.named("fusd") }
    #expect(
      message
        == "there is no kernel `fusd`; there are `reference`, `textbook`, `fused`, `vector`, `parallel`, "
        + "`bf16`, `bf16_moments`, `8bit`")
  }

  @Test("No threads, and too many", arguments: [0, -1, 5000])
  func threads(_ count: Int) {
    #expect(throws: KernelError.threads(count)) {
      try Measurement.measure(parameters: 1, threads: count, seconds: 0)
    }
  }

  @Test("No parameters is no error")
  func empty() throws {
    for kernel in Kernel.all {
      let outcome = try Sample(count: 0).run(kernel)
      #expect(outcome == Outcome(parameters: [], first: [], second: []))
    }
  }

  private func failure(_ body: () throws(KernelError) -> Void) -> String? {
    do throws(KernelError) {
      try body()
      return nil
    } catch {
      return error.description
    }
  }
}
