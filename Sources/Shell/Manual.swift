/// The manual pages, rendered as mdoc from the tables.
public enum Manual {
  /// Prints the page of a section (1 or 7); returns the exit status.
  public static func write(section: Int) -> Int32 { 2 }
}
