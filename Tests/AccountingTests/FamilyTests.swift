import Formulas
import Foundation
import Language
import Testing

@testable import Accounting

/// Real models read from their configurations, against what Transformers 5.23 built of them: equal to the unit.
@Suite("Configurations of real models")
struct FamilyTests {
  @Test("Every configuration, in both spellings, has the parameters that were measured, group by group")
  func parameters() throws {
    let records = try ParameterRecord.all()
    var tally = Tally("params")
    for record in records {
      for path in [record.configHub, record.configHf5] {
        var comparison = Comparison()
        let sheet = try Sheet()
        _ = try sheet.load(configuration: Fixture.text(path), name: path)
        comparison.same("total", try sheet.integer("params"), record.total)
        let leaves = try Leaf.all(of: sheet.ledger("params"))
        let groups = Dictionary(
          leaves.map { (ParameterRecord.group($0.path), $0.total.integer ?? -1) }, uniquingKeysWith: +)
        comparison.same(groups, record.groups)
        comparison.same(
          "without tables", try sheet.integer("params.non_embedding"), record.nonEmbedding.minusTokenPos)
        let head = groups["lm_head", default: 0] + groups["lm_head_bias", default: 0]
        comparison.same(
          "without tables and head", try sheet.integer("params.non_embedding") - head,
          record.nonEmbedding.minusTokenPosHead)
        if let moe = record.moe {
          comparison.same("routed", try sheet.integer("params.routed"), moe.routedExpertsTotal)
          comparison.same("active", try sheet.integer("params.active"), moe.activeTotal)
        }
        tally.add(comparison, path)
      }
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(tally.records == 100)
  }

  @Test("Every configuration has the forward FLOPs that were counted")
  func flops() throws {
    var tally = Tally("hf_flops")
    for record in try FLOPsRecord.all() {
      var comparison = Comparison()
      let sheet = try Sheet()
      _ = try sheet.load(configuration: Fixture.text("configs/\(record.name).json"), name: record.name)
      try sheet.run("batch_size = \(record.batchSize); sequence_length = \(record.sequenceLength)")
      comparison.same("forward", try sheet.integer("flops.forward"), record.forward)
      tally.add(comparison, record.name)
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(tally.records == 50)
  }

  @Test("Small models run on the CPU: parameters, FLOPs, and what autograd keeps, by attribute")
  func saved() throws {
    var tally = Tally("hf_small")
    for record in try RunRecord.all() {
      var comparison = Comparison()
      let sheet = try Sheet()
      _ = try sheet.load(configuration: record.config.text, name: "config.json")
      try sheet.run(
        """
        batch_size = \(record.batchSize); sequence_length = \(record.sequenceLength)
        precision = \(record.prec); attention = \(record.attn)
        """)
      if let experts = record.experts { try sheet.run("experts_impl = \(experts)") }
      comparison.same("params", try sheet.integer("params"), record.params)
      comparison.same("forward", try sheet.integer("flops.forward"), record.flops.forwardTrue)
      comparison.same("backward", try sheet.integer("flops.backward"), record.flops.backwardTrue)
      let bytes = record.savedBytes
      comparison.same("activation", try sheet.integer("saved.activations"), bytes.activation)
      comparison.same("weight_cast", try sheet.integer("saved.weight_casts"), bytes.weightCast)
      comparison.same("input", try sheet.integer("saved.inputs"), bytes.input)
      var kept: [String: Int] = [:]
      for leaf in try Leaf.all(of: sheet.ledger("saved.activations")) {
        kept[String(leaf.note.prefix { $0 != "," }), default: 0] += leaf.total.integer ?? -1
      }
      comparison.same(kept, record.activationsByAttribute)
      tally.add(comparison, "\(record.name) \(record.attn) \(record.experts ?? "") \(record.prec)")
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(tally.records == 32)
  }

  @Test("What every family keeps for the backward pass, at a small size")
  func kept() throws {
    // Tables and masks of their own, counted by their use elsewhere: less than 1 %.
    let near: Set = ["deepseek_v2", "falcon", "gptj", "gpt_oss", "mpt"]
    var tally = Tally("hf_families")
    for record in try KeptRecord.all() {
      var comparison = Comparison()
      let sheet = try Sheet()
      _ = try sheet.load(configuration: record.config, name: "config.json")
      try sheet.run(
        """
        batch_size = \(record.batchSize); sequence_length = \(record.sequenceLength)
        attention = \(record.attn)
        """)
      comparison.same("params", try sheet.integer("params"), record.params)
      // The ids given are not counted among what was kept.
      let ids = record.batchSize * record.sequenceLength * 8
      let saved = try sheet.integer("saved.activations + saved.inputs") - ids
      if near.contains(where: { record.config.contains("\"\($0)\"") }) {
        #expect(abs(saved - record.saved) * 100 <= record.saved, "\(record.name): \(saved)")
      } else {
        comparison.same("saved", saved, record.saved)
      }
      tally.add(comparison, "\(record.name) \(record.attn)")
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(tally.records > 50)
  }

  @Test("What a configuration leaves out has the family's default, and what it says replaces it")
  func defaults() throws {
    let sheet = try Sheet()
    let loaded = try sheet.load(
      configuration: #"{"model_type": "gpt2", "n_layer": 3, "bos_token_id": 1}"#, name: "small/config.json")
    #expect(try sheet.integer("num_layers") == 3)
    #expect(try sheet.integer("d_model") == 768)
    #expect(loaded.preset == "small")
    #expect(loaded.read == ["model_type", "n_layer"])
    #expect(loaded.ignored == ["bos_token_id"])
    // The same as declarations: a saved session needs no file.
    let again = try Sheet(loaded.text)
    #expect(try again.integer("params") == sheet.integer("params"))
  }

  @Test("A key that is asked for only under a condition that does not hold is told as not needed")
  func unneeded() throws {
    let loaded = try Sheet().load(
      configuration: #"{"model_type": "falcon", "multi_query": true, "num_kv_heads": 71, "head_count": 3}"#,
      name: "falcon.json")
    #expect(loaded.read == ["model_type", "multi_query"])
    #expect(loaded.ignored == ["num_kv_heads"])
    #expect(loaded.warnings.map(\.details) == [["head_count"]])
    #expect(loaded.defaults.contains("num_layers 32"))
    #expect(!loaded.defaults.contains { $0.hasPrefix("num_kv_heads") })
  }

  @Test("Every key of the measured configurations is read, not needed, or told of")
  func everyKeyIsTold() throws {
    var keys = 0
    for record in try ParameterRecord.all() {
      for path in [record.configHub, record.configHf5] {
        let text = try Fixture.text(path)
        let loaded = try Sheet().load(configuration: text, name: path)
        let told = Set(loaded.read + loaded.ignored)
        let warned = loaded.warnings.flatMap(\.details).joined(separator: " ")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        for key in object.keys where !told.contains(key) {
          #expect(warned.contains(key), "\(path): \(key)")
        }
        #expect(!loaded.warnings.contains { $0.code == .unknownKey || $0.code == .newName }, "\(path)")
        keys += object.count
      }
    }
    #expect(keys > 2_000)
  }
}

extension Sheet {
  func load(configuration text: String, name: String) throws -> Worksheet.Loaded {
    try worksheet.load(configuration: Source(name: name, bytes: Array(text.utf8)), at: .none)
  }
}

/// Files of the fixtures.
enum Fixture {
  static func data(_ path: String) throws -> Data {
    try Data(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/\(path)"))
  }

  static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }

  static func records<Item: Decodable>(_ path: String) throws -> [Item] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(File<Item>.self, from: data(path)).records
  }

  private struct File<Item: Decodable>: Decodable { var records: [Item] }
}

struct ParameterRecord: Decodable {
  var configHub: String
  var configHf5: String
  var total: Int
  @Verbatim var groups: [String: Int]
  var nonEmbedding: NonEmbedding
  var moe: Experts?

  struct NonEmbedding: Decodable {
    var minusTokenPos: Int
    var minusTokenPosHead: Int
  }

  struct Experts: Decodable {
    var routedExpertsTotal: Int
    var activeTotal: Int
  }

  static func all() throws -> [ParameterRecord] { try Fixture.records("params.json") }

  /// The group that the parameters at `path` were measured in.
  static func group(_ path: [String]) -> String {
    let group = groupWithoutBias(path)
    return path.last == "bias" ? group + "_bias" : group
  }

  private static func groupWithoutBias(_ path: [String]) -> String {
    let inside = path.first?.hasSuffix("blocks") == true ? Array(path.dropFirst()) : path
    switch (inside[0], inside.dropFirst().first) {
    case ("embedding", _): return "token_embedding"
    case ("project_in", _), ("project_out", _): return "embedding_projection"
    case ("attention", "q_norm"), ("attention", "k_norm"), ("attention", "kv_norm"): return "attention_norm"
    case ("attention", "softmax"): return "attention_other"
    case ("ffn", "router"): return "router"
    case ("ffn", "experts"): return "routed_experts"
    case ("ffn", "shared"): return "shared_experts"
    case ("ffn", "shared_expert_gate"): return "shared_expert_gate"
    case ("ffn", _): return "mlp"
    case (let name, _): return name.hasPrefix("norm") ? "block_norm" : name
    }
  }
}

/// A dictionary whose keys are taken as they stand.
@propertyWrapper
struct Verbatim: Decodable {
  var wrappedValue: [String: Int]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    wrappedValue = [:]
    for key in container.allKeys {
      wrappedValue[key.stringValue.snakeCase] = try container.decode(Int.self, forKey: key)
    }
  }
}

private struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension String {
  /// `tokenEmbedding` as `token_embedding`.
  fileprivate var snakeCase: String {
    reduce("") { $0 + ($1.isUppercase ? "_" + $1.lowercased() : String($1)) }
  }
}

struct FLOPsRecord: Decodable {
  var name: String
  var batchSize: Int
  var sequenceLength: Int
  var forward: Int

  enum CodingKeys: String, CodingKey {
    case name, forward
    case batchSize = "B"
    case sequenceLength = "T"
  }

  static func all() throws -> [FLOPsRecord] { try Fixture.records("hf_flops.json") }
}

/// What autograd keeps of a small model.
struct KeptRecord: Decodable {
  var name: String
  var attn: String
  var batchSize: Int
  var sequenceLength: Int
  /// The text of the file.
  var config: String
  var params: Int
  var saved: Int

  enum CodingKeys: String, CodingKey {
    case name, attn, config, params, saved
    case batchSize = "B"
    case sequenceLength = "T"
  }

  static func all() throws -> [KeptRecord] { try Fixture.records("hf_families.json") }
}

struct RunRecord: Decodable {
  var name: String
  var batchSize: Int
  var sequenceLength: Int
  var attn: String
  var experts: String?
  var prec: String
  var params: Int
  var config: Config
  var flops: FLOPs
  var savedBytes: Record.Bytes
  var tensors: [Tensor]

  enum CodingKeys: String, CodingKey {
    case name, attn, experts, prec, params, config, flops, savedBytes, tensors
    case batchSize = "B"
    case sequenceLength = "T"
  }

  struct FLOPs: Decodable {
    var forwardTrue: Int
    var backwardTrue: Int
  }

  struct Tensor: Decodable {
    var label: String
    var bytes: Int
    var cls: String
  }

  /// The configuration, as the text of a file.
  struct Config: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: AnyKey.self)
      let members = try container.allKeys.compactMap { key -> String? in
        let name = key.stringValue.snakeCase
        if try container.decodeNil(forKey: key) { return "\"\(name)\": null" }
        if let flag = try? container.decode(Bool.self, forKey: key) { return "\"\(name)\": \(flag)" }
        if let whole = try? container.decode(Int.self, forKey: key) { return "\"\(name)\": \(whole)" }
        if let real = try? container.decode(Double.self, forKey: key) { return "\"\(name)\": \(real)" }
        return "\"\(name)\": \"\(try container.decode(String.self, forKey: key))\""
      }
      text = "{\(members.joined(separator: ", "))}"
    }
  }

  /// What was kept, summed by the attribute of the node that keeps it.
  var activationsByAttribute: [String: Int] {
    var result: [String: Int] = [:]
    for tensor in tensors where tensor.cls == "activation" {
      result[String(tensor.label.split(separator: "/").last ?? ""), default: 0] += tensor.bytes
    }
    return result
  }

  static func all() throws -> [RunRecord] { try Fixture.records("hf_small.json") }
}
