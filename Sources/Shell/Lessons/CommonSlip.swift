/// A factor by which answers are often off, whatever was asked.
struct CommonSlip: Sendable {
  let factor: Double
  /// Whether it is one only among bytes.
  let isOfBytes: Bool
  let text: String

  /// The first that fits is told.
  static let all: [CommonSlip] =
    prefixes
    + [
      CommonSlip(
        factor: 8, isOfBytes: true, text: "that is 8 times too much: bits were counted, and a byte has 8"),
      CommonSlip(
        factor: 1 / 8.0, isOfBytes: true, text: "that is an eighth: 8 bits are one byte, so divide once only"),
    ]
    + [(2.0, "twice", "half"), (3, "three times", "a third"), (4, "four times", "a quarter")].flatMap {
      [
        CommonSlip(
          factor: $0, isOfBytes: false,
          text: "that is \($1) what it should be: something is counted \($1)\(advice($0))"),
        CommonSlip(
          factor: 1 / $0, isOfBytes: false,
          text: "that is \($2) of it: a factor of \(Int($0)) is missing\(advice($0))"),
      ]
    }
    + [(1e3, "10^3"), (1e6, "10^6"), (1e9, "10^9"), (1e12, "10^12")].flatMap {
      [
        CommonSlip(
          factor: $0, isOfBytes: false,
          text: "that is too large by exactly \($1): look at the prefix and the zeros"),
        CommonSlip(
          factor: 1 / $0, isOfBytes: false,
          text: "that is too small by exactly \($1): look at the prefix and the zeros"),
      ]
    }

  private static func advice(_ factor: Double) -> String {
    factor == 4 ? " (an fp32 number has 4 bytes)" : ""
  }

  /// GB for GiB, and the same for the prefixes beside them.
  private static let prefixes: [CommonSlip] = [
    (1.024, "kB", "KiB"), (1.048576, "MB", "MiB"), (1.073741824, "GB", "GiB"), (1.099511627776, "TB", "TiB"),
  ].flatMap { factor, decimal, binary in
    [
      CommonSlip(
        factor: 1 / factor, isOfBytes: true,
        text: "that is the number of \(binary), and \(decimal) stands behind it"),
      CommonSlip(
        factor: factor, isOfBytes: true,
        text: "that is the number of \(decimal), and \(binary) stands behind it"),
    ]
  }
}
