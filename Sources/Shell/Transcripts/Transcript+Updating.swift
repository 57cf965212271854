/// A page brought up to date.
extension Transcript {
  /// The page with what really came in the place of what differs. Lines that still hold stay as they are written, and
  /// so does a line `...` between such lines.
  public static func updating(_ markdown: String, with differences: [Difference]) -> String {
    var lines = Transcript.lines(of: markdown)
    for difference in differences.reversed() {
      let entry = difference.entry
      let start = entry.answerLine - 1
      guard lines.indices.contains(entry.line - 1), start + entry.output.count <= lines.count else {
        continue
      }
      let written = Array(lines[start..<start + entry.output.count])
      // A page that came from Windows goes back as it was.
      let end = lines[entry.line - 1].utf8.last == UInt8(ascii: "\r") ? "\r" : ""
      let updated = update(entry.output, with: difference.actual).map { line in
        switch line {
        case .kept(let index): written[index]
        case .new(let text): (text.isEmpty ? "" : String(repeating: " ", count: entry.indent)) + text + end
        }
      }
      lines.replaceSubrange(start..<start + entry.output.count, with: updated)
    }
    return lines.joined(separator: "\n")
  }

  /// A line of an answer that is written down.
  private enum Line {
    /// One that the page has.
    case kept(Int)
    case new(String)
  }

  private static func update(_ expected: [String], with actual: [String]) -> [Line] {
    var lines: [Line] = []
    var (wanted, found) = (0, 0)
    for pair in pairs(expected, actual) + [(expected.count, actual.count)] {
      lines += gap(expected, wanted..<pair.0, actual, found..<pair.1)
      if pair.0 < expected.count { lines.append(.kept(pair.0)) }
      (wanted, found) = (pair.0 + 1, pair.1 + 1)
    }
    return lines
  }

  /// What stands between two lines that hold. With `...` among it, as many new lines as the page has around the
  /// `...` are written, and the rest stays left out.
  private static func gap(_ expected: [String], _ wanted: Range<Int>, _ actual: [String], _ found: Range<Int>)
    -> [Line]
  {
    let lines = actual[found].map(Line.new)
    guard let first = wanted.first(where: { expected[$0] == TranscriptLine.ellipsis }),
      let last = wanted.last(where: { expected[$0] == TranscriptLine.ellipsis })
    else { return lines }
    let (before, after) = (first - wanted.lowerBound, wanted.upperBound - 1 - last)
    // Nothing would be left out between them.
    guard before + after < lines.count || before + after == 0 else { return lines }
    return lines.prefix(before) + [.kept(first)] + lines.suffix(after)
  }

  /// The longest run of lines that page and answer share, in order; answers of many lines are compared only from the
  /// start and from the end.
  private static func pairs(_ expected: [String], _ actual: [String]) -> [(Int, Int)] {
    func agree(_ wanted: Int, _ found: Int) -> Bool {
      expected[wanted] != TranscriptLine.ellipsis && TranscriptLine.agree(actual[found], expected[wanted])
    }
    var start = 0
    while start < min(expected.count, actual.count), agree(start, start) { start += 1 }
    var end = 0
    while end < min(expected.count, actual.count) - start,
      agree(expected.count - 1 - end, actual.count - 1 - end)
    { end += 1 }
    let head = (0..<start).map { ($0, $0) }
    let tail = (0..<end).reversed().map { (expected.count - 1 - $0, actual.count - 1 - $0) }
    let (wanted, found) = (start..<expected.count - end, start..<actual.count - end)
    guard wanted.count * found.count <= largestTable else { return head + tail }
    return head + common(wanted, found, agree) + tail
  }

  private static let largestTable = 1_000_000

  /// The longest common subsequence, by the table of its lengths.
  private static func common(_ wanted: Range<Int>, _ found: Range<Int>, _ agree: (Int, Int) -> Bool)
    -> [(Int, Int)]
  {
    let columns = found.count + 1
    var lengths = [Int](repeating: 0, count: (wanted.count + 1) * columns)
    var equal = [Bool](repeating: false, count: (wanted.count + 1) * columns)
    for row in (0..<wanted.count).reversed() {
      for column in (0..<found.count).reversed() {
        let here = row * columns + column
        equal[here] = agree(wanted.lowerBound + row, found.lowerBound + column)
        lengths[here] =
          equal[here]
          ? lengths[here + columns + 1] + 1 : max(lengths[here + columns], lengths[here + 1])
      }
    }
    var pairs: [(Int, Int)] = []
    var (row, column) = (0, 0)
    while row < wanted.count, column < found.count {
      let here = row * columns + column
      if equal[here], lengths[here] == lengths[here + columns + 1] + 1 {
        pairs.append((wanted.lowerBound + row, found.lowerBound + column))
        (row, column) = (row + 1, column + 1)
      } else if lengths[here + columns] >= lengths[here + 1] {
        row += 1
      } else {
        column += 1
      }
    }
    return pairs
  }
}
