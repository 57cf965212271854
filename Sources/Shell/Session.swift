import Accounting
import Formulas
import Language

/// One run of the language: a worksheet, how answers are to look, and where they go.
///
/// A class, because commands change it while it runs. It reads no terminal and leaves no process: what is shown goes
/// through `output` and `complaints`, files through `files`.
public final class Session {
  public internal(set) var sheet: Worksheet
  public var settings: Settings
  let output: (String) -> Void
  let complaints: (String) -> Void
  public let files: Files
  /// How the page looks now; asked each time, because a terminal may be resized.
  private let screenPage: () -> Page
  let complaintPage: () -> Page
  /// Shows one line in the place of the one before, where someone sits; nil takes it away.
  let progress: (String?) -> Void

  /// Whether nobody reads the output any more, so that long work may end.
  let hasLostOutput: () -> Bool
  /// The threads that share long work.
  let threads = Threads()
  /// Where answers go while a statement sends them to a file.
  var sink: FileSink?
  /// Where the picture of a plot goes, while one is drawn for a file.
  var image: ImageSink?

  /// The exit status so far: that of the first error.
  public internal(set) var status: Int32 = 0
  /// Whether `quit` was said.
  public internal(set) var isOver = false
  /// The formula of the last question, for a line that goes on with `with`.
  var previous = Formula.absent
  /// What the last value rests on.
  var lastConventions: [(name: Symbol, value: Value)] = []
  /// Whether the first `:=` of the session has been explained.
  var hasTaughtLive = false
  /// Whether the last header of CSV or Markdown was that of a ledger; nil before the first.
  var lastHeaderIsOfTree: Bool?
  /// What was measured, oldest first.
  var measurements: [Measured] = []
  var hasToldBrokenMeasurements = false
  /// What was shown, and what has been changed since.
  var shown = ShownAnswers()
  /// The lesson that is being taken, and what is known of the others.
  var learning = Learning()
  /// The worksheet as it was when the session began, for lessons.
  let pristine: Worksheet
  /// Whether nothing is shown: a lesson is brought to where it stands, or gone through before it is entered.
  var isMuted = false
  /// Where answers go while a page is made of them.
  var recorder: PageRecorder?
  /// How many scripts are running inside each other.
  var scriptDepth = 0
  /// The statements of the session as they were given, for `history`.
  var statements: [Span] = []
  /// What `save` writes for the statement being performed, where the statement itself would not say the same again.
  var stepText: String?
  /// The statement being performed.
  private(set) var current = Span.none
  /// Codes explained so far: the longer text comes once.
  var toldCodes: Set<Diagnostic.Code> = []
  /// Diagnostics that come once a session.
  var toldOnce: Set<Diagnostic.Code> = []

  public init(
    settings: Settings, files: Files, page: @escaping () -> Page, complaintPage: @escaping () -> Page,
    output: @escaping (String) -> Void, complaints: @escaping (String) -> Void,
    interruption: @escaping () -> Bool, progress: @escaping (String?) -> Void = { _ in },
    hasLostOutput: @escaping () -> Bool = { false }
  ) throws(Diagnostic) {
    sheet = try Worksheet()
    pristine = Worksheet(copyOf: sheet)
    self.settings = settings
    self.files = files
    screenPage = page
    self.hasLostOutput = hasLostOutput
    self.complaintPage = complaintPage
    self.output = output
    self.complaints = complaints
    self.progress = progress
    sheet.interruption = interruption
    sheet.workers = threads.workers
    pristine.workers = threads.workers
    pristine.interruption = interruption
    sheet.reviewing = { [weak self] (lesson) throws(Diagnostic) in try self?.review(lesson) }
    expectMeasurements()
  }

  var text: ValueText { ValueText(units: sheet.units, names: sheet.names, page: page()) }

  // MARK: Running

  /// What became of a text.
  public enum Outcome { case done, failed, incomplete }

  /// Runs a script: read whole before anything is done, stopped at its first error unless told to keep going.
  @discardableResult
  public func run(script source: Source) -> Outcome { run(script: source, nil) }

  /// The same in the company of someone who walks through it.
  @discardableResult
  func run(script source: Source, _ walk: ScriptWalk?) -> Outcome {
    let index = sheet.sources.add(source)
    walk?.begin(source)
    do throws(Diagnostic) {
      var parser = try Parser(source, index: index, arena: sheet.arena)
      var outcome = Outcome.done
      while !isOver, let part = try nextPart(of: &parser) {
        guard perform(part, walk) == .failed else { continue }
        outcome = .failed
        if !settings.keepsGoing || status == Diagnostic.Code.interrupted.exitStatus { break }
      }
      return outcome
    } catch {
      fail(error)
      return .failed
    }
  }

