import Testing

@testable import Shell

@Suite("What was shown")
struct ShownAnswersTests {
  @Test("The latest hundred are remembered")
  func capacity() throws {
    let session = try Recorder.session()
    for number in 1...150 { session.run("memory / \(number)") }
    #expect(session.session.shown.all.count == 100)
    session.clear()
    session.run("batch_size = 8; compare memory / 150")
    #expect(session.output.contains("×3.60"))
    // What is forgotten is worked out again, as things stood before the last step that moved it.
    #expect(session.session.shown["memory / 1"] == nil)
    session.clear()
    session.run("compare memory / 1")
    #expect(session.output.contains("then   batch_size = 8"))
    #expect(session.output.contains("×3.60"))
  }

  @Test("Changes long past are forgotten, and the answers are still compared")
  func changes() throws {
    let session = try Recorder.session()
    session.run("memory")
    for number in 1...1000 { session.run("batch_size = \(number)") }
    session.clear()
    session.run("compare memory")
    #expect(session.output.contains("then   batch_size = 1000"))
  }

  @Test("What never differed in the session is said not to have been shown")
  func never() throws {
    let session = try Recorder.session()
    session.run("mfu = 50%; batch_size = 1; compare params")
    #expect(session.output.contains("params has not been shown before"))
    #expect(session.session.sheet.undoneCount == 0)
  }

  @Test("What was taken back is named as it stands, and looking back changes nothing")
  func takenBack() throws {
    let session = try Recorder.session()
    session.run("batch_size = 8; precision = bf16; memory; undo 2")
    session.clear()
    session.run("compare memory")
    #expect(session.output.contains("then   precision = fp32, batch_size = 1"))
    session.clear()
    session.run("redo 2; compare flops -> GFLOP; batch_size; precision; undo")
    #expect(session.output.contains("then   batch_size = 8"))
    #expect(session.output.contains("undid: precision = bf16"))
    // What was set and taken back in between is not named.
    session.run("memory; d_ff := 5 * d_model; undo; batch_size = 16; precision = bf16; undo")
    session.clear()
    session.run("compare memory")
    #expect(session.output.contains("then   batch_size = 16   "))
  }

  @Test("However it is written, an expression is known again")
  func keys() throws {
    let session = try Recorder.session()
    session.run("memory/params -> GB; batch_size = 8; compare memory / params")
    #expect(session.messages.contains("E08"))
    session.clear()
    session.run("tree memory.activations -> MB; batch_size = 16; compare memory.activations -> GB")
    #expect(session.output.contains("memory.activations (≈ GB)"))
    #expect(session.output.contains("batch_size = 16"))
  }

  @Test("A script in a worksheet of its own neither sees nor leaves anything")
  func nested() throws {
    let script = Array("compare memory; batch_size = 8; memory\n".utf8)
    let session = try Recorder.session(files: { _ in .success(script) })
    session.run("memory")
    session.clear()
    session.run("run \"inner.acct\"")
    #expect(session.output.contains("memory has not been shown before"))
    session.clear()
    session.run("compare memory; what changed")
    #expect(session.output.contains("nothing has changed since memory was shown"))
    #expect(session.output.contains("nothing has moved since it was shown"))
  }
}
