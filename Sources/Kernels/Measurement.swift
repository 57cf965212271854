/// Kernels and rooflines timed side by side on this machine.
public struct Measurement: Sendable {
  public let parameters: Int
  public let instructions: InstructionSet
  /// In the order asked for; those not reached before the stop are missing.
  public let rows: [Row]
  public let rooflines: [Roofline]
  public let machine: Machine
  public let seconds: Double
  /// Whether `shouldStop` ended it early.
  public let wasStopped: Bool

  /// One kernel's result.
  public struct Row: Sendable {
    public let kernel: Kernel
    public let threads: Int
    /// Nanoseconds a parameter, one sample a round.
    public let time: Statistics
    /// Time of the same streams without arithmetic over the kernel's time, median over rounds: 1 is the limit.
    public let shareOfRoofline: Double
    /// How many times as fast as the row before; nil for the first.
    public let speedup: Double?

    /// 10⁹ bytes a second, of the bytes the kernel's own passes move.
    public var gigabytesPerSecond: Double { time.median > 0 ? kernel.bytesMoved / time.median : 0 }
    /// At 15 operations a parameter, whatever the kernel executes.
    public var gigaflops: Double { time.median > 0 ? Measurement.operationsPerParameter / time.median : 0 }
  }

  /// As many timings everything has, however long they take.
  public static let fewestRounds = 3

  /// The algorithm as printed: 3 + 4 + 5 + 3. `OperationCount.lines(of: .course)` counts them.
  public static let operationsPerParameter = 15.0

  /// The worst of all rows and rooflines.
  public var noise: Statistics.Noise {
    let all = rows.map(\.time.noise) + rooflines.map(\.time.noise)
    if all.contains(.noisy) { return .noisy }
    return all.contains(.unsteady) ? .unsteady : .quiet
  }

  public struct Progress: Sendable {
    /// What is timed next.
    public let name: String
    public let round: Int
    /// 0…1 of the time given.
    public let fraction: Double
  }
}

extension Measurement {
  /// Times AdamW steps. Kernels and rooflines take turns in rounds, so that what disturbs the machine disturbs
  /// all of them alike.
  /// - Parameters:
  ///   - kernels: rows of `Kernel.all`, at least one.
  ///   - parameters: at least 1.
  ///   - threads: for kernels that take all cores; the others run on one. Nil: all cores.
  ///   - seconds: time to spend; at least three rounds are made, however long they take.
  ///   - instructions: forces a path; nil for the best.
  ///   - shouldStop: asked before each sample, and on arrays of many megabytes within it, then from the threads
  ///     at work; what is complete by then is returned.
  ///   - progress: called before each sample.
  /// - Throws: `KernelError.memory` before allocating what does not fit; `.threads`, `.parameters`,
  ///   `.instructions`.
  public static func measure(
    kernels: [Kernel] = Kernel.all, parameters: Int, threads: Int? = nil, seconds: Double,
    instructions: InstructionSet? = nil,
    shouldStop: () -> Bool = { false }, progress: (Progress) -> Void = { _ in }
  ) throws(KernelError) -> Measurement {
    let instructions = instructions ?? .best
    guard instructions.isAvailable else { throw .instructions(instructions) }
    guard parameters > 0, parameters < AdamW.limit else { throw .parameters(parameters) }
    guard !kernels.isEmpty else { throw .nothingToMeasure }
    var rounds = try Rounds(
      .kernelsAndRooflines, of: kernels, parameters: parameters, threads: threads ?? Machine.coreCount,
      instructions: instructions, shouldStop: shouldStop)
    let watch = Stopwatch()
    rounds.run(seconds: seconds, shouldStop: shouldStop, progress: progress)
    return Measurement(
      parameters: parameters, instructions: instructions, rows: rounds.rows, rooflines: rounds.rooflines,
      machine: .current, seconds: watch.seconds, wasStopped: rounds.wasStopped)
  }

  /// Times the streams alone.
  public static func measureRoofline(
    precisions: [Precision] = [.float32], parameters: Int, threads: Int? = nil, seconds: Double,
    shouldStop: () -> Bool = { false }, progress: (Progress) -> Void = { _ in }
  ) throws(KernelError) -> Measurement {
    guard parameters > 0, parameters < AdamW.limit else { throw .parameters(parameters) }
    let kernels = Kernel.all.filter { precisions.contains($0.precision) && $0.cores == .all }
    guard !kernels.isEmpty else { throw .nothingToMeasure }
    var rounds = try Rounds(
      .rooflines, of: kernels, parameters: parameters, threads: threads ?? Machine.coreCount,
      instructions: .best, shouldStop: shouldStop)
    let watch = Stopwatch()
    rounds.run(seconds: seconds, shouldStop: shouldStop, progress: progress)
    return Measurement(
      parameters: parameters, instructions: .best, rows: [], rooflines: rounds.rooflines, machine: .current,
      seconds: watch.seconds, wasStopped: rounds.wasStopped)
  }
}
