import Foundation

/// What PyTorch did for one model: the switches it was built with, and what was measured.
///
/// Measured with torch 2.15. `cpu` records were run; `cuda` ones were traced on fake tensors, under CUDA's rules.
struct Record: Decodable {
  var name: String
  var cfg: [String: Setting]
  var batchSize: Int
  var sequenceLength: Int
  var mode: Mode
  var params: [String: Int]
  var flops: FLOPs?
  var savedBytes: Bytes?
  var tensors: [Tensor]?
  /// By precision, at real sizes.
  var saved: [String: Bytes]?

  enum CodingKeys: String, CodingKey {
    case name, cfg, mode, params, flops, savedBytes, tensors, saved
    case batchSize = "B"
    case sequenceLength = "T"
  }

  struct Mode: Decodable, Sendable {
    var dev: String
    var prec: String
    var sdpa: String?
  }

  struct FLOPs: Decodable {
    var forward: Int
    var backward: Int
    var recompute: Int
    var forwardByPart: [String: Int]
  }

  struct Bytes: Decodable {
    var activation: Int
    var weightCast: Int
    var input: Int
    /// The activations, by label.
    var byLabel: [String: Int]?
  }

  struct Tensor: Decodable {
    var label: String
    var cls: String
    var count: Int
    var bytes: Int
    var also: [String]
  }

  /// The value of a switch, as the language writes it.
  struct Setting: Decodable, Sendable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        text = flag ? "true" : "false"
      } else if let number = try? container.decode(Double.self) {
        text = Int(exactly: number).map(String.init) ?? String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  /// The record as a user would set it up.
  func script(precision: String? = nil) -> String {
    var lines = ["use cs336"]
    lines += cfg.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text)" }
    lines += ["batch_size = \(batchSize)", "sequence_length = \(sequenceLength)"]
    lines += ["precision = \(precision ?? mode.prec)", "platform = \(mode.dev)"]
    if let backend = mode.sdpa { lines.append("sdpa_backend = \(backend)") }
    return lines.joined(separator: "\n")
  }

  static let small = read("saved_small.json")
  static let scale = read("scale.json")

  private struct File: Decodable { var records: [Record] }

  private static func read(_ name: String) -> [Record] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Fixtures/\(name)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(File.self, from: Data(contentsOf: file)).records
    } catch {
      fatalError("\(name): \(error)")
    }
  }
}
