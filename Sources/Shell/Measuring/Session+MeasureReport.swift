import Formulas
import Kernels

// What a measurement says to people: its tables, what limits the fastest kernel, and what to think of the noise.
extension Session {
  func say(_ line: String) {
    for line in Paragraph.wrap(line, width: max(30, page().width)) { show(page().spell(line)) }
  }

  func present(
    _ table: MeasurementTable, _ people: [Table], _ expression: String, _ request: MeasureRequest,
    _ instructions: InstructionSet
  ) {
    switch settings.format {
    case .json, .csv:
      // A table of its own has a header of its own, and so has what follows it.
      lastHeaderIsOfTree = nil
      renderer.lines(table.forPrograms(), expr: expression).forEach(show)
    case .human, .md:
      if settings.format == .human {
        let machine = Machine.current
        let size =
          request.subject == .sizes
          ? request.kernels[0].name + ", "
            + MeasurementTable.threads(request.kernels[0].cores == .all ? request.threads : 1)
          : MeasurementTable.parameters(request.parameters)
        show(
          page().paint(
            "\(machine.name), \(machine.cores) cores, \(instructions.name): \(size)", .dim))
      }
      guard !table.measured.isEmpty else { return show("nothing was measured to the end") }
      for (index, table) in people.filter({ !$0.rows.isEmpty }).enumerated() {
        if index > 0 { show("") }
        if let recording {
          recording.table(table, header: .shown)
        } else {
          renderer.lines(table, expr: expression).forEach(show)
        }
      }
      if settings.format == .human, request.subject != .sizes, let outliers = table.outliers { say(outliers) }
    }
  }

  /// What limits the fastest fp32 kernel: the memory, or its own arithmetic. The bend of the roofline is the
  /// arithmetic the kernel does with its arrays in cache over the bytes the streams reach.
  func verdict(_ request: MeasureRequest, _ measurement: Measurement) -> String? {
    let kernels = measurement.rows.filter { $0.kernel.precision == .float32 }
    guard let best = kernels.min(by: { $0.time.median < $1.time.median }), !measurement.wasStopped,
      request.parameters >= MeasureRequest.leastForVerdict,
      let limit = measurement.rooflines.first(where: {
        $0.streams == .step(.float32) && $0.threads == best.threads
      })
    else { return nil }
    let intensity = Measurement.operationsPerParameter / best.kernel.bytesMoved
    guard let cache = measurement.machine.caches.last(where: { $0.level <= 2 }),
      let inside = try? Measurement.measure(
        kernels: [best.kernel],
        parameters: cache.bytes / 2 / Int(Precision.float32.bytesTouched) * best.threads,
        threads: best.threads, seconds: 0.05, shouldStop: sheet.interruption),
      let row = inside.rows.first
    else { return nil }
    // Where that was disturbed, the arithmetic is at least as fast as it was from memory.
    let rate = max(row.gigaflops, best.gigaflops)
    let bend = rate / limit.gigabytesPerSecond
    let numbers = MeasurementTable(measured: [], units: sheet.units)
    let side = intensity < bend ? "memory-bound" : "bound by arithmetic"
    return
      "\(best.kernel.name) is \(side): \(numbers.fixed(intensity, 2)) FLOP a byte; the roofline bends at "
      + "\(numbers.fixed(bend, 2)), where the \(numbers.fixed(rate, 1)) GFLOP/s it does in L\(cache.level) meet "
      + "\(numbers.fixed(limit.gigabytesPerSecond, 1)) GB/s"
  }

  /// Where there are several, each is said with what it is `of`.
  func tell(noiseOf measurements: [(Measurement, of: String?)], _ request: MeasureRequest) {
    let cores = Machine.current.cores
    if request.threads > cores, request.kernels.contains(where: { $0.cores == .all }) {
      return tell(
        Diagnostic(
          .noisyMachine, "\(request.threads) threads shared \(cores) cores and waited for one another",
          details: ["measure with threads = \(cores)"]))
    }
    var (varying, outlying): ([String], [String]) = ([], [])
    for (measurement, size) in measurements {
      for (name, time) in measurement.named where time.noise == .noisy {
        let whose = name + (size.map { " at \($0)" } ?? "")
        if time.varies { varying.append(whose) } else { outlying.append(whose) }
      }
    }
    func clause(_ what: String, _ names: [String]) -> String? {
      guard !names.isEmpty else { return nil }
      var once: [String] = []
      for name in names where !once.contains(name) { once.append(name) }
      return what + ": " + once.joined(separator: ", ")
    }
    let clauses = [
      clause("these timings vary by more than a tenth", varying),
      clause("more than a fifth of these are outliers", outlying),
    ].compactMap { $0 }
    guard !clauses.isEmpty else { return }
    tell(
      Diagnostic(
        .noisyMachine, clauses.joined(separator: "; "),
        details: ["the machine may be busy with something else: measure when it is idle, or longer"]))
  }
}

extension Measurement {
  /// The timings with their names: kernels, then what they are held against.
  fileprivate var named: [(String, Statistics)] {
    rows.map { ($0.kernel.name, $0.time) } + rooflines.map { ($0.streams.name, $0.time) }
  }
}
