import Formulas

/// `acct --test`: pages held to what acct answers.
extension Program {
  /// The pages on the command line.
  private var pages: [String] { (script.map { [$0] } ?? []) + arguments }

  /// Runs every page and returns the exit status: 1 where one says otherwise than acct, 2 for a mistake of usage,
  /// 3 where a file can't be read or written.
  func test(_ screen: Screen) throws(Diagnostic) -> Int32 {
    if let mistake = testMistake {
      screen.complain("acct: \(mistake)\n")
      return Diagnostic.Code.syntax.exitStatus
    }
    var status: Int32 = 0
    for path in pages {
      let outcome = try test(page: path, screen)
      // What stands in the way of an answer is told before what is answered otherwise.
      if outcome > status { status = outcome }
      if Interrupts.isPending { return Diagnostic.Code.interrupted.exitStatus }
    }
    return status
  }

  /// What is wrong with the command line, and what would be right.
  private var testMistake: String? {
    guard testsPages else { return "--update brings pages up to date: acct --test --update README.md" }
    if let option = pages.first(where: { $0.hasPrefix("-") }) {
      return option == "-"
        ? "--test reads files, not standard input: acct --test README.md"
        : "options stand before the pages: acct \(option) --test README.md"
    }
    if let script = pages.first(where: { $0.hasSuffix(".acct") }) {
      return "--test reads pages of Markdown; \(script) is run with: acct \(script)"
    }
    if !codes.isEmpty || !assignments.isEmpty || staysInteractive || showsSteps {
      return "--test runs pages and nothing else: acct --test README.md"
    }
    return pages.isEmpty ? "--test wants pages: acct --test README.md" : nil
  }

  private func test(page path: String, _ screen: Screen) throws(Diagnostic) -> Int32 {
    func refuse(_ reason: String) -> Int32 {
      screen.complain("acct: \(reason)\n")
      return Diagnostic.Code.file.exitStatus
    }
    let bytes: [UInt8]
    switch Program.files.read(path) {
    case .success(let contents): bytes = contents
    case .failure(let failure): return refuse("can't read \(path): \(failure.reason)")
    }
    guard let page = String(validating: bytes, as: UTF8.self) else {
      return refuse("can't read \(path): it is not UTF-8 text")
    }
    let transcript = Transcript(markdown: page)
    var files = Program.files
    files.stateFolder = nil
    var settings = settings
    settings.format = .human
    let differences = try transcript.differences(
      files: files, settings: settings, interruption: { Interrupts.isPending })
    if Interrupts.isPending { return 0 }
    let count = Program.counted(transcript.entries.count, "entry", "entries")
    if updatesPages {
      if !differences.isEmpty {
        let updated = Transcript.updating(page, with: differences)
        if case .failure(let failure) = Program.files.publish(path, Array(updated.utf8)) {
          return refuse("can't write \(path): \(failure.reason)")
        }
      }
      screen.show("\(path): \(count), \(differences.count) rewritten\n")
      return 0
    }
    for difference in differences { screen.complain(Program.text(difference, path)) }
    screen.show(
      "\(path): \(count), "
        + (differences.isEmpty
          ? "all hold\n" : "\(differences.count) \(differences.count == 1 ? "does" : "do") not hold\n"))
    return differences.isEmpty ? 0 : Diagnostic.Code.assertionFailed.exitStatus
  }

  /// Where a page says otherwise, from the first line that differs: what it says, and what acct answers.
  private static func text(_ difference: Transcript.Difference, _ path: String) -> String {
    let (expected, found) = (difference.entry.output, difference.actual)
    let start = zip(expected, found).prefix { TranscriptLine.agree($1, $0) }.count
    let input = Transcript.lines(of: difference.entry.input)
    var lines = ["\(path):\(difference.entry.answerLine + start): acct answers otherwise"]
    lines += input.enumerated().map { ($0.offset == 0 ? "    acct> " : "      ... ") + $0.element }
    lines += side("expected", expected.dropFirst(start)) + side("found", found.dropFirst(start))
    return lines.joined(separator: "\n") + "\n"
  }

  private static let shownLines = 12

  private static func side(_ name: String, _ lines: ArraySlice<String>) -> [String] {
    guard !lines.isEmpty else { return ["  \(name) nothing"] }
    let left = lines.count - shownLines
    return ["  \(name)"] + lines.prefix(shownLines).map { $0.isEmpty ? "" : "    " + $0 }
      + (left > 0 ? ["    … " + counted(left, "more line", "more lines")] : [])
  }

  private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}
