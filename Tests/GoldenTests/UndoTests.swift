import Formulas
import Foundation
import Language
import Testing

@testable import Accounting
@testable import Shell

/// Going back is being where one was.
@Suite("Undo")
struct UndoTests {
  private static let files = [
    "more.acct": "batch_size = 3\nunit crate = 7 bytes\nd_ff := 2 * d_model\n",
    "own.acct": "input shifts: count = 3\nunit shard = 512 MiB\nledger boxes: bytes = 3 GB\n",
  ]

  private func session() throws -> (session: Session, recorder: Recorder) {
    let recorder = try Recorder.session(files: { path in
      UndoTests.files[path].map { .success(Array($0.utf8)) } ?? .failure(.init("not there"))
    })
    return (recorder.session, recorder)
  }

  @Test(
    "Each step back is where one was, each step forward where one had been",
    arguments: [
      ["use gpt2-xl", "batch_size = 8", "precision = bf16", "unset batch_size", "use cs336"],
      ["d_ff = 4 * d_model", "d_ff := 8 * d_model", "z := d_ff + 1", "area(a) := a * z", "unset z", "reset"],
      [
        "scenario small: d_model = 768", "scenario small: d_model = 512",
        "scenario tall: small, num_layers = 40",
      ],
      [
        "ledger disk: bytes { a = params * 1 bytes/param }",
        "ledger disk: bytes { a = params * 2 bytes/param }",
      ],
      ["unit tick", "unit tock = 3 tick", "label apples", "scale byte kB GB", "x = 5 tock"],
      ["accelerator mine { fp32 = 10 TFLOP/s; memory = 16 GB }", "use mine", "mfu = 50%", "steps = 10"],
      [
        "preset tiny of cs336 { num_layers = 2 }", "use tiny", "preset tiny of cs336 { num_layers = 3 }",
        "use tiny",
      ],
      ["load \"own.acct\"", "shifts = 5", "source \"more.acct\"", "x = 3 crate", "reset"],
    ])
  func backAndForth(lines: [String]) throws {
    let (session, recorder) = try session()
    // Questions between the steps fill what is remembered from one answer to the next.
    var states = [session.everything()]
    for line in lines {
      if case .failed = session.run(entry: line) { continue }
      states.append(session.everything())
    }
    for state in states.dropLast().reversed() {
      _ = session.run(entry: "undo")
      #expect(session.everything() == state)
    }
    for state in states.dropFirst() {
      _ = session.run(entry: "redo")
      #expect(session.everything() == state)
    }
    _ = session.run(entry: "undo \(states.count - 1)")
    #expect(session.everything() == states[0])
    recorder.clear()
    #expect(session.run(entry: "undo") == .failed)
    #expect(recorder.messages.contains("nothing left to undo"))
    #expect(session.status == 1)
  }

  @Test("A new change is a new way: what was undone can't be done again")
  func newWay() throws {
    let (session, recorder) = try session()
    recorder.run("batch_size = 8; undo; params; batch_size = 4; redo")
    #expect(recorder.messages.contains("nothing left to redo"))
    #expect(session.sheet.text(of: "batch_size") == "4")
  }

  @Test("A hundred thousand assignments take a few steps of memory each, and can all be taken back")
  func long() throws {
    let (session, recorder) = try session()
    recorder.run((0..<100_000).map { "x\($0 % 100) = \($0)" }.joined(separator: "\n"))
    recorder.clear()
    recorder.run("undo 99999")
    #expect(session.sheet.text(of: "x0") == "0")
    #expect(session.sheet.text(of: "x1") == nil)
    #expect(recorder.output.split(separator: "\n").last == "… and 99979 more")
  }
}
