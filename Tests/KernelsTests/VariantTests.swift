import Kernels
import Testing

@Suite("Switches of a step")
struct VariantTests {
  @Test("Maximizing is minimizing the negated gradient")
  func maximize() throws {
    var sample = Sample(count: 100)
    var configuration = AdamW.Configuration.pytorch
    configuration.direction = .maximize
    let maximized = try sample.run(.named("vector"), configuration)
    sample.gradients = sample.gradients.map { $0.map { -$0 } }
    let minimized = try sample.run(.named("vector"))
    #expect(maximized == minimized)
  }

  @Test("Clipping inside the step is clipping before it")
  func clipping() throws {
    var sample = Sample(count: 10_001)
    var configuration = AdamW.Configuration.pytorch
    configuration.maximumNorm = 0.25
    let clipped = try sample.run(.named("parallel"), configuration, threads: 2)
    sample.gradients = sample.gradients.map { gradients in
      let squares = gradients.map { Double($0) * Double($0) }
      let norm = squares.reduce(0, +).squareRoot()
      // PyTorch's clip_grad_norm_.
      let coefficient = Float(min(1, 0.25 / (norm + 1e-6)))
      return gradients.map { $0 * coefficient }
    }
    let before = try sample.run(.named("parallel"))
    #expect(clipped == before)
  }

  @Test("A norm below the limit changes nothing")
  func notClipped() throws {
    let sample = Sample(count: 100)
    var configuration = AdamW.Configuration.pytorch
    configuration.maximumNorm = 1e9
    let clipped = try sample.run(.named("vector"), configuration)
    let plain = try sample.run(.named("vector"))
    #expect(clipped == plain)
  }

  @Test("A group of many can be clipped by the norm of all")
  func sharedNorm() throws {
    let sample = Sample(count: 64, steps: 1)
    var configuration = AdamW.Configuration.pytorch
    configuration.maximumNorm = 1
    var optimizer = try AdamW(parameters: 64, configuration: configuration, threads: 1)
    var clipped = sample.parameters
    try optimizer.step(&clipped, sample.gradients[0], norm: 4)
    var halved = try AdamW(parameters: 64, threads: 1)
    var expected = sample.parameters
    let coefficient = Float(1 / (4 + 1e-6))
    try halved.step(&expected, sample.gradients[0].map { $0 * coefficient })
    #expect(clipped == expected)
  }

  @Test("The learning rate may change between steps, and the step count goes on")
  func schedule() throws {
    var optimizer = try AdamW(parameters: 1, threads: 1)
    var parameters: [Float] = [1]
    try optimizer.step(&parameters, [0.5])
    optimizer.configuration.learningRate = 0
    let before = parameters
    try optimizer.step(&parameters, [0.5])
    #expect(parameters == before)
    #expect(optimizer.state.step == 2)
  }
}
