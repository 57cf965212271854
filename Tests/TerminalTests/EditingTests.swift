import PtyDriver
import Testing

/// Each drives the real editor under a terminal. One at a time: the machine may have two cores.
@Suite(.serialized)
struct EditingTests {
  @Test("A line that is typed arrives, and the screen shows it once")
  func typing() throws {
    let pty = try startEditor()
    pty.type("1 + 2")
    try pty.expectLine("acct> 1 + 2")
    pty.press(.enter)
    try pty.expect("got: \"1 + 2\"")
    try pty.expectLine("acct> ", cursor: 6)
    let shown = pty.screen.text.split(separator: "\n").filter { $0.contains("acct> 1 + 2") }
    #expect(shown.count == 1)
  }

  @Test("The terminal is asked nothing, so one that never answers delays nothing")
  func asksNothing() throws {
    let pty = try startEditor()
    let escapes = String(decoding: pty.written, as: UTF8.self).split(separator: "\u{1B}").dropFirst()
    let questions = escapes.filter {
      $0.hasPrefix("]") || $0.hasPrefix("P") || $0.contains(/^\[[0-9;?>]*[cnxq]/)
    }
    #expect(questions.isEmpty)
  }

  @Test("The prompt begins a line, whatever was printed before it")
  func freshLine() throws {
    let pty = try startEditor()
    try enter("bare", in: pty, expecting: "no newline\nacct>")
  }

  @Test("TAB completes the only candidate, with its suffix")
  func uniqueCompletion() throws {
    let pty = try startEditor()
    pty.type("sw\t")
    try pty.expectLine("acct> sweep ", cursor: 12)
    pty.type("1")
    pty.press(.enter)
    try pty.expect("got: \"sweep 1\"")
  }

  @Test("TAB in the middle of a line completes the word before the cursor")
  func completionInTheMiddle() throws {
    let pty = try startEditor()
    pty.type("sw 7")
    pty.press(.left)
    pty.press(.left)
    try pty.expectLine("acct> sw 7", cursor: 8)
    pty.press(.tab)
    try pty.expectLine("acct> sweep  7", cursor: 12)
  }

  @Test("TAB with a choice inserts what is common and lists the candidates below")
  func ambiguousCompletion() throws {
    let pty = try startEditor(columns: 80)
    pty.type("pa\t")
    try pty.expectLine("acct> params")
    let rows = pty.screen.text.split(separator: "\n")
    #expect(rows.contains("params            params.block      params.embedding"))
  }

  @Test("The list is laid out to the width of the terminal")
  func narrowList() throws {
    let pty = try startEditor(columns: 40)
    pty.type("pa\t")
    try pty.expectLine("acct> params")
    let rows = pty.screen.text.split(separator: "\n")
    #expect(rows.contains("params            params.embedding"))
  }

  @Test("Candidates with notes are listed one to a row")
  func notes() throws {
    let pty = try startEditor()
    pty.type("mem\t")
    try pty.expect("memory.peak  the step's highest point")
    try pty.expectLine("acct> memory")
  }

  @Test("TAB in a line of several rows lists below the last row and keeps the line")
  func completionInLongLine() throws {
    let pty = try startEditor(columns: 30)
    pty.type("pa " + String(repeating: "x", count: 60))
    try pty.wait(for: "the third row") {
      $0.screen.column == 9 && $0.screen.line($0.screen.row).hasPrefix("xxx")
    }
    pty.press(.home)
    pty.press(.right)
    pty.press(.right)
    try pty.wait(for: "the cursor behind `pa`") { $0.screen.column == 8 && $0.screen.row == 1 }
    pty.press(.tab)
    try pty.expect("acct> params " + String(repeating: "x", count: 17) + "\n")
    let text = pty.screen.text
    #expect(text.contains("acct> pa xxxxx"), "the line as it was is still above the list")
    pty.press(.enter)
    try pty.expect("got: \"params xxxx")
  }

  @Test("TAB with nothing to offer rings the bell and changes nothing")
  func noCompletion() throws {
    let pty = try startEditor()
    pty.type("zzz\t")
    try pty.wait(for: "the bell") { $0.written.contains(7) }
    try pty.expectLine("acct> zzz")
  }

  @Test("A hint follows the line, dimmed, and goes with the next key")
  func hint() throws {
    let pty = try startEditor()
    pty.type("memory")
    try pty.wait(for: "the hint") {
      $0.screen.ghost($0.screen.row) == "  weights gradients optimizer activations"
    }
    try pty.wait(for: "the cursor at the end of what was typed") { $0.screen.column == 12 }
    pty.type("x")
    try pty.wait(for: "the line without the hint") { $0.screen.line($0.screen.row) == "acct> memoryx" }
    pty.press(.enter)
    try pty.expect("got: \"memoryx\"")
  }

  @Test("A hint is cut to the columns left")
  func cutHint() throws {
    let pty = try startEditor(columns: 24)
    pty.type("memory")
    try pty.wait(for: "the hint") { $0.screen.ghost($0.screen.row) == "  weights …" }
    pty.press(.enter)
    try pty.expect("got: \"memory\"")
    #expect(!pty.screen.text.contains("weights"))
  }

  @Test("Ctrl-arrows go by words, Home and End to the ends")
  func movement() throws {
    let pty = try startEditor()
    pty.type("one two three")
    pty.press(.controlLeft)
    try pty.expectLine("acct> one two three", cursor: 14)
    pty.press(.controlLeft)
    try pty.expectLine("acct> one two three", cursor: 10)
    pty.press(.controlRight)
    try pty.wait(for: "the end of the word") { $0.screen.column == 13 }
    pty.press(.home)
    try pty.expectLine("acct> one two three", cursor: 6)
    pty.press(.end)
    try pty.expectLine("acct> one two three")
  }

  @Test("Characters of two bytes and of two columns are typed, drawn and deleted whole")
  func unicode() throws {
    let pty = try startEditor()
    pty.type("größe 中×")
    try pty.wait(for: "the line") {
      $0.screen.line($0.screen.row) == "acct> größe 中×" && $0.screen.column == 15
    }
    pty.send([0x7F, 0x7F])
    try pty.wait(for: "two characters fewer") { $0.screen.column == 12 }
    pty.press(.enter)
    try pty.expect("got: \"größe \"")
  }

  @Test("Bytes that are not UTF-8 are dropped")
  func invalidBytes() throws {
    let pty = try startEditor()
    pty.send([UInt8(ascii: "a"), 0xFF, 0xC3, UInt8(ascii: "b"), 0x80, UInt8(ascii: "c")])
    try pty.expectLine("acct> abc")
  }

  @Test("Alt-Enter starts another line of the same entry; the arrows move within it")
  func severalLines() throws {
    let pty = try startEditor()
    pty.type("one")
    pty.press(.altEnter)
    pty.type("two")
    try pty.expectLine("two")
    pty.press(.up)
    try pty.wait(for: "the first line") { $0.screen.line($0.screen.row) == "acct> one" }
    pty.press(.down)
    try pty.wait(for: "the second line") { $0.screen.line($0.screen.row) == "two" }
    pty.press(.end)
    pty.type("3")
    pty.press(.enter)
    try pty.expect(#"got: "one\ntwo3""#)
  }

  @Test("Three pasted lines arrive as one entry, which may still be edited")
  func paste() throws {
    let pty = try startEditor()
    try pty.wait(for: "bracketed paste") { $0.screen.bracketedPaste }
    pty.type(Key.paste("one\n  two\u{7}\nthree\n"))
    try pty.expectLine("three")
    pty.type("!")
    try pty.expectLine("three!")
    pty.press(.enter)
    try pty.expect(#"got: "one\n  two\nthree!""#)
  }

  @Test("A paste of thousands of characters arrives whole")
  func longPaste() throws {
    let pty = try startEditor()
    pty.type(Key.paste(String(repeating: "0123456789", count: 500) + "end"))
    try pty.expect("9end")
    pty.press(.enter)
    try pty.expect("got: \"0123")
    try pty.expectLine("acct> ", cursor: 6)
    let rows = pty.screen.text.split(separator: "\n")
    let answer = rows.drop { !$0.hasPrefix("got: ") }.prefix { !$0.hasPrefix("acct>") }.joined()
    #expect(answer == "got: \"" + String(repeating: "0123456789", count: 500) + "end\"")
  }

  @Test("A resize keeps the line")
  func resize() throws {
    let pty = try startEditor(columns: 60)
    pty.type("one two")
    try pty.expectLine("acct> one two")
    let before = pty.written.count
    pty.resize(columns: 40, rows: 20)
    try pty.wait(for: "the line drawn again") { $0.written.count > before }
    try pty.expectLine("acct> one two")
    pty.type(" three" + String(repeating: "x", count: 25))
    try pty.wait(for: "a wrap at the new width") { $0.screen.column == 4 }
    pty.press(.enter)
    try pty.expect("got: \"one two threexxx")
  }

  @Test("Ctrl-D ends on an empty line, and only there")
  func endOfFile() throws {
    let pty = try startEditor()
    pty.type("a")
    pty.press(.controlA)
    try pty.expectLine("acct> a", cursor: 6)
    pty.press(.controlD)
    try pty.expectLine("acct> ", cursor: 6)
    pty.press(.controlD)
    try pty.expect("bye")
    #expect(try pty.exitStatus() == 0)
    #expect(!pty.screen.bracketedPaste)
  }

  @Test("vi keys, asked for in ~/.editrc, get the same completion, arrows and paste, and ESC does not wait")
  func viMode() throws {
    let directory = TemporaryDirectory()
    directory.write("bind -v\n", to: "editrc")
    let pty = try startEditor(environment: ["EDITRC": directory.file("editrc")])
    pty.type("xsw\t")
    try pty.wait(for: "the bell") { $0.written.contains(7) }
    pty.press(.escape)
    try pty.expectLine("acct> xsw", cursor: 8)
    pty.type("0x")
    try pty.expectLine("acct> sw", cursor: 6)
    pty.type("A\t")
    try pty.expectLine("acct> sweep ", cursor: 12)
    pty.press(.left)
    pty.press(.left)
    pty.press(.end)
    pty.type("b")
    try pty.expectLine("acct> sweep b")
    pty.type(Key.paste("1\n2"))
    try pty.expectLine("2")
    pty.press(.enter)
    try pty.expect(#"got: "sweep b1\n2""#)
  }

  @Test("A bare C locale does not harm what is typed")
  func plainLocale() throws {
    let pty = try startEditor(environment: ["LC_ALL": "C"])
    try enter("größe × 中", in: pty, expecting: "got: \"größe × 中\"")
  }

  @Test("A dumb terminal gets lines and no escape sequence")
  func dumbTerminal() throws {
    let pty = try startEditor(environment: ["TERM": "dumb"])
    pty.type("memory")
    try pty.expect("acct> memory")
    pty.press(.tab)
    try pty.expect("memory.peak")
    pty.press(.enter)
    try pty.expect("got: \"memory\"")
    pty.press(.controlC)
    try pty.expect("interrupted")
    #expect(!pty.written.contains(0x1B))
  }

  @Test("The terminal of an Emacs shell buffer, which edits by itself, gets plain lines")
  func emacsTerminal() throws {
    let pty = try startEditor(environment: ["TERM": "emacs"])
    try enter("memory", in: pty, expecting: "got: \"memory\"")
    #expect(!pty.written.contains(0x1B))
  }

  @Test("An unknown terminal still reads lines")
  func unknownTerminal() throws {
    let pty = try Pty(Products.path(of: "EditorFixture"), environment: ["TERM": "no-such-terminal"])
    try pty.expect("acct>")
    pty.type("1")
    pty.press(.enter)
    try pty.expect("got: \"1\"")
  }
}
