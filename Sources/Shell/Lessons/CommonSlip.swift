/// A factor by which figures are often off, whatever they stand for.
struct CommonSlip: Sendable {
  let factor: Double
  /// Whether it is one only among bytes.
  let isOfBytes: Bool
  /// Said to whoever gave it as an answer.
  let text: String
  /// In the table of an audit.
  let verdict: String

  /// The one that a ratio comes to.
  static func of(ratio: Double, isOfBytes: Bool, room: Double) -> CommonSlip? {
    all.first { (isOfBytes || !$0.isOfBytes) && abs(ratio / $0.factor - 1) <= room }
  }

  private static let all = prefixes + bits + smallFactors + powers

  /// GB for GiB, and the same for the prefixes beside them.
  private static let prefixes: [CommonSlip] = [
    (1.024, "kB", "KiB"), (1.048576, "MB", "MiB"), (1.073741824, "GB", "GiB"), (1.099511627776, "TB", "TiB"),
  ].flatMap { factor, decimal, binary in
    [(1 / factor, binary, decimal), (factor, decimal, binary)].map { factor, counted, written in
      CommonSlip(
        factor: factor, isOfBytes: true,
        text: "that is the number of \(counted), and \(written) stands behind it",
        verdict: "\(counted) called \(written)")
    }
  }

  private static let bits = [
    CommonSlip(
      factor: 8, isOfBytes: true, text: "that is 8 times too much: those are bits, and a byte has 8",
      verdict: "bits for bytes"),
    CommonSlip(
      factor: 1 / 8.0, isOfBytes: true,
      text: "that is an eighth of it: bytes were divided by 8 as if they were bits",
      verdict: "an eighth"),
  ]

  private static let smallFactors: [CommonSlip] = [
    (2.0, "twice", "half"), (3, "three times", "a third"), (4, "four times", "a quarter"),
  ].flatMap { factor, more, less in
    let advice = factor == 4 ? "; an fp32 number has 4 bytes" : ""
    return [
      CommonSlip(
        factor: factor, isOfBytes: false,
        text: "that is \(more) what it is: a factor of \(Int(factor)) too many\(advice)",
        verdict: "\(more) as much"),
      CommonSlip(
        factor: 1 / factor, isOfBytes: false,
        text: "that is \(less) of it: a factor of \(Int(factor)) is missing\(advice)",
        verdict: "\(less) of it"),
    ]
  }

  private static let powers: [CommonSlip] = [(1e3, "10^3"), (1e6, "10^6"), (1e9, "10^9"), (1e12, "10^12")]
    .flatMap { factor, name in
      [(factor, "large"), (1 / factor, "small")].map { factor, size in
        CommonSlip(
          factor: factor, isOfBytes: false,
          text: "that is too \(size) by a factor of \(name): look at prefix and zeros",
          verdict: "\(name) too \(size)")
      }
    }
}
