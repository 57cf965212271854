/// The version and its date, said once: `--version`, the manual pages and the changelog are held to it by a test.
public enum Version {
  public static let text = "0.1.0"
  /// As mdoc writes dates.
  public static let date = "November 24, 2026"
}
