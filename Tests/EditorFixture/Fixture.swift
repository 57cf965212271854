import Shell

/// A shell without a language: it echoes what it reads, offers fixed candidates and can keep busy.
///
///     EditorFixture [HISTORY-FILE]
///
/// Lines it obeys: `busy` computes until Ctrl-C, `bare` ends in mid-line, `long N` presents N lines, `flood N` writes N lines.
enum Fixture {
  static let words = [
    "params", "params.block", "params.embedding", "memory", "memory.peak", "sweep", "größe",
  ]

  static func run(arguments: [String]) {
    let terminal = Terminal()
    let output = Output()
    let errors = Output(.standardError)
    let editor = LineEditor(
      terminal: terminal, output: output, history: arguments.first.map(History.init(path:)),
      report: { message in
        errors.write(message + "\n")
        errors.flush()
      })
    editor.completion = complete
    editor.hint = { line in line == "memory" ? "  weights gradients optimizer activations" : nil }
    let prompt = terminal.usesColor ? "\u{1B}[1macct>\u{1B}[0m " : "acct> "
    output.write("ready \(terminal.width)x\(terminal.height)\n")
    Interrupts.watching {
      while output.failure == nil {
        switch editor.read(prompt: prompt) {
        case .line(let line):
          editor.add(line)
          answer(line, on: terminal, output)
        case .interrupted: output.write("interrupted\n")
        case .endOfFile:
          output.write("bye\n")
          output.flush()
          return
        }
      }
    }
    if case .system(let message) = output.failure { errors.write("cannot write: \(message)\n") }
  }

  /// Offers the words that begin as the last one on the line does.
  static func complete(line: String, cursor: Int) -> Completion? {
    let before = Array(line.utf8.prefix(cursor))
    let start = (before.lastIndex(of: UInt8(ascii: " ")) ?? -1) + 1
    let typed = String(decoding: before[start...], as: UTF8.self)
    let found = words.filter { $0.hasPrefix(typed) }.map { word in
      Completion.Candidate(word, note: word == "memory.peak" ? "the step's highest point" : nil)
    }
    return Completion(replacing: start..<cursor, candidates: found, suffix: " ")
  }

  static func answer(_ line: String, on terminal: Terminal, _ output: Output) {
    let parts = line.split(separator: " ")
    let count = parts.dropFirst().first.flatMap { Int($0) } ?? 0
    switch parts.first {
    case "busy": busy(output)
    case "bare": output.write("no newline")
    case "long":
      let text = (0..<count).map { "row \($0)\n" }.joined()
      output.present(text, on: terminal, through: Pager())
    case "flood": for row in 0..<count where output.failure == nil { output.write("row \(row)\n") }
    default: output.write("got: \(String(reflecting: line))\n")
    }
  }

  static func busy(_ output: Output) {
    output.write("busy\n")
    output.flush()
    while !Interrupts.isPending {}
    output.write("stopped\n")
  }
}
