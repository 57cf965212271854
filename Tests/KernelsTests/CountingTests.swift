import Kernels
import Testing

@Suite("Operations are counted, not asserted")
struct CountingTests {
  @Test("The algorithm as printed: 3 + 4 + 5 + 3 = 15")
  func course() {
    let lines = OperationCount.lines(of: .course)
    #expect(lines.map(\.name) == ["first_moment", "second_moment", "update", "decay"])
    #expect(lines.map(\.operations.total) == [3, 4, 5, 3])
    #expect(OperationCount.perParameter(.course).total == 15)
    #expect(Double(OperationCount.perParameter(.course).total) == Measurement.operationsPerParameter)
  }

  @Test("By kind: one root and one division")
  func kinds() {
    let count = OperationCount.perParameter(.course)
    #expect(count == OperationCount(additions: 6, multiplications: 7, divisions: 1, roots: 1, fused: 2))
    #expect(count.instructions == 13)
  }

  @Test("PyTorch's form folds the decay and divides the root: 14")
  func pytorch() {
    #expect(OperationCount.lines(of: .pytorch).map(\.operations.total) == [3, 4, 6, 1])
  }

  @Test("Switches cost what they compute")
  func switches() {
    var configuration = AdamW.Configuration.course
    configuration.maximumNorm = 1
    #expect(OperationCount.perParameter(configuration).total == 16)
    configuration = .course
    configuration.weightDecay = 0
    #expect(OperationCount.perParameter(configuration).total == 12)
    configuration = .course
    configuration.decay = .l2
    #expect(OperationCount.perParameter(configuration).total == 14)
  }
}
