import Kernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Other implementations in a process of their own that take a turn in every round, asked over a pair of pipes:
/// Benchmarks/peers/steps.py has the lines they speak.
final class Peers {
  private let asked: UnsafeMutablePointer<FILE>
  private let answered: UnsafeMutablePointer<FILE>
  /// What is timed, in the order of the answers.
  private(set) var names: [String] = []
  /// Nanoseconds a parameter, one a round and name.
  private(set) var samples: [[Double]] = []

  /// Opens the two pipes, which waits for the other side to do so.
  init(asked askedPath: String, answered answeredPath: String) throws(BenchError) {
    guard let asked = fopen(askedPath, "w"), let answered = fopen(answeredPath, "r") else {
      throw BenchError(message: "cannot open \(askedPath) and \(answeredPath)")
    }
    self.asked = asked
    self.answered = answered
  }

  deinit {
    fclose(asked)
    fclose(answered)
  }

  func begin(parameters: Int, threads: Int) throws(BenchError) {
    names = try ask("begin \(parameters) \(threads)")
    samples = names.map { _ in [] }
  }

  /// One timing of each; false when they have gone.
  func takeTurn() -> Bool {
    guard let answer = try? ask("turn"), answer.count == names.count else { return false }
    for (index, field) in answer.enumerated() { samples[index].append(Double(field) ?? .nan) }
    return true
  }

  private func ask(_ line: String) throws(BenchError) -> [String] {
    fputs(line + "\n", asked)
    fflush(asked)
    var answer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(answer) }
    guard getline(&answer, &capacity, answered) > 0, let answer else {
      throw BenchError(message: "the peers have stopped")
    }
    return String(cString: answer).split(separator: "\n", omittingEmptySubsequences: false)[0]
      .split(separator: "\t").map(String.init)
  }
}
