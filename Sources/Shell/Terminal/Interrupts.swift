import CLineEdit

/// Ctrl-C while something is computed: it does not end the process, but can be asked for.
public enum Interrupts {
  /// Calls nest, and a session wants one around all of it: outside, Ctrl-C ends the process.
  /// The flag is down when the outermost begins. From the main thread only.
  public static func watching<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    cle_interrupts_watch()
    defer { cle_interrupts_release() }
    return try body()
  }

  /// Whether Ctrl-C was pressed. A relaxed atomic load: ask from any thread, every few thousand steps.
  public static var isPending: Bool { cle_interrupted() }

  public static func clear() { cle_interrupt_clear() }
}
