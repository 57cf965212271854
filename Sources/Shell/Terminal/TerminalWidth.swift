/// Columns that `text` takes on a terminal, escape sequences taking none. The locale has no say, so a report has
/// one layout everywhere.
public func terminalWidth(of text: some StringProtocol) -> Int {
  var width = 0
  var escape = false
  for scalar in text.unicodeScalars {
    if escape {
      escape = scalar == "[" || !("@"..."~").contains(scalar)
    } else if scalar == "\u{1B}" {
      escape = true
    } else {
      width += scalar.displayWidth
    }
  }
  return width
}
