import Formulas
import Language
import Testing

@testable import Accounting
@testable import Shell

/// A saved session is the session.
@Suite("Saving")
struct SaveTests {
  /// Keeps what is written, as files would.
  private final class Store: @unchecked Sendable {
    var files: [String: [UInt8]] = [:]
  }

  private func session(_ store: Store) throws -> (session: Session, messages: () -> String) {
    var messages = ""
    let files = Files(
      read: { path in store.files[path].map { .success($0) } ?? .failure(.init("not there")) },
      publish: { path, bytes in
        store.files[path] = bytes
        return .success(())
      })
    let session = try Session(
      settings: Settings(), files: files, page: { Page() }, complaintPage: { Page() }, output: { _ in },
      complaints: { messages += $0 }, interruption: { false })
    return (session, { messages })
  }

  private func text(_ store: Store, _ path: String) -> String {
    String(decoding: store.files[path] ?? [], as: UTF8.self)
  }

  @Test(
    "What was set, declared, undone and tried comes back as it stood",
    arguments: [
      "",
      "use gpt2-xl; batch_size = 8; precision = bf16",
      "batch_size = 1; batch_size = 2; y = batch_size * 2; batch_size = 3",
      "d_ff = 4 * d_model; d_model = 1536; num_heads = 16",
      "d_ff := 8 * d_model; z := d_ff + 1; area(a, b) := a * b + z; q = area(2, 3)",
      "scenario small: d_model = 768, num_layers = 2; scenario tall: small, num_layers = 40",
      "unit shard = 512 MiB; x = 3 shard; use a100; mfu = 1/3; steps = 400k",
      "## A card.\naccelerator mine { fp32 = 10 TFLOP/s; memory = 16 GB }\naccelerator = mine",
      "ledger disk: bytes { weights = params * precision.weight }; preset tiny of cs336 { num_layers = 2 }; use tiny",
      "num_heads = 6; d_model = 96; undo; undo; redo; x = 5; reset; x = 7",
      "6 * 7; x = _; 80 GB / 3; y = _; unset batch_size; load \"own.acct\"; source \"more.acct\"",
      "unit shard = 512 MiB; undo; unit shard = 256 MiB; x = 3 shard; scale byte kB shard",
      "params; y = _ with num_layers = 2; z := _ with num_layers = 3",
      "x = sqrt(2); y = \"text with \\\"quotes\\\" and \\{braces\"; z = [1, 2, x]; r = 1..9 step 2",
    ])
  func round(script: String) throws {
    let store = Store()
    store.files["own.acct"] = Array("\ninput shifts: count = 3\n\n".utf8)
    store.files["more.acct"] = Array("shifts = 2\n7 * 8\nw = _ + shifts\n".utf8)
    let (first, complaints) = try session(store)
    first.run(script: Source(name: "test", bytes: Array(script.utf8)))
    first.run(script: Source(name: "test", bytes: Array("save \"saved.acct\"".utf8)))
    #expect(complaints() == "")
    store.files["own.acct"] = nil
    store.files["more.acct"] = nil
    let (second, faults) = try session(store)
    second.run(script: Source(name: "saved.acct", bytes: store.files["saved.acct"] ?? []))
    #expect(faults() == "", "\(text(store, "saved.acct"))")
    // What rested on the last value is saved as its value.
    let hasMoment = script.contains("= _")
    #expect(first.everything(formulas: !hasMoment) == second.everything(formulas: !hasMoment))
    second.run(script: Source(name: "test", bytes: Array("save \"again.acct\"".utf8)))
    #expect(text(store, "again.acct") == text(store, "saved.acct"))
  }

  @Test("A statement that failed is not saved, and what it had begun is not kept")
  func failed() throws {
    let store = Store()
    store.files["faulty.acct"] = Array("input shifts: count = 3\nledger odd: furlong = 3\n".utf8)
    let (session, messages) = try session(store)
    let before = session.everything()
    for line in ["unset batch_size bogus", "load \"faulty.acct\"", "d_ff = 7 / 0", "save \"s.acct\""] {
      session.run(script: Source(name: "test", bytes: Array(line.utf8)))
    }
    #expect(messages().contains("E01"))
    #expect(session.everything() == before)
    #expect(text(store, "s.acct").split(separator: "\n").count == 1)
  }

  @Test("A saved session can be sourced where it was saved")
  func again() throws {
    let store = Store()
    let (session, messages) = try session(store)
    let declarations = "input shifts: count = 3\nunit shard = 512 MiB\nunit tick\nlabel apples\nshifts = 2\n"
    session.run(script: Source(name: "test", bytes: Array((declarations + "save \"s.acct\"").utf8)))
    let before = session.everything()
    session.run(script: Source(name: "test", bytes: Array("source \"s.acct\"".utf8)))
    #expect(messages() == "")
    #expect(session.everything() == before)
  }

  @Test("Nothing that someone wrote is replaced")
  func foreign() throws {
    let store = Store()
    store.files["mine.acct"] = Array("use gpt2\n".utf8)
    let (session, messages) = try session(store)
    session.run(script: Source(name: "test", bytes: Array("x = 1; save \"mine.acct\"".utf8)))
    #expect(messages().contains("E27: mine.acct is there already"))
    #expect(text(store, "mine.acct") == "use gpt2\n")
  }

  @Test("Values that were only tried are not kept, those that something rests on are")
  func tried() throws {
    let store = Store()
    let (session, _) = try session(store)
    session.run(
      script: Source(name: "test", bytes: Array("x = 1; x = 2; y = x; x = 3; x = 4; save \"s.acct\"".utf8)))
    #expect(text(store, "s.acct").split(separator: "\n").dropFirst() == ["x = 2", "y = x", "x = 4"])
  }

  @Test("Twenty thousand assignments are saved in the time of one pass")
  func long() throws {
    let store = Store()
    let (session, _) = try session(store)
    let script = (0..<20_000).map { "x\($0) = \($0)" }.joined(separator: "\n") + "\nsave \"s.acct\""
    session.run(script: Source(name: "test", bytes: Array(script.utf8)))
    #expect(text(store, "s.acct").split(separator: "\n").count == 20_001)
  }
}
