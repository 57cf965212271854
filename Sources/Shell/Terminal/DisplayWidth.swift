/// Columns that `text` takes on a terminal: escape sequences none, combining marks none, East Asian
/// wide characters and pictographs two. The locale has no say, so a report has one layout everywhere.
public func displayWidth(of text: some StringProtocol) -> Int {
  var width = 0
  var escape = false
  for scalar in text.unicodeScalars {
    if escape {
      escape = scalar == "[" || !("@"..."~").contains(scalar)
    } else if scalar == "\u{1B}" {
      escape = true
    } else {
      width += displayWidth(of: scalar)
    }
  }
  return width
}

func displayWidth(of scalar: Unicode.Scalar) -> Int {
  if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F ? 0 : 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: return wideScalars.contains { $0.contains(scalar.value) } ? 2 : 1
  }
}

/// Unicode Standard Annex 11, classes W and F, with the gaps of unassigned code points closed.
private let wideScalars: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
  0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
  0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
]
