/// Where the package's own programs are, seen from its test runner.
public enum Products {
  /// The test bundle lies beside the programs; on macOS it is named in the runner's arguments.
  public static func path(of program: String) -> String {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    let parts = bundle.split(separator: "/", omittingEmptySubsequences: false)
    let end = parts.firstIndex { $0.hasSuffix(".xctest") } ?? parts.count - 1
    return (parts[..<end] + [Substring(program)]).joined(separator: "/")
  }
}
