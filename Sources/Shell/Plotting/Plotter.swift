/// The only way to gnuplot, so that tests can stand in.
public struct Plotter: Sendable {
  public enum Outcome: Sendable {
    case image([UInt8])
    /// There is no such program.
    case missing
    /// Ctrl-C, before it was done.
    case stopped
    /// What went wrong, in its own words.
    case failed(String)
  }

  /// Gives a script to the program; the closure says when to stop it.
  public var draw: @Sendable (_ script: String, _ isStopped: () -> Bool) -> Outcome

  public init(draw: @escaping @Sendable (_ script: String, _ isStopped: () -> Bool) -> Outcome) {
    self.draw = draw
  }

  /// Where nothing is drawn.
  public static let none = Plotter { _, _ in .missing }

  static let gnuplot = Plotter { script, isStopped in
    do throws(System.Failure) {
      // -d: whatever stands in ~/.gnuplot, the picture is ours.
      let arguments = ["gnuplot", "-d", "-"]
      guard
        let finished = try System.run(arguments, input: Array(script.utf8), isStopped: isStopped)
      else { return .stopped }
      if finished.status == 0, !finished.output.isEmpty { return .image(finished.output) }
      return .failed(reason(finished))
    } catch {
      return error.isMissing ? .missing : .failed(error.message)
    }
  }

  /// The line of gnuplot's message that says what is wrong: it shows the command first, and where in it.
  private static func reason(_ finished: System.Finished) -> String {
    let lines = String(decoding: finished.errors, as: UTF8.self).split(separator: "\n").map {
      String(String.UnicodeScalarView($0.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }))
        .trimmed
    }
    let said = lines.last { $0.hasPrefix("line ") } ?? lines.last { !$0.isEmpty }
    return said ?? "it ended with status \(finished.status) and drew nothing"
  }
}
