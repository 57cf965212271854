/// A program that shows a long text a screen at a time.
public struct Pager: Sendable {
  private let arguments: [String]

  /// `$PAGER`, or `less` if that is unset; nil if it is set to nothing or to `cat`.
  public init?(environment: (String) -> String?) {
    switch environment("PAGER") {
    case nil: arguments = ["less", "-FRX"]
    case "", "cat": return nil
    case let command?: arguments = ["/bin/sh", "-c", command]
    }
  }

  public init?() {
    self.init(environment: System.environment)
  }

  enum Ending { case notStarted, done, interrupted }

  func show(_ text: String) -> Ending {
    System.ignoringInterrupts {
      guard let child = try? System.spawn(arguments) else { return .notStarted }
      // A reader who quits early closes the pipe; that is not an error.
      Array(text.utf8).withUnsafeBytes { try? System.write($0, to: child.input) }
      return System.finish(child) ? .interrupted : .done
    }
  }
}

extension Output {
  /// Writes `text`, through the pager if a person reads it and it is longer than the screen.
  public func present(_ text: String, on terminal: Terminal, through pager: Pager?) {
    let spare = 1  // for the next prompt
    guard let pager, terminal.isInteractive, terminal.rows(of: text) > terminal.height - spare else {
      return write(text)
    }
    flush()
    switch pager.show(text) {
    case .notStarted: write(text)
    case .interrupted: write("\n")  // after the echoed ^C
    case .done: break
    }
  }
}
