/// The candidates under the line: with their notes one to a row, else in columns read downwards like `ls`.
struct CandidateList {
  var candidates: [Completion.Candidate]
  var width: Int
  var height: Int
  var styled: Bool

  private static let gap = 2

  func rows() -> [String] {
    let rows = hasNotes && candidates.count <= height ? noted() : columns()
    guard rows.count > height else { return rows }
    let shown = max(1, height - 1)
    return Array(rows.prefix(shown)) + ["… \(rows.count - shown) more rows; type another letter"]
  }

  private var hasNotes: Bool { candidates.contains { $0.note != nil } }
  private var widest: Int { candidates.map { terminalWidth(of: $0.text) }.max() ?? 0 }

  private func noted() -> [String] {
    let column = min(widest, width / 2) + Self.gap
    return candidates.map { candidate in
      let text = candidate.text.cut(to: width - 1)
      let room = width - 1 - max(column, terminalWidth(of: text) + Self.gap)
      guard let note = candidate.note, room > 0 else { return text }
      let cut = note.cut(to: room)
      return text.padded(to: column) + (styled ? "\u{1B}[2m\(cut)\u{1B}[0m" : cut)
    }
  }

  private func columns() -> [String] {
    let column = min(widest, width - 1) + Self.gap
    let across = max(1, (width - 1 + Self.gap) / column)
    let down = (candidates.count + across - 1) / across
    return (0..<down).map { row in
      let cells = stride(from: row, to: candidates.count, by: down)
        .map { candidates[$0].text.cut(to: width - 1) }
      return cells.dropLast().map { $0.padded(to: column) }.joined() + (cells.last ?? "")
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(2, width - terminalWidth(of: self)))
  }

  fileprivate func cut(to width: Int) -> String {
    guard terminalWidth(of: self) > width else { return self }
    var kept = ""
    var used = 1  // the ellipsis
    for character in self {
      used += terminalWidth(of: String(character))
      if used > width { break }
      kept.append(character)
    }
    return kept + "…"
  }
}
