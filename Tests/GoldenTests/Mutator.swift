import Foundation

/// Scripts with mistakes in them, made from good ones; the same seed makes the same scripts.
struct Mutator {
  private var state: UInt64
  private let seeds: [[UInt8]]

  init(seed: UInt64, seeds: [[UInt8]]) {
    state = (seed &+ 1) &* 0xD1B5_4A32_D192_ED03
    self.seeds = seeds
  }

  /// A few lines of some script, changed in one to six places.
  mutating func next() -> [UInt8] {
    var script = piece()
    for _ in 0...below(6) { mutate(&script) }
    return Array(script.prefix(2_000))
  }

  /// SplitMix64.
  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ limit: Int) -> Int { limit <= 0 ? 0 : Int(random() % UInt64(limit)) }

  private mutating func piece() -> [UInt8] {
    let lines = seeds[below(seeds.count)].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let start = below(lines.count)
    let end = min(lines.count, start + 1 + below(6))
    return Array(lines[start..<end].joined(separator: [UInt8(ascii: "\n")]))
  }

  private mutating func range(_ script: [UInt8]) -> Range<Int> {
    let start = below(script.count + 1)
    return start..<min(script.count, start + below(12))
  }

  private mutating func mutate(_ script: inout [UInt8]) {
    switch below(8) {
    case 0: script.removeSubrange(range(script))
    case 1:
      let copied = Array(script[range(script)])
      script.insert(contentsOf: copied, at: below(script.count + 1))
    case 2: if !script.isEmpty { script[below(script.count)] = UInt8(below(256)) }
    case 3, 4:
      script.insert(
        contentsOf: Array(Mutator.words[below(Mutator.words.count)].utf8), at: below(script.count + 1))
    case 5:
      let other = piece()
      script.insert(contentsOf: other[range(other)], at: below(script.count + 1))
    case 6: script.replaceSubrange(range(script), with: Array(Mutator.words[below(Mutator.words.count)].utf8))
    default:
      let part = range(script)
      let copies = 1 + below(30)
      let copied = Array(script[part])
      for _ in 0..<copies { script.insert(contentsOf: copied, at: part.upperBound) }
    }
  }

  private static let words = [
    "(", ")", "[", "]", "{", "}", "\"", "\\", "#", "##", "\n", ";", ",", ".", "..", ":", ":=", "=", "==",
    "!=", "<", "<=",
    "->", "+", "-", "*", "/", "//", "^", "%", "?", "|", "_", "$", "&", "\u{0}", "\r\n", "×", "é", "🙂", " if ",
    " then ",
    " else ", " with ", " to ", " in ", " mod ", " and ", " or ", " not ", " step ", "true", "1", "0", "-1",
    "7B", "50%",
    "1e308", "1e-308", "9223372036854775807", "170141183460469231731687303715884105727", "0.1", "1/3",
    "128Ki", " GB",
    " bytes/param", " s^2", "params", "memory", "flops", "d_model", "num_heads", "batch_size", "precision",
    "bf16", "ffn",
    "block", ".total", "sum(", "round(", "min([", "explain ", "why ", "use ", "help ", "print ", "assert ",
    "unset ",
    "model m { ", "repeat 3 as b { ", "op f(x) { ", "ledger l: bytes { ", "input i: count = ", "unit u = ",
    "{1:.2}",
  ]
}
