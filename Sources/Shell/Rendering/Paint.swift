/// Colours by what they mean; off, it hands text through untouched.
public struct Paint: Sendable, Hashable {
  public enum Role: CaseIterable, Sendable {
    case dim, bold, error, warning, success, number, name, heading
  }

  public let isOn: Bool

  public static let on = Paint(isOn: true)
  public static let off = Paint(isOn: false)

  public func callAsFunction(_ text: String, _ role: Role) -> String {
    // Spaces have no colour to show.
    guard isOn, text.utf8.contains(where: { $0 != 0x20 }) else { return text }
    return "\u{1b}[\(Paint.codes[role] ?? "0")m\(text)\u{1b}[0m"
  }

  /// The colour of a line of a plot, by its place in the legend.
  func callAsFunction(_ text: String, line index: Int) -> String {
    guard isOn, text.utf8.contains(where: { $0 != 0x20 }) else { return text }
    return "\u{1b}[\(Paint.lines[index % Paint.lines.count])m\(text)\u{1b}[0m"
  }

  private static let lines = ["36", "33", "35", "32", "34", "31"]

  /// What is meant by a code.
  static func role(of code: String) -> Role? { Role.allCases.first { codes[$0] == code } }

  /// ECMA-48 select graphic rendition; only the eight basic colours, so that every terminal's own theme applies.
  private static let codes: [Role: String] = [
    .dim: "2", .bold: "1", .error: "1;31", .warning: "1;33", .success: "32", .number: "36", .name: "1",
    .heading: "4",
  ]
}
