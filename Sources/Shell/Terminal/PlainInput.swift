/// Lines of standard input that nobody is editing. Bytes that are not UTF-8 arrive as U+FFFD.
struct PlainInput {
  private var buffer: [UInt8] = []
  private var start = 0
  private static let block = 64 << 10

  /// The last line need not end in a newline.
  mutating func next() -> LineEditor.Outcome {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return .line(text(upTo: end))
      }
      searched = buffer.count - start
      buffer.removeFirst(start)
      start = 0
      let more = (try? System.read(Terminal.input, count: Self.block)) ?? []
      if more.isEmpty { break }
      buffer += more
    }
    if Interrupts.isPending { return .interrupted }
    defer { start = buffer.count }
    return buffer.isEmpty ? .endOfFile : .line(text(upTo: buffer.count))
  }

  private func text(upTo end: Int) -> String {
    let line = buffer[start..<end]
    return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
  }
}
