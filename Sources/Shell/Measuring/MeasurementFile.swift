/// Measurements as text: a heading, then a line each, its fields separated by tabs. Kept from session to session.
enum MeasurementFile {
  static let name = "measurements"
  private static let heading =
    "# acct measurements 1: cpu kind name params threads median spread fastest slowest (ns) runs outliers bytes share"

  static func text(_ measured: [Measured]) -> String {
    ([heading] + measured.map(line)).map { $0 + "\n" }.joined()
  }

  private static func line(_ one: Measured) -> String {
    let cpu = String(one.processor.map { $0 == "\t" || $0 == "\n" ? " " : $0 })
    let fields =
      [cpu, one.kind.rawValue, one.name, "\(one.parameters)", "\(one.threads)"]
      + [one.median, one.spread, one.fastest, one.slowest].map { "\($0)" }
      + ["\(one.runs)", "\(one.outliers)", "\(one.bytes)", "\(one.share)"]
    return fields.joined(separator: "\t")
  }

  /// What can be read, and the number of the first line that can't.
  static func measured(_ bytes: [UInt8]) -> (measured: [Measured], brokenLine: Int?) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return ([], 1) }
    var measured: [Measured] = []
    var broken: Int?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      if let one = one(line) { measured.append(one) } else { broken = broken ?? index + 1 }
    }
    return (measured, broken)
  }

  private static func one(_ line: Substring) -> Measured? {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 13, let kind = Measured.Kind(rawValue: fields[1]) else { return nil }
    let counts = [3, 4, 9, 10].compactMap { Int(fields[$0]) }
    let numbers = [5, 6, 7, 8, 11, 12].compactMap { Double(fields[$0]) }
    guard counts.count == 4, counts.allSatisfy({ $0 >= 0 }), counts[0] > 0 else { return nil }
    guard numbers.count == 6, numbers.allSatisfy({ $0.isFinite && $0 >= 0 }), numbers[0] > 0 else {
      return nil
    }
    return Measured(
      processor: fields[0], kind: kind, name: fields[2], parameters: counts[0], threads: counts[1],
      median: numbers[0], spread: numbers[1], fastest: numbers[2], slowest: numbers[3], runs: counts[2],
      outliers: counts[3], bytes: numbers[4], share: numbers[5])
  }
}
