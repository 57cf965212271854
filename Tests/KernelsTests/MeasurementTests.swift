import Kernels
import Testing

@Suite("Measuring", .serialized)
struct MeasurementTests {
  @Test("One row a kernel, each with its share of the roofline")
  func rows() throws {
    var names: Set<String> = []
    let measured = try Measurement.measure(parameters: 20_000, threads: 2, seconds: 0) {
      false
    } progress: { progress in
      names.insert(progress.name)
      #expect((0...1).contains(progress.fraction))
    }
    #expect(measured.rows.map(\.kernel.name) == Kernel.all.map(\.name))
    #expect(measured.rows.map(\.threads) == [1, 1, 1, 1, 2, 2, 2, 2])
    #expect(names.isSuperset(of: Kernel.all.map(\.name)))
    for row in measured.rows {
      #expect(row.time.median > 0)
      #expect(row.shareOfRoofline > 0)
      #expect(abs(row.gigaflops * row.time.median - 15) < 1e-9)
      #expect(abs(row.gigabytesPerSecond * row.time.median - row.kernel.bytesMoved) < 1e-9)
    }
    #expect(measured.rows[0].speedup == nil)
    #expect(measured.rows[1].speedup == measured.rows[0].time.median / measured.rows[1].time.median)
    #expect(!measured.wasStopped)
  }

  @Test("Rooflines: the streams of each precision, and the triad, on the threads of the kernels")
  func rooflines() throws {
    let measured = try Measurement.measure(parameters: 20_000, threads: 2, seconds: 0)
    let found = measured.rooflines.map { "\($0.streams.name), \($0.threads)" }
    #expect(
      found == [
        "streams of fp32, 1", "streams of fp32, 2", "streams of bf16, 2", "streams of bf16_moments, 2",
        "streams of 8bit, 2", "triad, 1", "triad, 2",
      ])
    let alone = try Measurement.measureRoofline(parameters: 1000, threads: 1, seconds: 0)
    #expect(alone.rows.isEmpty)
    #expect(alone.rooflines.map(\.streams.name) == ["streams of fp32", "triad"])
  }

  @Test("A stop ends it at once and keeps what is complete")
  func stop() throws {
    var asked = 0
    let measured = try Measurement.measure(kernels: [.named("vector")], parameters: 1000, seconds: 60) {
      asked += 1
      return asked > 10
    }
    #expect(measured.wasStopped)
    #expect(measured.rows.count == 1)
    let nothing = try Measurement.measure(parameters: 1000, seconds: 60) { true }
    #expect(nothing.rows.isEmpty)
  }

  @Test("What does not fit is refused before it is allocated")
  func memory() {
    #expect {
      try Measurement.measure(parameters: 1 << 39, seconds: 0)
    } throws: { error in
      guard case KernelError.memory(let needed, let available) = error else { return false }
      return needed > available
    }
  }

  @Test("No parameters and no kernels cannot be measured")
  func nothing() {
    #expect(throws: KernelError.parameters(0)) { try Measurement.measure(parameters: 0, seconds: 0) }
    #expect(throws: KernelError.nothingToMeasure) {
      try Measurement.measure(kernels: [], parameters: 1, seconds: 0)
    }
  }

  @Test("Sizes lie inside each cache and outside all, as far as memory goes")
  func sizes() {
    let machine = Machine(
      processor: "", cores: 1,
      caches: [Machine.Cache(level: 1, bytes: 32 << 10), Machine.Cache(level: 2, bytes: 1 << 20)])
    let sizes = Measurement.sizes(on: machine, memory: nil)
    #expect(sizes.map(\.parameters) == [1 << 10, 1 << 15, 1 << 18, 1 << 20])
    #expect(sizes.map(\.cache?.level) == [1, 2, nil, nil])
    let little = Measurement.sizes(on: machine, memory: 6 << 20)
    #expect(little.map(\.parameters) == [1 << 10, 1 << 15, 1 << 18])
  }

  @Test("This machine has a core")
  func machine() {
    #expect(Machine.current.cores > 0)
    #expect(InstructionSet.available.contains(.baseline))
  }
}
