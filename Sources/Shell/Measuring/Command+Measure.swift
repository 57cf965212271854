import Accounting
import Formulas
import Kernels
import Language

extension Command {
  static let measure = Command(
    .measure, "measure WHAT [with SETTINGS]", "time AdamW steps on this CPU, against what its memory allows",
    "WHAT is adamw (every kernel of list kernels, at one size), adamw over sizes (one kernel inside and outside "
      + "each cache, as a curve: parallel, or the one named) or roofline (the memory alone). "
      + "Settings: params = 16M, threads, "
      + "seconds = 2 (more where three rounds take longer), precision and kernel, which are all, one or several: "
      + "kernel = [vector, parallel]. Precisions: " + Precision.all.map(\.name).joined(separator: ", ")
      + ". Kernels: " + Kernel.all.map(\.name).joined(separator: ", ")
      + ". A row says ns/param (median, spread, outliers of so many runs), GB/s at the "
      + "kernel's own bytes a parameter, the share of the same streams without arithmetic (median over rounds), "
      + "GFLOP/s at 15 a parameter, and how much faster it is than the row before. A run that nobody sits at writes JSON, "
      + "unless --format or set format says human. Ctrl-C keeps what has had three rounds. The results are "
      + "measured.adamw.KERNEL (8bit is eight_bit), the last of each. The fastest fp32 kernel on arrays larger than "
      + "this CPU's caches, of what was last measured at each size and number of threads, becomes cpu_adamw unless you "
      + "set that: time.optimizer with optimizer_device = cpu rests on it (help machines has an example). "
      + "They are kept for the next session, not under --safe, in "
      + "~/.local/state/acct/measurements, or under $XDG_STATE_HOME: remove the file to forget them.",
    example: [
      "measure adamw with params = 64k, seconds = 0.05",
      "measure adamw with params = 64k, kernel = vector, seconds = 0.05",
      "measure roofline with params = 64k, seconds = 0.05",
    ]
  ) { (session, arguments) throws(Diagnostic) in
    let request = try MeasureRequest(arguments, session)
    let expression = session.measureExpression(arguments)
    try session.asProgramsRead { () throws(Diagnostic) in
      switch request.subject {
      case .adamw, .roofline: try session.measure(request, expression)
      case .sizes: try session.measureSizes(request, expression)
      }
    }
    if session.sheet.isInterrupted { throw .stopped }
  }
}

extension Session {
  /// A run that nobody sits at writes what it measured as JSON, unless a format was said.
  fileprivate func asProgramsRead(_ work: () throws(Diagnostic) -> Void) throws(Diagnostic) {
    guard settings.saidFormat == nil, recording == nil, !settings.isInteractive, !settings.writesToTerminal
    else { return try work() }
    settings.format = .json
    defer { settings.saidFormat = nil }
    try work()
  }

  fileprivate func measureExpression(_ arguments: Statement.Arguments) -> String {
    guard let last = arguments.settings.last else { return "measure " + arguments.text }
    let whole = arguments.textSpan.through(sheet.arena.span(last.formula))
    return "measure " + sheet.sources.text(whole)
  }

  /// All kernels, or the streams alone, at one size.
  fileprivate func measure(_ request: MeasureRequest, _ expression: String) throws(Diagnostic) {
    let measurement = try run(request, request.parameters, request.seconds)
    let results = measurement.results
    let table = MeasurementTable(measured: results, units: sheet.units)
    present(table, [table.kernels(), table.rooflines()], expression, request, measurement.instructions)
    guard !results.isEmpty else { return }
    if settings.format == .human, let verdict = verdict(request, measurement) { say(verdict) }
    keep(results)
    tell(noiseOf: [(measurement, of: nil)], request)
  }

