import Formulas
import Language
import PtyDriver
import Testing

@testable import Shell

@Suite("The lessons acct comes with")
struct LessonContentTests {
  @Test(
    "Every step runs and every question has an answer, and mistakes that are none of it",
    arguments: LessonScript.numbers)
  func review(number: Int) throws {
    let script = try LessonScript(number)
    try script.session.review(script.lesson)
  }

  @Test(
    "A lesson has 6 to 12 steps, and at least four questions with known mistakes and hints",
    arguments: LessonScript.numbers)
  func size(number: Int) throws {
    let script = try LessonScript(number)
    let questions = script.lesson.items.compactMap { item in
      if case .question(let question) = item { question } else { nil }
    }
    #expect((6...12).contains(script.lesson.items.count))
    #expect(questions.count >= 4)
    #expect(questions.allSatisfy { !$0.mistakes.isEmpty && !$0.hints.isEmpty })
    #expect(!script.lesson.about.isEmpty)
  }
}

extension ShellTests {
  @Suite(.serialized)
  struct LessonTests {
    @Test(
      "A lesson is played from end to end: mistakes, hints, answers, guesses, Enter; and in the middle of it all else",
      arguments: LessonScript.numbers)
    func endToEnd(number: Int) throws {
      let script = try LessonScript(number)
      let shell = try Shell(columns: 120, rows: 800)
      let items = script.lesson.items
      var place = "1/\(items.count)"
      try shell.take("lesson \(script.number)", at: place)
      for (index, item) in items.enumerated() {
        if index == items.count / 2 { try wander(from: index, of: items.count, number, in: shell) }
        for guess in script.guesses(in: item) {
          #expect(try shell.take(guess, at: place).contains("Your guess is right"))
        }
        if case .question(let question) = item {
          // All of them are judged in `review`.
          for mistake in question.mistakes.prefix(1) {
            let answer = words(try shell.take(script.typed(mistake.value), at: place))
            #expect(answer.contains("No: " + (script.plain(mistake.text) ?? "")))
          }
          #expect(try shell.take("hint", at: place).contains("Hint: "))
          #expect(try shell.take(script.typed(question.expected), at: place).contains("right: "))
        }
        place = index + 1 < items.count ? "\(index + 2)/\(items.count)" : ""
        let shown = try shell.take("", at: place)
        #expect(!shown.contains("E2") && !shown.contains("E0") && !shown.contains("E1"))
        if place.isEmpty { #expect(shown.contains("that was all of it")) }
      }
      #expect(try shell.enter("lesson").contains("done"))
    }

    /// Leaves an item in every way there is, and comes back to it as it was.
    private func wander(from index: Int, of count: Int, _ number: Int, in shell: Shell) throws {
      let (before, place, after) = ("\(index)/\(count)", "\(index + 1)/\(count)", "\(index + 2)/\(count)")
      try shell.take("back", at: before)
      try shell.take("goto \(index + 1)", at: place)
      shell.pty.type("play\r")
      try shell.pty.expectLine("lesson \(place) (play)> ")
      shell.pty.type("num_layers = 1\r")
      try shell.pty.expect("num_layers = 1")
      try shell.take("next", at: place)
      shell.pty.type("num_la")
      try shell.pty.expectLine("lesson \(place)> num_la")
      shell.pty.press(.controlC)
      try shell.pty.expectLine("lesson \(place)> ")
      shell.pty.type("skip\r")
      // A step with a guess is shown to its end first.
      try shell.pty.wait(for: "the prompt after skip") {
        let row = $0.screen.solid($0.screen.row)
        return !$0.echoes
          && (row == "lesson \(after)>" || row == "lesson \(place)>" && $0.screen.text.contains("> skip"))
      }
      try shell.take("quit", at: "")
      #expect(
        try shell.take(
          "lesson \(number)", at: shell.pty.screen.text.contains("Left at \(after)") ? after : place
        )
        .contains("goto 1 begins anew"))
      try shell.take("goto \(index + 1)", at: place)
    }

    @Test("skip tells the answer and goes on; back and goto go anywhere; a lesson can be left and resumed")
    func moving() throws {
      let shell = try Shell(rows: 400)
      try shell.take("lesson counting-parameters", at: "1/10")
      #expect(try shell.take("back", at: "1/10").contains("first one"))
      try shell.take("goto 3", at: "3/10")
      #expect(try shell.take("next", at: "3/10").contains("Type an answer first"))
      let told = try shell.take("skip", at: "4/10")
      #expect(told.contains("The answer: 10_240_000 params"))
      #expect(told.contains("4/10  One block"))
      // A guess of another unit is none yet.
      try shell.take("goto 2", at: "2/10")
      #expect(try shell.take("80 GB", at: "2/10").contains("Not yet: an answer in params is wanted"))
      #expect(try shell.take("70M", at: "2/10").contains("Your guess: 70"))
      try shell.take("goto 4", at: "4/10")
      // What was answered or told once is passed.
      try shell.take("back", at: "3/10")
      try shell.take("next", at: "4/10")
      try shell.take("goto 3", at: "3/10")
      #expect(try shell.take("goto 40", at: "3/10").contains("there are 1 to 10"))
      #expect(try shell.take("quit", at: "").contains("lesson resume"))
      #expect(try shell.enter("lesson").contains("3/10"))

      let later = try Shell(home: shell.home, rows: 400)
      let resumed = try later.take("lesson resume", at: "3/10")
      #expect(resumed.contains("How many parameters does attention have"))
      try later.take("quit", at: "")
      try later.enter("lesson forget 1")
      #expect(try !later.enter("lesson").contains("3/10"))
      #expect(try later.enter("lesson resume").contains("no lesson is begun"))
    }

