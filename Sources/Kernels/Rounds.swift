import CKernels

/// The turns of a measurement. Not copyable, because it owns the arrays and the threads.
struct Rounds: ~Copyable {
  private let workload: Workload
  private let instructions: InstructionSet
  /// One thread and the threads asked for; kernels take one or the other.
  private let single: Crew
  private let whole: Crew
  private var contestants: [Contestant]
  private(set) var wasStopped = false

  /// What takes a turn: a kernel, or the streams of one.
  private struct Contestant {
    let kernel: Kernel?
    let streams: Roofline.Streams
    let threads: Int
    /// Runs in one sample at the least: streams restore what they mix only in pairs.
    let fewest: Int
    var repetitions: Int
    var steps = 0
    /// Nanoseconds a parameter, one a round.
    var samples: [Double] = []

    init(_ kernel: Kernel? = nil, streams: Roofline.Streams, threads: Int) {
      self.kernel = kernel
      self.streams = streams
      self.threads = threads
      fewest = kernel == nil && streams != .triad ? 2 : 1
      repetitions = fewest
    }

    var name: String { kernel?.name ?? streams.name }
  }

  enum Subject {
    case kernelsAndRooflines
    case rooflines
  }

  init(
    _ subject: Subject, of kernels: [Kernel], parameters: Int, threads: Int, instructions: InstructionSet,
    shouldStop: () -> Bool
  ) throws(KernelError) {
    let single = try Crew(threads: 1)
    let whole = try Crew(threads: threads)
    // The triad takes the fp32 arrays.
    let workload = try Workload(
      kernels + [.parallel], parameters: parameters, crew: whole, shouldStop: shouldStop)
    var rooflines: [Contestant] = []
    var steppers: [Contestant] = []
    for kernel in kernels {
      let threads = kernel.cores == .all ? threads : 1
      let streams = Roofline.Streams.step(kernel.precision)
      if !rooflines.contains(where: { $0.streams == streams && $0.threads == threads }) {
        rooflines.append(Contestant(streams: streams, threads: threads))
      }
      guard subject == .kernelsAndRooflines else { continue }
      steppers.append(Contestant(kernel, streams: streams, threads: threads))
    }
    for threads in Set(rooflines.map(\.threads)).sorted() {
      rooflines.append(Contestant(streams: .triad, threads: threads))
    }
    self.workload = workload
    self.instructions = instructions
    self.single = single
    self.whole = whole
    contestants = steppers + rooflines
  }

  /// A sample shorter than this would time the clock, the waking of threads, and what the one before left in caches.
  private static let shortestSample = 5e6
  private static let mostRounds = 1001
  /// A stop is asked for after this many parameters, some tens of milliseconds of the slowest kernel, and more than
  /// most caches hold. A multiple of the block of 8-bit codes.
  private static let longestPiece = 2 << 20

  mutating func run(seconds: Double, shouldStop: () -> Bool, progress: (Measurement.Progress) -> Void) {
    let watch = Stopwatch()
    for round in 0...Rounds.mostRounds {
      if round > Measurement.fewestRounds, watch.seconds >= seconds { return }
      for index in contestants.indices {
        if shouldStop() {
          wasStopped = true
          return
        }
        let fraction = min(1, seconds > 0 ? watch.seconds / seconds : 1)
        progress(Measurement.Progress(name: contestants[index].name, round: round, fraction: fraction))
        let time = sample(index, shouldStop)
        if isOver(shouldStop) {
          wasStopped = true
          return
        }
        // The first round warms caches and pages, and says how often to repeat.
        if round == 0 {
          settleRepetitions(index, time)
        } else {
          contestants[index].samples.append(time / Double(workload.parameters))
        }
      }
    }
  }

  private mutating func settleRepetitions(_ index: Int, _ time: Double) {
    let more = (Rounds.shortestSample / max(time, 1)).rounded(.up)
    if more > 1 { contestants[index].repetitions *= Int(more) }
  }

  /// Nanoseconds of one run over all parameters.
  private mutating func sample(_ index: Int, _ shouldStop: () -> Bool) -> Double {
    let contestant = contestants[index]
    // What fits in a cache should be there, and the cores awake; what does not is not worth the time.
    let warming = contestant.repetitions > contestant.fewest ? contestant.repetitions : 0
    for run in 0..<warming { self.run(contestant, step: contestant.steps + run + 1, shouldStop) }
    let watch = Stopwatch()
    for run in 0..<contestant.repetitions {
      self.run(contestant, step: contestant.steps + warming + run + 1, shouldStop)
    }
    let time = watch.nanoseconds
    contestants[index].steps += warming + contestant.repetitions
    return time / Double(contestant.repetitions)
  }

  /// Whether to stop within a sample; asked only where a sample takes long.
  private func isOver(_ shouldStop: () -> Bool) -> Bool {
    workload.parameters > Rounds.longestPiece && shouldStop()
  }

  private func run(_ contestant: Contestant, step: Int, _ shouldStop: () -> Bool) {
    if contestant.threads == whole.threads {
      run(contestant, step: step, on: whole, shouldStop)
    } else {
      run(contestant, step: step, on: single, shouldStop)
    }
  }

  private func run(
    _ contestant: Contestant, step: Int, on crew: borrowing Crew, _ shouldStop: () -> Bool
  ) {
    let (instructions, count) = (instructions, workload.parameters)
    switch contestant.streams {
    case .triad:
      let arrays = workload.arrays(for: .float32)
      crew.run(over: count) { range in
        inPieces(range, shouldStop) { contestant.streams.run(arrays, $0, instructions) }
      }
    case .step(let precision):
      let arrays = workload.arrays(for: precision)
      guard let kernel = contestant.kernel else {
        return crew.run(over: count) { range in
          inPieces(range, shouldStop) { contestant.streams.run(arrays, $0, instructions) }
        }
      }
      let constants = StepConstants(.pytorch, step: step)
      crew.run(over: count) { range in
        inPieces(range, shouldStop) { kernel.step(arrays, $0, constants, instructions) }
      }
    }
  }

  /// The slice of one thread, piece after piece until a stop.
  private func inPieces(_ range: Range<Int>, _ shouldStop: () -> Bool, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    repeat {
      let end = min(range.upperBound, start + Rounds.longestPiece)
      body(start..<end)
      start = end
    } while start < range.upperBound && !isOver(shouldStop)
  }
}

extension Rounds {
  var rooflines: [Roofline] {
    contestants.filter { $0.kernel == nil }.compactMap { contestant in
      Statistics(contestant.samples).map {
        Roofline(streams: contestant.streams, threads: contestant.threads, time: $0)
      }
    }
  }

  var rows: [Measurement.Row] {
    var rows: [Measurement.Row] = []
    for contestant in contestants {
      guard let kernel = contestant.kernel, let time = Statistics(contestant.samples) else { continue }
      rows.append(
        Measurement.Row(
          kernel: kernel, threads: contestant.threads, time: time, shareOfRoofline: share(contestant),
          speedup: rows.last.map { $0.time.median / time.median }))
    }
    return rows
  }

  /// Round by round, because a disturbance that lasts a round is in both.
  private func share(_ contestant: Contestant) -> Double {
    let limit = contestants.first {
      $0.kernel == nil && $0.streams == contestant.streams && $0.threads == contestant.threads
    }
    guard let limit else { return 0 }
    return Statistics.median(zip(limit.samples, contestant.samples).map { $0 / $1 })
  }
}
