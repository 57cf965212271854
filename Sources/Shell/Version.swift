/// The version, said once: `--version`, the manual pages and the changelog are held to it by a test.
public enum Version {
  public static let text = "0.1.0"
}
