import Kernels

/// One thing that was measured: a kernel or the streams that limit it, on one CPU, at one size. A line of the file
/// of measurements.
struct Measured: Equatable, Sendable {
  enum Kind: String, Sendable { case kernel, roofline }

  var processor: String
  var kind: Kind
  var name: String
  var parameters: Int
  var threads: Int
  /// Nanoseconds a parameter; for the triad, an element.
  var median: Double
  var spread: Double
  var fastest: Double
  var slowest: Double
  var runs: Int
  var outliers: Int
  /// Bytes a parameter that it reads and writes.
  var bytes: Double
  /// Of the streams without arithmetic: 1 is the limit.
  var share: Double
  /// How many times as fast as the kernel before in the same run. Not kept.
  var speedup: Double?

  /// 10⁹ bytes a second.
  var bandwidth: Double { median > 0 ? bytes / median : 0 }
  /// 10⁹ operations a second, 15 a parameter.
  var rate: Double { median > 0 ? Measurement.operationsPerParameter / median : 0 }

  /// Whether a step with these arrays works from memory rather than, for a part, from a cache.
  func isInMemory(_ machine: Machine) -> Bool { parameters >= machine.parametersInMemory }

  /// Where a kernel's arrays lie on this machine; nil for streams.
  var place: String? {
    guard let kernel = Kernel.all.first(where: { $0.name == name }), kind == .kernel else { return nil }
    return Machine.current.place(of: parameters, kernel.precision, cores: threads)
  }

  var isFloat32Kernel: Bool {
    kind == .kernel && Kernel.all.contains { $0.name == name && $0.precision == .float32 }
  }
}

extension Measured {
  init(_ row: Measurement.Row, _ measurement: Measurement) {
    self.init(
      .kernel, row.kernel.name, row.time, measurement, threads: row.threads, bytes: row.kernel.bytesMoved,
      share: row.shareOfRoofline)
    speedup = row.speedup
  }

  init(_ roofline: Roofline, _ measurement: Measurement) {
    self.init(
      .roofline, roofline.streams.name, roofline.time, measurement, threads: roofline.threads,
      bytes: roofline.streams.bytesMoved, share: 1)
  }

  private init(
    _ kind: Kind, _ name: String, _ time: Statistics, _ measurement: Measurement, threads: Int,
    bytes: Double, share: Double
  ) {
    processor = measurement.machine.name
    (self.kind, self.name, self.threads, self.bytes, self.share) = (kind, name, threads, bytes, share)
    parameters = measurement.parameters
    (median, spread, fastest, slowest) = (time.median, time.spread, time.fastest, time.slowest)
    (runs, outliers) = (time.samples.count, time.outliers)
  }
}

extension Measurement {
  /// After a stop, what had its rounds: fewer timings than these have no spread.
  var results: [Measured] {
    let all = rows.map { Measured($0, self) } + rooflines.map { Measured($0, self) }
    return wasStopped ? all.filter { $0.runs >= Measurement.fewestRounds } : all
  }
}

extension Machine {
  /// As many parameters as have fp32 arrays twice the last cache: what is left of them there from step to step
  /// no longer counts.
  var parametersInMemory: Int {
    Int(2 * Double(caches.last?.bytes ?? 32 << 20) / Precision.float32.bytesTouched)
  }

  /// A round number of them, to measure with: 64M.
  var parametersToMeasure: Int {
    var count = 1_000_000
    while count < parametersInMemory { count *= 2 }
    return count
  }

  /// `L2`, `memory`: where the arrays of a step lie.
  func place(of parameters: Int, _ precision: Precision, cores: Int) -> String {
    let cache = cache(holding: Double(parameters) * precision.bytesTouched, cores: cores)
    return cache.map { "L\($0.level)" } ?? "memory"
  }

  /// What the CPU is called in answers and in the file of measurements.
  var name: String { processor.isEmpty ? "this CPU" : processor }
}

extension [Measured] {
  /// Newer ones in the place of what they repeat.
  mutating func merge(_ newer: [Measured]) {
    removeAll { old in newer.contains { $0.repeats(old) } }
    self += newer
  }

  /// The one whose time a step of a model takes: the fastest fp32 kernel on arrays larger than the caches, as a
  /// model's are; failing that, on the largest arrays there were.
  func optimizer(on machine: Machine) -> Measured? {
    let kernels = filter { $0.processor == machine.name && $0.isFloat32Kernel }
    var pool = kernels.filter { $0.isInMemory(machine) }
    if pool.isEmpty {
      let largest = kernels.map(\.parameters).max()
      pool = kernels.filter { $0.parameters == largest }
    }
    return pool.min { $0.median < $1.median }
  }
}

extension Measured {
  fileprivate func repeats(_ other: Measured) -> Bool {
    (processor, kind, name) == (other.processor, other.kind, other.name)
      && (parameters, threads) == (other.parameters, other.threads)
  }
}
