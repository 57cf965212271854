/// The rows of our ledgers under the names that the reference implementation gives its modules.
enum Module {
  /// Where the row at `path` lives in PyTorch: `blocks.*.attn.q_proj`.
  static func name(_ path: some Collection<String>) -> String {
    var parts = Array(path)
    if parts.first == "blocks" { parts[0] = "block" }
    switch (parts.first, parts.dropFirst().first, parts.dropFirst(2).first) {
    case ("embedding", _, _): return "tok_emb"
    case ("position_embedding", _, _): return "pos_emb"
    case ("final_norm", _, _): return "norm_f"
    // The mask is made once, outside the blocks; the first block is who keeps it.
    case ("mask", _, _): return "blocks.*.attn"
    case ("block", "checkpoint", _): return ""
    case ("block", "attention", let part?):
      switch part {
      case "q", "k", "v", "o", "qkv": return "blocks.*.attn.\(part)_proj"
      case "q_norm", "k_norm": return "blocks.*.attn.\(part)"
      default: return "blocks.*.attn"
      }
    case ("block", "ffn", let part?):
      return ["gate", "up", "down"].contains(part) ? "blocks.*.ffn.\(part)_proj" : "blocks.*.ffn"
    case ("block", let part?, _): return "blocks.*.\(part)"
    case (let part?, _, _): return part
    case (nil, _, _): return ""
    }
  }

  /// The group of `count_params` that the parameters at `path` belong to.
  static func parameterGroup(_ path: [String]) -> String {
    let isBias = path.last == "bias"
    switch (path.first, path.dropFirst().first, path.dropFirst(2).first) {
    case ("embedding", _, _): return "token_embedding"
    case ("blocks", "norm1", _), ("blocks", "norm2", _): return "block_norm"
    case ("blocks", "attention", "q_norm"), ("blocks", "attention", "k_norm"): return "qk_norm"
    case ("blocks", let part?, _): return isBias ? "\(part)_bias" : part
    default: return path.first ?? ""
    }
  }

  /// The part of the forward pass that the FLOPs at `path` belong to; nil for the one kernel that does both
  /// products of attention.
  static func flopsPart(_ path: [String]) -> String? {
    switch (path.first, path.dropFirst().first, path.dropFirst(2).first) {
    case ("blocks", "attention", "core"): return nil
    case ("blocks", "attention", "weighted_sum"): return "av"
    case ("blocks", "attention", let part?): return ["q", "k", "v"].contains(part) ? "qkv" : part
    case ("blocks", let part?, _): return part
    default: return path.first
    }
  }
}

/// A tensor that autograd keeps, by label: `blocks.*.attn/Bmm.mat2#1` is the second storage so labelled.
struct SavedTensor: Equatable, CustomStringConvertible {
  var count: Int
  var bytes: Int
  /// Other modules that keep the same storage.
  var also: Set<String>

  var description: String { "\(count) × \(bytes) bytes, also \(also.sorted())" }
}

extension Leaf {
  /// Leaves of `saved` as PyTorch labels them.
  static func tensors(_ leaves: [Leaf]) -> [String: SavedTensor] {
    var result: [String: SavedTensor] = [:]
    var seen: [String: Int] = [:]
    for leaf in leaves {
      let parts = leaf.note.split(separator: ",").map { $0.drop { $0 == " " } }
      guard let label = parts.first, let bytes = leaf.total.integer, let count = leaf.copies.integer else {
        continue
      }
      let module = Module.name(leaf.path.dropLast())
      let also = parts.dropFirst().map { keeper in
        let path = keeper.hasPrefix("also by ") ? keeper.dropFirst("also by ".count) : keeper
        return Module.name(path.split(separator: ".").map(String.init))
      }
      let name = "\(module)/\(label)"
      let index = seen[name, default: 0]
      seen[name] = index + 1
      result[index == 0 ? name : "\(name)#\(index)"] = SavedTensor(
        count: count, bytes: bytes, also: Set(also).subtracting([module]))
    }
    return result
  }
}

extension Record {
  /// The tensors that were measured.
  var savedTensors: [String: SavedTensor] {
    var result: [String: SavedTensor] = [:]
    for tensor in tensors ?? [] {
      let module = tensor.label.prefix { $0 != "/" }
      let also = tensor.also.map { String($0.prefix { $0 != "/" }) }
      result[tensor.label] = SavedTensor(
        count: tensor.count, bytes: tensor.bytes, also: Set(also).subtracting([String(module)]))
    }
    return result
  }
}
