/// What is known of the terminal without asking it anything.
public struct Terminal: Sendable {
  public let readsFromTerminal: Bool
  public let writesToTerminal: Bool
  public let usesColor: Bool
  /// Whether messages have colour: they may go elsewhere than answers.
  public let colorsMessages: Bool

  public init(color: ColorChoice = .auto) {
    readsFromTerminal = System.isTerminal(Self.input)
    writesToTerminal = System.isTerminal(Self.output)
    usesColor = color.isOn(terminal: writesToTerminal, environment: System.environment)
    colorsMessages = color.isOn(terminal: System.isTerminal(2), environment: System.environment)
  }

  static let input: CInt = 0
  private static let output = Output.Stream.standardOutput.rawValue

  /// A person types here and reads the answers here.
  public var isInteractive: Bool { readsFromTerminal && writesToTerminal }

  /// Columns now; the window may change while we run.
  public var width: Int { Self.size(System.windowSize(Self.output)?.columns, "COLUMNS", otherwise: 80) }

  /// Rows now.
  public var height: Int { Self.size(System.windowSize(Self.output)?.rows, "LINES", otherwise: 24) }

  private static func size(_ measured: Int?, _ variable: String, otherwise usual: Int) -> Int {
    if let measured, measured > 0 { return measured }
    if let said = System.environment(variable).flatMap(Int.init), said > 0 { return said }
    return usual
  }

  /// Rows that `text` takes on this screen, counting the lines it wraps.
  public func rows(of text: String) -> Int {
    let width = self.width
    var rows = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      rows += max(1, (terminalWidth(of: line) + width - 1) / width)
    }
    return text.hasSuffix("\n") ? rows - 1 : rows
  }
}
