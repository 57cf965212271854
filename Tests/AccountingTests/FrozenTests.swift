import Foundation
import Testing

/// Models with frozen parts and LoRA adapters, against what PyTorch did with them: equal to the unit.
@Suite("Frozen parts and adapters equal PyTorch's")
struct FrozenTests {
  @Test("Parameters, FLOPs, and every storage that is kept", arguments: ["fp32", "amp", "bf16"])
  func kept(precision: String) throws {
    let records = try FrozenRecord.all().filter { $0.prec == precision }
    var tally = Tally("frozen \(precision)")
    for record in records {
      let sheet = try Sheet(record.script)
      var comparison = Comparison()
      comparison.same("params", try sheet.integer("params"), record.params)
      comparison.same("trainable", try sheet.integer("params.trainable"), record.trainable)
      comparison.same("forward", try sheet.integer("flops.forward"), record.flops.forward)
      // PyTorch's backward pass includes what checkpoints compute again.
      comparison.same(
        "backward", try sheet.integer("flops.backward + flops.recompute"), record.flops.backward)
      comparison.same("activation", try sheet.integer("saved.activations"), record.savedBytes.activation)
      comparison.same("weight_cast", try sheet.integer("saved.weight_casts"), record.savedBytes.weightCast)
      comparison.same("input", try sheet.integer("saved.inputs"), record.savedBytes.input)
      comparison.same(try storages(sheet), record.storages)
      tally.add(comparison, record.title)
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(records.count == 100)
  }

  @Test("The peak of a step and of its phases: to the byte", arguments: ["fp32", "bf16"])
  func peak(precision: String) throws {
    let records = try FrozenRecord.all().filter { $0.prec == precision }
    var tally = Tally("frozen peaks \(precision)")
    for record in records {
      let sheet = try Sheet(record.script)
      var comparison = Comparison()
      let live = record.live
      comparison.same("start", try sheet.integer("persistent_memory"), live.forward.start)
      let backward = try sheet.integer("peak_memory.backward")
      // What dropout in an adapter holds when a checkpoint computes it again was not followed: within 4 %.
      if record.loraDropout ?? 0 > 0, record.cfg["checkpoint"]?.text == "true" {
        #expect(abs(backward - live.backward.peak) * 25 <= live.backward.peak, "\(record.title): \(backward)")
      } else {
        comparison.same("backward", backward, live.backward.peak)
      }
      comparison.same("optimizer", try sheet.integer("peak_memory.optimizer"), live.optimizer.peak)
      tally.add(comparison, record.title)
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
  }

  /// How many storages of each size are kept.
  private func storages(_ sheet: Sheet) throws -> [String: Int] {
    let leaves =
      try Leaf.all(of: sheet.ledger("saved.activations")) + Leaf.all(of: sheet.ledger("saved.weight_casts"))
      + Leaf.all(of: sheet.ledger("saved.inputs"))
    var result: [String: Int] = [:]
    for leaf in leaves {
      guard let total = leaf.total.integer, let copies = leaf.copies.integer, copies > 0 else { continue }
      result["\(total / copies)", default: 0] += copies
    }
    return result
  }
}

/// What PyTorch did for one model of which parts are frozen.
struct FrozenRecord: Decodable {
  var name: String
  var prec: String
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var B, T: Int
  var cfg: [String: Record.Setting]
  var trainable: Int
  var loraRank: Int?
  var loraTargets: String?
  var loraDropout: Double?
  var training: String
  var params: Int
  var savedBytes: Record.Bytes
  var storages: [String: Int]
  var flops: FLOPs
  var live: PeakRecord.Live

  struct FLOPs: Decodable { var forward, backward: Int }

  var title: String { "\(name) \(prec)" }

  /// The record as a user would set it up.
  var script: String {
    var lines = ["use cs336"]
    lines += cfg.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text)" }
    lines += ["batch_size = \(B)", "sequence_length = \(T)", "precision = \(prec)"]
    if let loraRank { lines.append("lora_rank = \(loraRank)") }
    if let loraTargets { lines.append("lora_targets = \(loraTargets)") }
    if let loraDropout { lines.append("lora_dropout = \(loraDropout)") }
    // With adapters, they alone are trained unless something else is said.
    if training != "adapters" { lines.append("trainable = \(training)") }
    return lines.joined(separator: "\n")
  }

  static func all() throws -> [FrozenRecord] { try Fixture.records("frozen.json") }
}
