import Testing

@testable import Shell

@Suite("Widths and colours")
struct DisplayWidthTests {
  @Test(
    "A text is as wide as a terminal shows it",
    arguments: [
      ("", 0), ("abc", 3), ("× ≈ ²", 5), ("é", 1), ("e\u{301}", 1), ("中文", 4), ("한국", 4), ("ｱ", 1), ("Ａ", 2),
      ("😀", 2),
      ("\u{200b}", 0), ("\u{1b}", 0), ("├─ ", 3), ("ᄒ\u{1161}\u{11ab}", 2),
    ])
  func width(_ text: String, _ expected: Int) {
    #expect(text.displayWidth == expected)
  }

  @Test("A text is cut at its columns, never inside a wide sign")
  func cut() {
    #expect("embedding".cut(5) == "embe…")
    #expect("embedding".cut(9) == "embedding")
    #expect("中文字".cut(4) == "中…")
    #expect("e\u{301}e\u{301}e\u{301}".cut(2) == "e\u{301}…")
    #expect("abc".cut(0) == "")
    #expect("abc".cut(-1) == "")
    #expect("中".padded(4) == "中  ")
    #expect("中".padded(4, .right) == "  中")
  }

  @Test("Colour marks the text, not the spaces; off leaves everything as it is")
  func paint() {
    for role in Paint.Role.allCases {
      #expect(Paint.off("x", role) == "x")
      #expect(Paint.on("x", role).hasPrefix("\u{1b}["))
      #expect(Paint.on("  ", role) == "  ")
    }
    #expect(Paint.on("E01", .error) == "\u{1b}[1;31mE01\u{1b}[0m")
  }

  @Test("Where only ASCII can be shown, acct's own signs are spelled in it")
  func ascii() {
    #expect(Page(signs: .ascii).spell("≈ 3 × 2 → é") == "~ 3 x 2 -> é")
    #expect(Page().spell("≈ 3 × 2") == "≈ 3 × 2")
  }
}
