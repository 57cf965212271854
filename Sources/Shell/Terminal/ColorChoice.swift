/// What `--color` says, and what follows from it.
public enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// `NO_COLOR` and `CLICOLOR_FORCE` as https://no-color.org and https://bixense.com/clicolors ask.
  public func isOn(terminal: Bool, environment: (String) -> String?) -> Bool {
    func isSet(_ name: String) -> Bool { environment(name).map { !$0.isEmpty } ?? false }
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if isSet("NO_COLOR") { return false }
      if isSet("CLICOLOR_FORCE") && environment("CLICOLOR_FORCE") != "0" { return true }
      return terminal && isSet("TERM") && environment("TERM") != "dumb"
    }
  }
}