  /// What can be read now: all of the rest, or, where that is wrong, the statements up to the last command that may
  /// bring the units missing in it.
  private func nextPart(of parser: inout Parser) throws(Diagnostic) -> [Statement]? {
    var statements: [Statement] = []
    var behind: (parser: Parser, count: Int)?
    do throws(Diagnostic) {
      while let statement = try parser.nextStatement() {
        statements.append(statement)
        if statement.changesUnits { behind = (parser, statements.count) }
      }
    } catch {
      guard let behind else { throw try everyMistake(error, &parser) }
      parser = behind.parser
      return Array(statements.prefix(behind.count))
    }
    for warning in parser.warnings { tell(warning) }
    return statements.isEmpty ? nil : statements
  }

  /// Under --keep-going the other lines are read too, so that one run tells all mistakes.
  private func everyMistake(_ first: Diagnostic, _ parser: inout Parser) throws(Diagnostic) -> Diagnostic {
    var last = first
    guard settings.keepsGoing else { return last }
    while parser.skipStatement() {
      do throws(Diagnostic) {
        while try parser.nextStatement() != nil {}
        break
      } catch {
        fail(last)
        last = error
      }
    }
    return last
  }

  private func perform(_ statements: [Statement], _ walk: ScriptWalk?) -> Outcome {
    var outcome = Outcome.done
    for (index, statement) in statements.enumerated() where !settings.onlyChecks || statement.isLoading {
      if isOver { break }
      if let walk {
        guard let succeeded = walk.step(statement, left: statements.count - index, perform) else { break }
        if succeeded { continue }
      } else if perform(statement) {
        continue
      }
      outcome = .failed
      if !settings.keepsGoing || status == Diagnostic.Code.interrupted.exitStatus { break }
    }
    return outcome
  }

  /// What is typed between the statements of a script: it has no part in how the script ends, nor in what its next
  /// line goes on from.
  func aside(_ work: () -> Void) {
    let (status, value, conventions) = (status, sheet.lastValue, lastConventions)
    work()
    (self.status, sheet.lastValue, lastConventions) = (status, value, conventions)
  }

  /// Runs what was typed; `incomplete` when more lines could complete it.
  public func run(entry text: String) -> Outcome {
    let source = Source(name: "", bytes: Array(text.utf8))
    let index = sheet.sources.add(source)
    var parser: Parser
    do throws(Diagnostic) {
      parser = try Parser(source, index: index, arena: sheet.arena)
    } catch {
      fail(error)
      return .failed
    }
    parser.previous = previous
    do throws(Diagnostic) {
      let statements = try parser.script()
      for warning in parser.warnings { tell(warning) }
      for statement in statements where !isOver { if !perform(statement) { return .failed } }
      return .done
    } catch {
      if parser.isIncomplete { return .incomplete }
      fail(error)
      return .failed
    }
  }

  /// Says what is missing in an entry that its author ended before it was complete.
  func run(unfinished text: String) {
    let source = Source(name: "", bytes: Array(text.utf8))
    let index = sheet.sources.add(source)
    do throws(Diagnostic) {
      var parser = try Parser(source, index: index, arena: sheet.arena)
      _ = try parser.script()
    } catch {
      fail(error)
    }
  }

  /// Performs one statement; false when it failed, which it has then said.
  private func perform(_ statement: Statement) -> Bool {
    do throws(Diagnostic) {
      if sheet.isInterrupted { throw Diagnostic.stopped }
      current = statement.span
      if scriptDepth == 0 { statements.append(statement.span) }
      if statement.isUndoable { sheet.beginStep() }
      let isDocumented = statement.documentedSpan != statement.span
      stepText = isDocumented ? sheet.sources.text(statement.documentedSpan) : nil
      if let sink = statement.sink {
        try writing(to: sink, of: statement.kind) { () throws(Diagnostic) in try act(on: statement) }
      } else {
        try act(on: statement)
      }
      sheet.endStep(statement.span, text: stepText)
      noteChange(statement)
      return true
    } catch {
      sheet.abandonStep()
      fail(error.placed(in: statement.span, sheet.sources))
      return false
    }
  }

  func show(_ line: String) { write(line + "\n") }

  /// Shows a part of a line.
  func write(_ text: String) {
    if isMuted { return }
    if let sink {
      sink.write(text)
    } else if let recorder {
      recorder.print(text)
    } else {
      output(text)
    }
  }

  /// How what is shown may look: in a file plain, and as wide as in a pipe.
  func page() -> Page {
    sink != nil ? Page(width: Screen.plainWidth) : recorder != nil ? PageRecorder.page : screenPage()
  }
}

extension Statement {
  /// Whether what follows may have to be read with other units: it reads a file that may declare some, or takes
  /// declarations back.
  fileprivate var changesUnits: Bool {
    if case .command(let verb, _) = kind { [.source, .load, .undo, .redo].contains(verb) } else { false }
  }

  fileprivate var isLoading: Bool {
    if case .command(.load, _) = kind { true } else { false }
  }
}
