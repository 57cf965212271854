import PtyDriver
import Testing

extension ShellTests {
  @Suite("What an assignment moves")
  struct MovedTests {
    @Test("A ledger that was shown is said to move, and what changed shows its rows")
    func moved() throws {
      let shell = try Shell()
      try shell.enter("use gpt2")
      #expect(try shell.enter("batch_size = 2") == "batch_size = 2")
      try shell.enter("memory")
      let moved = try shell.enter("batch_size = 8")
      #expect(
        moved == "batch_size = 8\nmemory moved: 5.74 GB → 16.98 GB   what changed shows the rows")
      let rows = try shell.enter("what changed")
      #expect(rows.contains("memory (≈ GB)            then   batch_size = 8   difference   ratio"))
      #expect(rows.contains("total                    5.74            16.98       +11.24   ×2.96"))
      #expect(rows.contains("5 rows did not move"))
    }

    @Test("Going back is said as well, and what does not matter says nothing")
    func back() throws {
      let shell = try Shell()
      try shell.enter("use gpt2")
      try shell.enter("memory")
      #expect(try shell.enter("mfu = 50%") == "mfu = 0.5")
      #expect(try shell.enter("batch_size = 8").contains("memory moved: 3.86 GB → 16.98 GB"))
      #expect(try shell.enter("unset batch_size").contains("memory is back at 3.86 GB"))
      #expect(try shell.enter("what changed").contains("nothing has moved"))
    }

    @Test("What undo moves is said, and named as it stands")
    func undone() throws {
      let shell = try Shell(rows: 100)
      try shell.enter("use gpt2; batch_size = 8; memory")
      let undone = try shell.enter("undo")
      #expect(
        undone
          == "undid: batch_size = 8\n  batch_size = 1\nmemory moved: 16.98 GB → 3.86 GB   what changed shows the rows"
      )
      #expect(try shell.enter("what changed").contains("then   batch_size = 1   difference   ratio"))
      #expect(try shell.enter("redo").contains("memory is back at 16.98 GB"))
      #expect(try shell.enter("undo 9").contains("there is nothing more to undo"))
    }

    @Test("A ledger that lacks an input now is passed over, and what changed says why")
    func lacking() throws {
      let shell = try Shell()
      try shell.enter("use gpt2; use a100; mfu = 50%; steps = 1000")
      try shell.enter("time.train")
      try shell.enter("time")
      #expect(try shell.enter("unset mfu") == "mfu = no value")
      #expect(try shell.enter("what changed").contains("time has no value now: mfu has no value yet"))
      #expect(try shell.enter("mfu = 50%") == "mfu = 0.5")
    }

    @Test("Several ledgers share one line, as far as it goes")
    func several() throws {
      let shell = try Shell(columns: 130)
      try shell.enter("use gpt2; memory; flops; memory.activations")
      let moved = try shell.enter("batch_size = 8").split(separator: "\n")
      #expect(moved.count == 2)
      #expect(moved.last?.hasPrefix("memory.activations moved: 1.87 GB → 14.99 GB; flops moved: ") ?? false)
      let narrow = try Shell(columns: 80)
      try narrow.enter("use gpt2; memory; flops; memory.activations")
      let line = try narrow.enter("batch_size = 8").split(separator: "\n").last
      #expect(line == "memory.activations moved: 1.87 GB → 14.99 GB; 2 more   what changed")
    }

    @Test("Another model moves what was shown, and a switch of the model is named")
    func models() throws {
      let shell = try Shell(rows: 100)
      try shell.enter("use gpt2; memory")
      #expect(try shell.enter("use gpt2-medium").contains("memory moved: 3.86 GB → "))
      try shell.enter("use gpt2; attention = eager")
      try shell.enter("memory; mfu = 50%; attention = sdpa")
      #expect(try shell.enter("compare memory").contains("attention = sdpa"))
    }
  }
}