    @Test(
      "Nothing that is changed in a lesson or in play makes a later step unpassable, or reaches the session")
    func states() throws {
      let shell = try Shell(rows: 400)
      try shell.enter("d_model = 320")
      try shell.take("lesson 1", at: "1/10")
      try shell.take("d_model = 1", at: "1/10")
      try shell.take("batch_size = 7; mine = 1", at: "1/10")
      try shell.take("goto 3", at: "3/10")
      #expect(try shell.take("print batch_size", at: "3/10") == "1")
      #expect(try shell.take("print mine", at: "3/10").contains("there is no mine"))
      #expect(try shell.take("params.block.attention", at: "3/10").contains("right: 10_240_000"))
      try shell.take("goto 5", at: "5/10")
      shell.pty.type("play\r")
      try shell.pty.expectLine("lesson 5/10 (play)> ")
      shell.pty.type("params.block.ffn with d_ff = 1\r")
      try shell.pty.expect("4_800 params")
      shell.pty.type("d_ff = 3\r")
      try shell.pty.expect("d_ff = 3")
      #expect(try shell.take("next", at: "5/10").contains("SwiGLU has a gate"))
      #expect(try shell.take("d_ff", at: "5/10").contains("No: "))
      #expect(try shell.take("params.block.ffn", at: "5/10").contains("right: 30_720_000"))
      try shell.take("quit", at: "")
      #expect(try shell.enter("d_model") == "320")
    }

    @Test("Ctrl-C gives a line up and leaves the lesson where it is; it stops a step that takes long")
    func interruption() throws {
      let shell = try Shell(rows: 400)
      try shell.take("lesson 1", at: "1/10")
      shell.pty.type("4 * d_mod")
      try shell.pty.expectLine("lesson 1/10> 4 * d_mod")
      shell.pty.press(.controlC)
      try shell.pty.expectLine("lesson 1/10> ")
      for line in Shell.hours { try shell.take(line, at: "1/10") }
      try interrupt("hours(1e6)", at: "1/10", in: shell)
      try shell.pty.expect("E31 interrupted; everything is kept")
      #expect(try shell.take("", at: "2/10").contains("2/10  The embedding"))
      try shell.take("quit", at: "")

      // A step that takes long is stopped, and the lesson goes on behind it.
      try shell.take("lesson adamw-line-by-line", at: "1/11")
      try interrupt("goto 11", at: "11/11", from: "1/11", in: shell, once: "measuring:")
      #expect(try shell.take("next", at: "").contains("that was all of it"))
    }

    /// Types a line, and Ctrl-C once it is being worked on.
    private func interrupt(
      _ line: String, at place: String, from: String? = nil, in shell: Shell, once shown: String = ""
    ) throws {
      shell.pty.type(line)
      try shell.pty.expectLine("lesson \(from ?? place)> \(line)")
      shell.pty.press(.enter)
      try shell.pty.wait(for: "the work") { $0.echoes && $0.screen.text.contains(shown) }
      shell.pty.press(.controlC)
      try shell.pty.expectLine("lesson \(place)> ")
    }

    @Test("A guess hides the value until it is typed, at the prompt too")
    func guesses() throws {
      let shell = try Shell(rows: 400)
      let asked = try shell.take("lesson 1", at: "1/10") + shell.take("next", at: "2/10")
      #expect(!asked.contains("80_411_200 params  80.41M"))
      #expect(try shell.take("next", at: "2/10").contains("Type a guess first"))
      let shown = try shell.take("40.2M", at: "2/10")
      #expect(shown.contains("80_411_200 params  80.41M"))
      #expect(words(shown).contains("50.0% of it"))
      try shell.take("quit", at: "")
      shell.pty.type("predict 6 * 7\r")
      try shell.pty.expectLine("guess> ")
      #expect(try shell.enter("42").contains("Your guess is right."))
    }

    @Test("A progress file that is damaged is set aside, and the lessons go on")
    func damage() throws {
      let home = TemporaryDirectory()
      home.write("counting-parameters\t6\t++++++....\nnonsense\n", to: ".local/state/acct/lessons")
      let shell = try Shell(home: home, rows: 400)
      let listed = try shell.enter("lesson")
      #expect(words(listed).contains("line 2 of"))
      #expect(listed.contains("7/10"))
      #expect(home.read(".local/state/acct/lessons.damaged")?.contains("nonsense") == true)
      #expect(try !shell.enter("lesson").contains("W07"))
    }
  }
}
