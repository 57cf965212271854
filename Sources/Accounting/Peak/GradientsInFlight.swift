import Formulas

/// The gradients of activations that are alive at one time of the backward pass, by the storage they are the gradient
/// of.
///
/// One piece of memory may be the gradient of several storages, where an addition hands its own on; it is gone when
/// the last of them is.
struct GradientsInFlight {
  /// The gradient of a storage, or of a part of it, as the columns of a fused projection are.
  struct Gradient {
    var storage: Int
    var part: Int
    var bytes: Formula
  }

  /// A piece of memory, numbered in the order they were made.
  private struct Piece {
    var number: Int
    var part: Int
    var bytes: Formula
  }

  private var pieces: [Int: [Piece]] = [:]
  private var count = 0

  func has(_ storage: Int) -> Bool { pieces[storage] != nil }

  /// The bytes of all that is alive.
  private var alive: [Formula] {
    let all = pieces.values.joined().sorted { $0.number < $1.number }
    return all.indices.compactMap { index in
      index > 0 && all[index].number == all[index - 1].number ? nil : all[index].bytes
    }
  }

  /// What is alive when the gradients in `made` have come. `inPlace`: one that another reader left, and that is
  /// nobody else's, takes them in.
  func fullest(with made: [Gradient], inPlace: Bool) -> [Formula] {
    var later = self
    for gradient in made where !(inPlace && isOwn(gradient.storage)) { later.append(gradient) }
    return later.alive
  }

  private func isOwn(_ storage: Int) -> Bool {
    guard let own = pieces[storage] else { return false }
    return own.allSatisfy { piece in
      pieces.values.count { $0.contains { $0.number == piece.number } } == 1
    }
  }

  /// Adds a gradient to that of its storage: the sum lies in memory of its own. Other parts of the storage stay
  /// beside it.
  mutating func add(_ gradient: Gradient) {
    pieces[gradient.storage]?.removeAll { $0.part == gradient.part }
    append(gradient)
  }

  /// Hands the gradient of `result` on to an operand, as it is where that has none yet.
  mutating func pass(from result: Int, to operand: Gradient) {
    guard pieces[operand.storage] == nil else { return add(operand) }
    pieces[operand.storage] = pieces[result]
  }

  /// Adds a gradient of no activation, that stays.
  mutating func hold(_ bytes: Formula) { append(Gradient(storage: -1, part: 0, bytes: bytes)) }

  mutating func release(_ storage: Int) { pieces[storage] = nil }

  /// Whether there was something to move.
  mutating func move(_ from: Int, to: Int) -> Bool {
    guard let moved = pieces.removeValue(forKey: from) else { return has(to) }
    pieces[to] = moved
    return true
  }

  private mutating func append(_ gradient: Gradient) {
    count += 1
    pieces[gradient.storage, default: []].append(
      Piece(number: count, part: gradient.part, bytes: gradient.bytes))
  }
}