  /// One kernel at sizes inside and outside each cache.
  fileprivate func measureSizes(_ request: MeasureRequest, _ expression: String) throws(Diagnostic) {
    let precision = request.kernels[0].precision
    let machine = Machine.current
    let threads = request.kernels[0].cores == .all ? request.threads : 1
    let sizes = MeasureSizes(precision, machine, threads: threads)
    var results: [Measured] = []
    var points: [SizeCurve.Point] = []
    var places: [String] = []
    var measurements: [(Measurement, of: String?)] = []
    for size in sizes.parameters where !sheet.isInterrupted {
      let name = SizeCurve.label(size)
      let measurement = try run(request, size, request.seconds / Double(sizes.parameters.count), of: name)
      guard let kernel = measurement.results.first(where: { $0.kind == .kernel }) else { break }
      results.append(kernel)
      places.append(machine.place(of: size, precision, cores: threads))
      points.append(.init(parameters: size, kernel: kernel.median, streams: kernel.median * kernel.share))
      measurements.append((measurement, of: name))
    }
    let table = MeasurementTable(measured: results, units: sheet.units)
    present(table, [table.overSizes(places)], expression, request, .best)
    if settings.format == .human, points.count > 1 {
      show("")
      show(
        page().spell(
          "ns/param:  * \(request.kernels[0].name)   o without arithmetic   : where a cache is full"
        ))
      SizeCurve(points: points, marks: sizes.marks).lines(width: page().width).forEach(show)
    }
    guard !results.isEmpty else { return }
    keep(results)
    tell(noiseOf: measurements, request)
  }

  /// Measures, with a progress line where someone sits.
  private func run(
    _ request: MeasureRequest, _ parameters: Int, _ seconds: Double, of part: String? = nil
  ) throws(Diagnostic) -> Measurement {
    defer { progress(nil) }
    var shown = -1
    let advance = { (now: Measurement.Progress) in
      let percent = Int(100 * now.fraction)
      guard percent != shown else { return }
      shown = percent
      let subject = part.map { "\($0) params, \(now.name)" } ?? now.name
      self.progress("measuring: \(percent)%  \(subject)   Ctrl-C stops and keeps what is done")
    }
    do throws(KernelError) {
      if request.subject == .roofline {
        return try Measurement.measureRoofline(
          precisions: request.kernels.map(\.precision), parameters: parameters, threads: request.threads,
          seconds: seconds, shouldStop: sheet.interruption, progress: advance)
      }
      return try Measurement.measure(
        kernels: request.kernels, parameters: parameters, threads: request.threads, seconds: seconds,
        shouldStop: sheet.interruption, progress: advance)
    } catch {
      throw diagnostic(error, request)
    }
  }

  private func diagnostic(_ error: KernelError, _ request: MeasureRequest) -> Diagnostic {
    switch error {
    case .memory(let needed, let available): return noRoom(needed, available, request)
    case .parameters:
      return Diagnostic(
        .outsideDomain, "a step takes fewer than 2^40 parameters", at: request.sizeSpan, "params = 64M")
    case .threads: return Diagnostic(.outsideDomain, error.description, at: request.threadsSpan)
    default: return Diagnostic(.outsideDomain, error.description, at: request.span)
    }
  }

  private func noRoom(_ needed: UInt64, _ available: UInt64, _ request: MeasureRequest) -> Diagnostic {
    let perParameter = Double(needed) / Double(request.parameters)
    // Two digits, a little below what would fit.
    var fitting = Int(0.9 * Double(available) / perParameter)
    var factor = 1
    while fitting >= 100 { (fitting, factor) = (fitting / 10, factor * 10) }
    return Diagnostic(
      .noRoom, "\(gigabytes(needed)) of memory would be needed, and \(gigabytes(available)) are free",
      at: request.sizeSpan, "take fewer: params = \(SizeCurve.label(max(1, fitting * factor)))")
  }

  private func gigabytes(_ bytes: UInt64) -> String {
    Num.real(Double(bytes) / 1e9).fixedText(1) + " GB"
  }
}

/// The sizes of a curve: one inside each cache and two in memory, with steps of four between.
private struct MeasureSizes {
  let parameters: [Int]
  let marks: [SizeCurve.Mark]
  private static let largest = 32 << 20

  init(_ precision: Precision, _ machine: Machine, threads: Int) {
    // The second size in memory shows that the first is past the caches; touching gigabytes for that takes long.
    let all = Measurement.sizes(for: precision, on: machine)
    let firstOutside = all.first { $0.cache == nil }?.parameters ?? 0
    let picked = all.map(\.parameters).filter { $0 <= max(firstOutside, MeasureSizes.largest) }.sorted()
    var sizes = Set(picked)
    for (from, to) in zip(picked, picked.dropFirst()) {
      var size = from * 4
      while size * 2 < to {
        sizes.insert(size)
        size *= 4
      }
    }
    parameters = sizes.sorted()
    marks = machine.caches.map { cache in
      SizeCurve.Mark(
        name: "L\(cache.level)",
        parameters: machine.capacity(of: cache, cores: threads) / precision.bytesTouched)
    }
  }
}
