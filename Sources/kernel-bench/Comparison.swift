import Kernels

/// The rows of one size and number of cores, ours and the peers', raw beside raw and whole beside whole.
struct Comparison {
  let size: String
  let threads: Int
  let limit: Roofline
  /// Nanoseconds a parameter, one a round.
  let raw: [Double]
  let whole: [Double]
  let peers: [(name: String, samples: [Double])]

  var text: String {
    var lines = [
      row("acct, raw", raw, nil), row("acct", whole, nil), row(limit.streams.name, limit.time.samples, nil),
    ]
    lines += peers.map { row($0.name, $0.samples, $0.name.hasSuffix("raw") ? raw : whole) }
    return lines.joined(separator: "\n")
  }

  /// `ours` is what to compare with, round by round.
  private func row(_ name: String, _ samples: [Double], _ ours: [Double]?) -> String {
    guard let time = Statistics(samples) else { return right(size, 4) + "  \(name): not timed" }
    let bandwidth = Precision.float32.bytesMoved / time.median
    let share = Statistics.median(zip(limit.time.samples, samples).map { $0 / $1 })
    var text = columns(size, threads, name, time, bandwidth) + right(fixed(share, 3), 10)
    if let ours {
      let ratio = Statistics.median(zip(samples, ours).map { $0 / $1 })
      text += "   acct is " + fixed(ratio, 2) + " times as fast"
    }
    return text
  }
}

extension Comparison {
  /// Rounds of the fastest fp32 kernel, its streams, a whole step of it, and the peers; nil when those have gone.
  static func measure(_ size: Size, threads: Int, seconds: Double, _ peers: Peers) throws(KernelError)
    -> Comparison?
  {
    var whole = try WholeStep(parameters: size.parameters, threads: threads)
    var (round, failed) = (-1, false)
    let measured = try Measurement.measure(
      kernels: [try Kernel.named("parallel")], parameters: size.parameters, threads: threads,
      seconds: seconds, shouldStop: { failed },
      progress: { progress in
        guard progress.round != round else { return }
        round = progress.round
        do throws(KernelError) { try whole.takeTurn() } catch { failed = true }
        failed = failed || !peers.takeTurn()
      })
    guard let raw = measured.rows.first, let limit = measured.rooflines.first, !failed else { return nil }
    // The first round warms caches and pages.
    return Comparison(
      size: size.name, threads: threads, limit: limit, raw: raw.time.samples,
      whole: Array(whole.samples.dropFirst()),
      peers: zip(peers.names, peers.samples).map { ($0, Array($1.dropFirst())) })
  }
}
