import Formulas
import Language
import Testing

@testable import Shell

@Suite("Diagnostics")
struct DiagnosticTextTests {
  /// The message for marks given as byte ranges of `text`.
  func show(
    _ text: String, file: String = "", code: Diagnostic.Code = .unknownName, message: String = "wrong",
    _ marks: [(start: Int, end: Int, note: String)], details: [String] = [], page: Page = Page(),
    in setting: DiagnosticText.Setting = .prompt
  ) -> String {
    let sources = Sources()
    let id = sources.add(Source(name: file, bytes: Array(text.utf8)))
    let placed = marks.map { Diagnostic.Mark(Span(source: id, start: $0.start, end: $0.end), $0.note) }
    let diagnostic = Diagnostic(code, message, placed, details: details)
    return DiagnosticText(sources: sources, page: page).lines(diagnostic, in: setting).joined(separator: "\n")
  }

  @Test("At the prompt: code and sentence, the line, the caret with its note")
  func prompt() {
    #expect(
      show(
        "params with d_modle = 1024", message: "unknown name",
        [(12, 19, "no such input. Did you mean d_model?")])
          == """
          E01 unknown name
              params with d_modle = 1024
                          ^^^^^^^ no such input. Did you mean d_model?
          """)
  }

  @Test("Two places in one line stand side by side")
  func sideBySide() {
    #expect(
      show(
        "memory.static + 2 s", code: .unlikeUnits, message: "can't add bytes and seconds",
        [(0, 13, "information (bytes)"), (16, 19, "time (s)")]) == """
          E02 can't add bytes and seconds
              memory.static + 2 s
              ^^^^^^^^^^^^^   ^^^ time (s)
              information (bytes)
          """)
    #expect(
      show(
        "1 + 2 + 3", [(0, 1, "one one one"), (4, 5, "two"), (8, 9, "three")], details: ["more", "and more"])
          == """
          E01 wrong
              1 + 2 + 3
              ^   ^   ^ three
                  two
              one one one
              more
              and more
          """)
  }

  @Test("In a file the first line is what editors look for; columns count signs, carets count columns")
  func script() {
    #expect(
      show(
        "x = 1\n\tzé中 = é + 7 B\n", file: "a.acct", code: .loneB, message: "ambiguous", [(19, 22, "write 7B")]
      )
        == """
        a.acct:2:10: error E03: ambiguous
                zé中 = é + 7 B
                         ^^^ write 7B
        """)
    #expect(
      show("x = 128K", file: "a.acct", code: .decimalContext, message: "128K is 128_000", [(4, 8, "")]) == """
        a.acct:1:5: warning W02: 128K is 128_000
            x = 128K
                ^^^^
        """)
  }

  @Test("Without a place there is only the sentence")
  func nowhere() {
    #expect(
      show("", code: .file, message: "no such file", [], in: .script) == "acct: error E27: no such file")
    #expect(show("", code: .file, message: "no such file", []) == "E27 no such file")
  }

  @Test("What lies behind the text points at its end; a span over lines at its first")
  func edges() {
    #expect(
      show("x = (1 + 2\n\n", file: "a.acct", [(12, 12, "a ) is missing")]) == """
        a.acct:1:11: error E01: wrong
            x = (1 + 2
                      ^ a ) is missing
        """)
    #expect(
      show("if (\r\nx", [(3, 400, "here")]) == """
        E01 wrong
            if (
               ^ here
        """)
  }

  @Test("An empty line is not shown")
  func empty() {
    #expect(show("", [(0, 0, "write something")]) == "E01 wrong\n    write something")
  }

  @Test("Places on several lines each show their line")
  func severalLines() {
    #expect(
      show(
        "x := y\ny := z\n", file: "a.acct", code: .circular, message: "circular definition",
        [(7, 13, "needs z"), (0, 6, "needs y")], details: ["x → y → x"]) == """
          a.acct:2:1: error E09: circular definition
            1 │ x := y
              │ ^^^^^^ needs y
            2 │ y := z
              │ ^^^^^^ needs z
              x → y → x
          """)
  }

  @Test("A long line is shown around the caret")
  func windowed() {
    let line = String(repeating: "alpha + ", count: 20) + "7 B" + String(repeating: " + beta", count: 20)
    #expect(
      show(line, [(160, 163, "write 7B for 7 billion, or 7 bytes")]) == """
        E01 wrong
            …alpha + alpha + alpha + 7 B + beta + beta + beta + beta + beta + beta + be…
                                     ^^^ write 7B for 7 billion, or 7 bytes
        """)
    #expect(
      show(line, [(160, 163, "write 7B for 7 billion, or 7 bytes")], page: Page(width: 40)) == """
        E01 wrong
            … + alpha + 7 B + beta + beta + bet…
                        ^^^
              write 7B for 7 billion, or 7 bytes
        """)
    #expect(
      show("x", [(0, 1, "a note that is longer than a line of forty columns")], page: Page(width: 40)) == """
        E01 wrong
            x
            ^
            a note that is longer than a line of
            forty columns
        """)
  }

  @Test("A second source is named")
  func otherSource() {
    let sources = Sources()
    let first = sources.add(Source(name: "", bytes: Array("use tiny".utf8)))
    let second = sources.add(Source(name: "my.acct", bytes: Array("\npreset tiny {".utf8)))
    let diagnostic = Diagnostic(
      .declaration, "not complete",
      [
        .init(Span(source: first, start: 4, end: 8), "used here"),
        .init(Span(source: second, start: 8, end: 12), "declared here"),
      ])
    #expect(
      DiagnosticText(sources: sources, page: Page()).lines(diagnostic).joined(separator: "\n") == """
        E29 not complete
          1 │ use tiny
            │     ^^^^ used here
            my.acct:2
          2 │ preset tiny {
            │        ^^^^ declared here
        """)
  }

  @Test("Control characters and bytes that are not UTF-8 can't disturb the terminal")
  func hostile() {
    let sources = Sources()
    let id = sources.add(Source(name: "", bytes: [0x1b, 0x5b, 0x32, 0x4a, 0xff, 0xe2, 0x80, 0xae, 0x78]))
    let lines = DiagnosticText(sources: sources, page: Page()).lines(
      Diagnostic(.text, "no text", at: Span(source: id, start: 4, end: 5)))
    #expect(lines == ["E25 no text", "    \u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}\u{fffd}x", "        ^"])
  }

  @Test("Colour marks code and carets, in errors and in warnings")
  func colour() {
    #expect(
      show("x", [(0, 1, "")], page: Page(paint: .on))
        == "\u{1b}[1;31mE01\u{1b}[0m wrong\n    x\n    \u{1b}[1;31m^\u{1b}[0m")
    #expect(
      show("x", file: "f", code: .frozenDependent, [(0, 1, "")], page: Page(paint: .on))
        == "\u{1b}[1mf:1:1:\u{1b}[0m \u{1b}[1;33mwarning W01:\u{1b}[0m wrong\n    x\n    \u{1b}[1;33m^\u{1b}[0m"
    )
  }

  @Test("No span traps, whatever it says")
  func anySpan() {
    let text = "a\té中\n\n  b \u{1b} \r\nlast"
    for width in [1, 3, 5, 12, 40] {
      for start in -3...30 {
        for end in [-9, start - 1, start, start + 1, start + 9, .max] {
          let shown = show(
            text, [(start, end, "a note"), (end, start, "and more")], page: Page(width: width))
          #expect(shown.hasPrefix("E01 wrong\n"))
        }
      }
    }
  }
}
