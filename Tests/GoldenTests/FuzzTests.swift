import Accounting
import Formulas
import Foundation
import Language
import Testing

@testable import Shell

/// Ten thousand scripts with mistakes: no trap, no hang, every place inside the text, every formula its own text.
///
/// A trap ends the whole test run. `FUZZ_LOG=file` then holds the script that did it.
@Suite("Mutated scripts")
struct FuzzTests {
  private static let batches = 20
  private static let scriptsPerBatch = 500
  /// No script may take longer, in a debug build on a busy machine.
  private static let patience = 10.0

  private static let seeds: [[UInt8]] = {
    let library = URL(fileURLWithPath: Golden.root).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Accounting/Library").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
    let paths = files.filter { $0.hasSuffix(".acct") }.sorted().map { library + "/" + $0 }
    return (Golden.all.map(\.script) + paths + paths).compactMap { FileManager.default.contents(atPath: $0) }
      .map { [UInt8]($0) }
      .filter { $0.count < 40_000 }
  }()

  @Test("are refused or run", arguments: 0..<batches)
  func batch(_ number: Int) throws {
    var mutator = Mutator(seed: UInt64(number), seeds: Self.seeds)
    let log = ProcessInfo.processInfo.environment["FUZZ_LOG"]
    var settings = Settings()
    settings.isSafe = true
    settings.keepsGoing = true
    var deadline = UInt64.max
    // A sweep may be long, and is stopped as Ctrl-C would stop it.
    var written = { 0 }
    let isLate = { DispatchTime.now().uptimeNanoseconds > deadline || written() > 500_000 }
    var recorder = try Recorder.session(settings: settings, interruption: isLate)
    written = { recorder.output.utf8.count }
    for index in 0..<Self.scriptsPerBatch {
      // What one script declares stays; now and then everything is new.
      if index % 50 == 49 {
        recorder = try Recorder.session(settings: settings, interruption: isLate)
      }
      let script = mutator.next()
      if let log { try Data(script).write(to: URL(fileURLWithPath: "\(log).\(number)")) }
      let start = DispatchTime.now().uptimeNanoseconds
      deadline = start + UInt64(Self.patience / 20 * 1e9)
      check(script, recorder.session.sheet)
      recorder.clear()
      recorder.run(script)
      recorder.run("reset")
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      #expect(seconds < Self.patience, "\(String(decoding: script, as: UTF8.self))")
      #expect(recorder.output.utf8.count < 2_000_000, "\(String(decoding: script, as: UTF8.self))")
    }
  }

  /// Reads the script as the session will, and what it read once more from its own text.
  private func check(_ script: [UInt8], _ sheet: Worksheet) {
    let source = Source(name: "fuzz", bytes: script)
    let index = sheet.sources.add(source)
    let first = sheet.arena.nodes.count
    do throws(Diagnostic) {
      var parser = try Parser(source, index: index, arena: sheet.arena)
      while let statement = try parser.nextStatement() {
        for formula in statement.formulas { checkText(formula, script, sheet) }
      }
    } catch {
      for mark in error.marks where mark.span.source == index {
        #expect(isInside(mark.span, script), "\(error.message): \(String(decoding: script, as: UTF8.self))")
      }
    }
    for span in sheet.arena.spans[first...] where span.source == index {
      #expect(isInside(span, script), "\(String(decoding: script, as: UTF8.self))")
    }
  }

  /// A place may lie one behind the end, where something is missing.
  private func isInside(_ span: Span, _ script: [UInt8]) -> Bool {
    span.start >= 0 && span.start <= span.end && Int(span.end) <= script.count + 1
  }

  private func checkText(_ formula: Formula, _ script: [UInt8], _ sheet: Worksheet) {
    let text = sheet.arena.text(formula)
    do throws(Diagnostic) {
      // Behind a name, so that a name that is also a verb stays one.
      let source = Source(name: "text", bytes: Array("again = \(text)".utf8))
      var parser = try Parser(source, index: sheet.sources.add(source), arena: sheet.arena)
      let again = try parser.script().first?.formulas.first.map { sheet.arena.text($0) }
      #expect(again == text, "\(String(decoding: script, as: UTF8.self))")
    } catch {
      Issue.record("\(text) does not read back, \(error.message): \(String(decoding: script, as: UTF8.self))")
    }
  }
}

extension Statement {
  /// The formulas of a statement that stand for themselves.
  fileprivate var formulas: [Formula] {
    switch kind {
    case .expression(let formula): [formula]
    case .assignment(_, _, let formula, _): [formula]
    case .function(_, _, parameters: _, let body): [body]
    case .command(_, let arguments): arguments.formulas
    case .audit(let audit): audit.claims.flatMap { [$0.printed, $0.computed] }
    case .declaration: []
    }
  }
}
