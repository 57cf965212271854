import Formulas

@testable import Accounting

/// Random numbers that are the same in every run: SplitMix64.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// Settings drawn from all that the switches allow: every input with named values, every flag, small sizes.
struct Sample {
  private var random: Seeded
  private let switches: [(name: String, values: [String])]

  init(seed: UInt64) throws {
    random = Seeded(seed)
    let worksheet = try Worksheet()
    // What is bound to the kind of accelerator is left to it.
    let fixed: Set<String> = ["accelerator", "compute"]
    switches = worksheet.order.compactMap { symbol in
      let name = worksheet.names[symbol]
      guard !fixed.contains(name) else { return nil }
      if let words = worksheet.words(of: symbol) { return (name, words) }
      if case .flag? = worksheet.domain(of: symbol) { return (name, ["true", "false"]) }
      return nil
    }
  }

  /// A script that sets everything, for one model.
  mutating func next() -> String {
    var lines = ["use cs336", "use h100-sxm", "price = 2 $/hour", "mfu = 50%", "steps = 10"]
    for (name, values) in switches { lines.append("\(name) = \(values.randomElement(using: &random) ?? "")") }
    let heads = pick([1, 2, 4, 8])
    let batch = pick([1, 2, 3, 7, 8])
    lines += [
      "num_heads = \(heads)", "num_kv_heads = \(pick([1, 2, 4, 8].filter { heads % $0 == 0 }))",
      "d_head = \(pick([4, 8, 16]))", "d_model = \(pick([16, 24, 40]))", "d_ff = \(pick([32, 72]))",
      "num_layers = \(pick([1, 2, 5]))", "vocab_size = \(pick([11, 64]))", "context_length = 48",
      "sequence_length = \(pick([1, 2, 33, 48]))", "batch_size = \(batch)",
      "lora_rank := if trainable == adapters then 2 else 0",
      "micro_batch_size \(pick(["= 1", ":= batch_size"]))",
      "dropout = \(pick(["0", "0.1", "1/3"]))", "optimizer_flops = \(pick([10, 12, 14, 15]))",
    ]
    return lines.joined(separator: "\n")
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &random)]
  }
}

extension Sheet {
  /// The names of all ledgers.
  var ledgers: [String] {
    worksheet.order.compactMap { symbol in
      if case .ledger? = worksheet.entries[symbol]?.kind { worksheet.names[symbol] } else { nil }
    }
  }
}
