import Kernels

/// A whole step through the library's own door: checks, constants and the crew's waking included.
struct WholeStep: ~Copyable {
  private var optimizer: AdamW
  private let parameters: AlignedArray<Float>
  private let gradients: AlignedArray<Float>
  private var repetitions = 1
  private(set) var samples: [Double] = []

  init(parameters count: Int, threads: Int) throws(KernelError) {
    let optimizer = try AdamW(parameters: count, threads: threads)
    let parameters = try AlignedArray<Float>(count: count)
    let gradients = try AlignedArray<Float>(count: count, place: 1)
    for index in 0..<count {
      parameters.elements[index] = 1
      gradients.elements[index] = index % 3 == 0 ? -0.01 : 0.008
    }
    self.optimizer = optimizer
    self.parameters = parameters
    self.gradients = gradients
  }

  private static let shortestSample = 5e6

  mutating func takeTurn() throws(KernelError) {
    if samples.isEmpty { try step() }
    if repetitions > 1 { for _ in 0..<repetitions { try step() } }
    let watch = Stopwatch()
    for _ in 0..<repetitions { try step() }
    let time = watch.nanoseconds / Double(repetitions)
    // The first turn warms, and says how often to repeat.
    if samples.isEmpty { repetitions = max(1, Int((WholeStep.shortestSample / max(time, 1)).rounded(.up))) }
    samples.append(time / Double(parameters.count))
  }

  private mutating func step() throws(KernelError) {
    try optimizer.step(parameters: parameters.elements, gradients: UnsafeBufferPointer(gradients.elements))
  }
}
