import Kernels
import Testing

@Suite("Repeated timings")
struct StatisticsTests {
  @Test("Median and spread ignore what happened once")
  func robust() throws {
    let time = try #require(Statistics([10, 11, 9, 10, 12, 8, 10, 500]))
    #expect(time.median == 10)
    #expect(time.fastest == 8)
    #expect(time.slowest == 500)
    #expect(time.outliers == 1)
    #expect(time.spread < 2)
  }

  @Test("The spread of normal noise is its standard deviation")
  func scale() throws {
    // The quartiles of a normal distribution of deviation 1 lie at ±0.6745.
    let time = try #require(Statistics([-1.5, -0.6745, 0, 0.6745, 1.5]))
    #expect(abs(time.spread - 1) < 1e-12)
  }

  @Test("Noise is said by the spread and the outliers")
  func noise() {
    #expect(Statistics([100, 100, 101, 99, 100])?.noise == .quiet)
    #expect(Statistics([100, 106, 94, 104, 97])?.noise == .unsteady)
    #expect(Statistics([100, 150, 60, 120, 80])?.noise == .noisy)
  }

  @Test("Nothing has no statistics; one timing has no spread")
  func few() {
    #expect(Statistics([]) == nil)
    #expect(Statistics([3])?.spread == 0)
    #expect(Statistics([3, 5])?.median == 4)
  }
}
