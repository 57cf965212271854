/// Bars in characters: eighths of a block, or `#` on ASCII pages.
struct BarText {
  let chart: BarChart
  let page: Page

  private static let widest = 120
  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  func lines() -> [String] {
    let width = min(max(page.width, 20), BarText.widest)
    let labels = chart.bars.map { page.spell(String(repeating: "  ", count: $0.depth) + $0.label) }
    let values = chart.bars.map { page.spell($0.value) }
    let shares = chart.bars.map { page.spell($0.share) }
    let (valueRoom, shareRoom) = (BarText.widest(values), BarText.widest(shares))
    let labelRoom = min(BarText.widest(labels), max(6, width / 3))
    let gaps = 4 + (shareRoom > 0 ? 2 : 0)
    let room = max(4, width - labelRoom - valueRoom - shareRoom - gaps)
    var lines = chart.title.isEmpty ? [] : [page.spell(chart.title)]
    for (index, bar) in chart.bars.enumerated() {
      let label = labels[index].cut(labelRoom, mark: page.spell("…")).padded(labelRoom)
      let value = values[index].padded(valueRoom, .right)
      let share = shareRoom > 0 ? "  " + page.paint(shares[index].padded(shareRoom, .right), .dim) : ""
      let picture = page.paint(self.bar(bar.length, room).padded(room), line: 0)
      lines.append((label + "  " + picture + "  " + value + share).withoutTrailingSpaces)
    }
    return lines
  }

  private static func widest(_ texts: [String]) -> Int { texts.map(\.displayWidth).max() ?? 0 }

  private func bar(_ length: Double, _ room: Int) -> String {
    if page.signs == .ascii {
      return String(repeating: "#", count: Int((length * Double(room)).rounded()))
    }
    let eighths = Int((length * Double(room * 8)).rounded())
    // What is there at all is seen.
    if eighths == 0 { return length > 0 ? "▏" : "" }
    let rest = eighths % 8
    return String(repeating: "█", count: eighths / 8) + (rest > 0 ? String(BarText.eighths[rest - 1]) : "")
  }
}
