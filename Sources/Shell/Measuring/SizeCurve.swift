import Formulas
import Kernels

/// Nanoseconds a parameter over sizes, drawn in characters: readable without colour, and on ASCII terminals.
struct SizeCurve {
  struct Point {
    var parameters: Int
    /// Of the kernel, and of its streams without arithmetic.
    var kernel: Double
    var streams: Double
  }

  struct Mark {
    var name: String
    /// How many parameters' arrays just fill the cache.
    var parameters: Double
  }

  let points: [Point]
  let marks: [Mark]

  private static let height = 10
  private static let axis = 7
  private static let widest = 72

  func lines(width: Int) -> [String] {
    guard let first = points.first?.parameters, let last = points.last?.parameters, first < last else {
      return []
    }
    let columns = max(16, min(SizeCurve.widest, width - SizeCurve.axis - 4))
    let top = points.map { max($0.kernel, $0.streams) }.max() ?? 1
    let (low, high) = (SizeCurve.octaves(Double(first)), SizeCurve.octaves(Double(last)))
    func column(_ parameters: Double) -> Int {
      Int(((SizeCurve.octaves(parameters) - low) / (high - low) * Double(columns - 1)).rounded())
    }
    func row(_ time: Double) -> Int {
      SizeCurve.height - Int((time / top * Double(SizeCurve.height)).rounded())
    }
    var picture = Array(
      repeating: Array(repeating: Character(" "), count: columns), count: SizeCurve.height + 1)
    let shown = marks.filter { column($0.parameters) > 0 && column($0.parameters) < columns - 1 }
    for mark in shown { for line in picture.indices { picture[line][column(mark.parameters)] = ":" } }
    for (from, to) in zip(points, points.dropFirst()) {
      let (start, end) = (column(Double(from.parameters)), column(Double(to.parameters)))
      for place in start..<max(start, end) {
        let part = Double(place - start) / Double(end - start)
        picture[row(from.kernel + part * (to.kernel - from.kernel))][place] = "."
      }
    }
    for point in points { picture[row(point.streams)][column(Double(point.parameters))] = "o" }
    for point in points { picture[row(point.kernel)][column(Double(point.parameters))] = "*" }
    var heads = Array(repeating: Character(" "), count: columns + 4)
    for mark in shown { SizeCurve.write(mark.name, at: column(mark.parameters), into: &heads) }
    var feet = Array(repeating: Character(" "), count: columns + 4)
    for point in points {
      SizeCurve.write(SizeCurve.label(point.parameters), at: column(Double(point.parameters)), into: &feet)
    }
    let indent = String(repeating: " ", count: SizeCurve.axis + 1)
    var lines = [indent + String(heads)]
    for (index, line) in picture.enumerated() {
      let isNumbered = index % (SizeCurve.height / 2) == 0
      let time = top * Double(SizeCurve.height - index) / Double(SizeCurve.height)
      let number = isNumbered ? Num.real(time).fixedText(2) : ""
      let label = String(repeating: " ", count: max(0, SizeCurve.axis - number.utf8.count)) + number
      lines.append(label + "|" + String(line))
    }
    lines.append(String(repeating: " ", count: SizeCurve.axis) + "+" + String(repeating: "-", count: columns))
    lines.append(indent + String(feet))
    return lines.map(\.withoutTrailingSpaces)
  }

  /// Writes a label where it and a space before it find room.
  private static func write(_ label: String, at column: Int, into line: inout [Character]) {
    let place = column..<column + label.count
    guard place.upperBound <= line.count,
      (max(0, place.lowerBound - 1)..<min(line.count, place.upperBound + 1)).allSatisfy({ line[$0] == " " })
    else { return }
    line.replaceSubrange(place, with: label)
  }

  /// log₂, to a part small against a column.
  private static func octaves(_ value: Double) -> Double {
    // Between powers of two, log₂(1+x) ≈ x·(4-x)/3: the error is below a hundredth.
    let fraction = value.significand - 1
    return Double(value.exponent) + fraction * (4 - fraction) / 3
  }

  /// `64M`, `32Ki`: a count with the magnitude that leaves no rest.
  static func label(_ count: Int) -> String {
    let magnitudes = [
      ("B", 1_000_000_000), ("M", 1_000_000), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10), ("k", 1000),
    ]
    for (name, factor) in magnitudes where count >= factor && count % factor == 0 {
      return "\(count / factor)\(name)"
    }
    return Num.int(count).exactText() ?? "\(count)"
  }
}
