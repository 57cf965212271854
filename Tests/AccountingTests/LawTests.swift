import Formulas
import Testing

@testable import Accounting

/// Laws that any model obeys, said in the language.
@Suite("Laws")
struct LawTests {
  @Test("Doubling num_layers doubles what the blocks cost")
  func layers() throws {
    for preset in try Worksheet().presetOrder {
      let sheet = try Sheet("use \(preset); precision = amp; recompute = block")
      let layers = try sheet.integer("num_layers")
      let dense = try sheet.integer("num_dense_layers")
      let twice = "num_layers = \(2 * layers), num_dense_layers = \(2 * dense)"
      for part in ["params", "flops.forward", "flops.backward", "flops.recompute", "saved.activations"] {
        let doubled = try sheet.isTrue(
          "(\(part).blocks with \(twice)) == 2 * \(part).blocks")
        #expect(doubled, "\(part) of \(preset)")
        let constant = try sheet.isTrue("(\(part).block with \(twice)) == \(part).block")
        #expect(constant, "\(part) of \(preset)")
      }
    }
  }

  // At B = 1 torch.matmul needs no copy of a transposed view and keeps the projection's own storage instead, so the
  // line through B ≥ 2 need not meet B = 1.
  @Test("Activations lie on a line from two sequences on", arguments: 1...2)
  func batch(seed: UInt64) throws {
    var sample = try Sample(seed: 200 + seed)
    for _ in 1...30 {
      let script = sample.next()
      let sheet = try Sheet(script)
      let isLinear = try sheet.isTrue(
        """
        (activations with batch_size = 2) + (activations with batch_size = 12) \
        == 2 * (activations with batch_size = 7)
        """)
      #expect(isLinear, "\(script)")
    }
  }

  @Test("One sequence alone leaves the line where a fused projection is kept whole instead of copied")
  func oneSequence() throws {
    let sheet = try Sheet("use gpt2")
    let saved = try (1...3).map { try sheet.integer("saved.activations with batch_size = \($0)") }
    // GPT-2 reads all of q, k and v: one storage of the whole instead of three copies of its parts, the same bytes.
    #expect(saved[0] == 2 * saved[1] - saved[2])
    try sheet.run("use cs336; position = rope; qkv_fused = true")
    let rotated = try (1...3).map { try sheet.integer("saved.activations with batch_size = \($0)") }
    // Rotated q and k are new tensors, so v alone keeps the whole projection, with the two thirds that nobody reads.
    let unread = try sheet.integer("num_layers * 2 * d_model * sequence_length * 4")
    #expect(rotated[0] == 2 * rotated[1] - rotated[2] + unread)
  }

  @Test(
    "Causal attention halves the two products of attention, and nothing else", arguments: ["eager", "sdpa"])
  func causal(attention: String) throws {
    let sheet = try Sheet("use cs336-gpt2-medium; attention = \(attention); sdpa_backend = flash")
    for direction in ["forward", "backward"] {
      let full = Dictionary(
        uniqueKeysWithValues: Leaf.all(of: try sheet.ledger("flops.\(direction)")).map {
          ($0.path.last ?? "", $0.total)
        })
      let causal = Dictionary(
        uniqueKeysWithValues: Leaf.all(
          of: try sheet.ledger("flops.\(direction) with attention_flops = causal")
        ).map { ($0.path.last ?? "", $0.total) })
      #expect(full.count == causal.count)
      for (name, total) in full {
        let isCore = ["scores", "weighted_sum", "core"].contains(name)
        #expect(causal[name]?.multiplying(isCore ? .int(2) : .one) == total, "\(direction) \(name)")
      }
    }
  }

  @Test("recompute = block says the same as checkpoint = true", arguments: 1...2)
  func checkpoints(seed: UInt64) throws {
    var sample = try Sample(seed: 300 + seed)
    for _ in 1...15 {
      let script = sample.next()
      let checkpoint = try Sheet(script)
      try checkpoint.worksheet.unset("recompute", at: .none)
      try checkpoint.run("checkpoint = true")
      let recompute = try Sheet(script)
      try recompute.run("checkpoint = false; recompute = block")
      for name in checkpoint.ledgers {
        let one = try Leaf.all(of: checkpoint.ledger(name)).map(\.figure)
        let other = try Leaf.all(of: recompute.ledger(name)).map(\.figure)
        #expect(one == other, "\(name): \(script)")
      }
    }
  }

  @Test("Switches that torch does not feel cost nothing: the place of the scale, rope's pairs")
  func indifferent() throws {
    let sheet = try Sheet("use cs336-gpt2-small; batch_size = 3; precision = amp")
    for ledger in ["saved", "flops", "params"] {
      for setting in ["scale_impl = mul", "scale_impl = q", "position = rope_interleaved"] {
        let same = try sheet.isTrue("\(ledger) == (\(ledger) with \(setting))")
        #expect(same, "\(ledger) with \(setting)")
      }
    }
  }
}

extension Leaf {
  var figure: String { "\(path.joined(separator: ".")) \(total) × \(copies) \(note)" }
}
