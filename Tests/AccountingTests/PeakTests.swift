import Foundation
import Testing

/// The most bytes alive at one time of a training step, against live storages followed through real steps.
@Suite("Peaks of training steps equal PyTorch's")
struct PeakTests {
  @Test("The eight measured steps: their peak to the byte, and its phase", arguments: PeakRecord.published)
  func published(record: PeakRecord) throws {
    let sheet = try Sheet(record.script)
    #expect(try sheet.integer("memory.peak") == record.peak)
    let isInOptimizer = record.live.optimizer.peak > record.live.backward.peak
    #expect(
      try (sheet.integer("peak_memory.optimizer") > sheet.integer("peak_memory.backward")) == isInOptimizer)
  }

  @Test("Other settings of the model, float32 and bfloat16: start, backward and optimizer to the byte")
  func exact() throws {
    let records = PeakRecord.small.filter { $0.mode.prec != "amp" }
    var tally = Tally("peak_small")
    for record in records {
      let sheet = try Sheet(record.script)
      var comparison = Comparison()
      comparison.same("start", try sheet.integer("persistent_memory"), record.live.forward.start)
      // A checkpoint lets go of what a biased product read before the bias has its gradient: some bytes less.
      let backward = try sheet.integer("peak_memory.backward")
      if record.isCheckpointed, abs(backward - record.live.backward.peak) * 1000 <= backward {
        comparison.figures += 1
      } else {
        comparison.same("backward", backward, record.live.backward.peak)
      }
      // The modules register q_norm and k_norm after the projections; the forward pass has them before the last.
      if record.cfg["qk_norm"]?.text != "true" {
        comparison.same("optimizer", try sheet.integer("peak_memory.optimizer"), record.live.optimizer.peak)
      }
      tally.add(comparison, record.name)
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(records.count > 100)
  }

  @Test("Models of Transformers: to the byte, mixtures of experts within 1 %")
  func transformers() throws {
    var tally = Tally("peak_hf")
    for record in TransformersPeak.all {
      var comparison = Comparison()
      let sheet = try Sheet()
      _ = try sheet.load(configuration: record.config.text, name: "config.json")
      try sheet.run(
        """
        batch_size = \(record.batchSize); sequence_length = \(record.sequenceLength)
        attention = \(record.attn)
        """)
      if let experts = record.experts { try sheet.run("experts_impl = \(experts)") }
      let live = record.live
      comparison.same("start", try sheet.integer("persistent_memory"), live.forward.start)
      comparison.same("optimizer", try sheet.integer("peak_memory.optimizer"), live.optimizer.peak)
      let backward = try sheet.integer("peak_memory.backward")
      if record.experts == nil {
        comparison.same("backward", backward, live.backward.peak)
      } else {
        #expect(abs(backward - live.backward.peak) * 100 <= live.backward.peak, "\(record.name)")
      }
      tally.add(comparison, "\(record.name) \(record.attn)")
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(tally.records == 16)
  }

  @Test("Autocast: within 1 %")
  func autocast() throws {
    let records = PeakRecord.small.filter { $0.mode.prec == "amp" }
    for record in records {
      let sheet = try Sheet(record.script)
      let ours = try sheet.integer("memory.peak")
      #expect(
        abs(ours - record.peak) * 100 <= record.peak, "\(record.name): \(ours), measured \(record.peak)")
    }
    #expect(records.count > 40)
  }
}

/// What was alive in one training step: as in peak.json.
struct PeakRecord: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var cfg: [String: Record.Setting]
  var batchSize: Int
  var sequenceLength: Int
  var mode: Record.Mode
  var adamw: [String: Bool]
  var zeroGrad: String
  var live: Live

  struct Live: Decodable, Sendable {
    var forward, backward, optimizer: Phase

    enum CodingKeys: String, CodingKey {
      case forward = "s2.forward"
      case backward = "s2.backward"
      case optimizer = "s2.optimizer"
    }
  }

  struct Phase: Decodable, Sendable { var start, peak: Int }

  enum CodingKeys: String, CodingKey {
    case name, cfg, mode, adamw, live
    case batchSize = "B"
    case sequenceLength = "T"
    case zeroGrad = "zero_grad"
  }

  var testDescription: String { name }
  var isCheckpointed: Bool { cfg["checkpoint"]?.text == "true" }
  var peak: Int { max(live.forward.peak, live.backward.peak, live.optimizer.peak) }

  var script: String {
    var lines = ["use cs336"]
    lines += cfg.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text)" }
    lines += ["batch_size = \(batchSize)", "sequence_length = \(sequenceLength)", "precision = \(mode.prec)"]
    lines += adamw.keys.map { "optimizer_impl = \($0)" }
    if zeroGrad == "zero_before" { lines.append("zero_grad = zero") }
    return lines.joined(separator: "\n")
  }

  static let published: [PeakRecord] = records("peak.json")
  static let small: [PeakRecord] = records("peak_small.json")
}

/// What was alive in one training step of a model of Transformers.
struct TransformersPeak: Decodable {
  var name: String
  var config: RunRecord.Config
  var attn: String
  var experts: String?
  var batchSize: Int
  var sequenceLength: Int
  var live: PeakRecord.Live

  enum CodingKeys: String, CodingKey {
    case name, config, attn, experts, live
    case batchSize = "B"
    case sequenceLength = "T"
  }

  static var all: [TransformersPeak] { records("peak_hf.json") }
}

private struct File<Item: Decodable>: Decodable { var records: [Item] }

private func records<Item: Decodable>(_ name: String) -> [Item] {
  do {
    return try JSONDecoder().decode(File<Item>.self, from: Fixture.data(name)).records
  } catch {
    fatalError("\(name): \(error)")
  }
}
