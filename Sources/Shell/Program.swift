import Accounting
import Formulas
import Language

/// What the command line asked for, run from start to exit status.
public struct Program: Equatable, Sendable {
  public var settings = Settings()
  public var color = ColorChoice.auto
  /// What the script is written as, if `--format` names a page.
  public var page: PageFormat?
  /// What `-c` gave, in order.
  public var codes: [String] = []
  /// The script: a path, or `-` for standard input.
  public var script: String?
  /// What follows the script: its `args`.
  public var arguments: [String] = []
  /// `name=value`, set before anything runs.
  public var assignments: [String] = []
  public var staysInteractive = false
  public var skipsStartFile = false
  /// Whether the script is gone through one statement at a time.
  public var showsSteps = false
  /// Whether the words are pages, whose sessions are run.
  public var testsPages = false
  /// Whether those pages are brought up to date.
  public var updatesPages = false

  public init() {}

  public func run() -> Int32 {
    Interrupts.watching {
      let output = Output()
      let errors = Output(.standardError)
      let terminal = Terminal(color: color)
      defer { output.flush() }
      do throws(Diagnostic) {
        let status = try run(Screen(terminal: terminal, output: output, errors: errors))
        output.flush()
        guard case .system(let reason)? = output.failure else { return status }
        errors.write("acct: can't write: \(reason)\n")
        errors.flush()
        return Diagnostic.Code.file.exitStatus
      } catch {
        // Only the embedded library can fail here, and a test reads all of it.
        errors.write("acct: \(error.code.rawValue): \(error.message)\n")
        errors.flush()
        return error.exitStatus
      }
    }
  }

  private func run(_ screen: Screen) throws(Diagnostic) -> Int32 {
    if testsPages || updatesPages { return try test(screen) }
    var settings = settings
    let isConversation = staysInteractive || codes.isEmpty && script == nil && screen.terminal.isInteractive
    if let mistake = mistake(isConversation) {
      screen.complain("acct: \(mistake)\n")
      return Diagnostic.Code.syntax.exitStatus
    }
    settings.isInteractive = false
    settings.writesToTerminal = screen.terminal.writesToTerminal
    let session = try Session(
      settings: settings, files: Program.files, page: { screen.page },
      complaintPage: { screen.complaintPage },
      output: { screen.show($0) }, complaints: { screen.complain($0) },
      interruption: { Interrupts.isPending }, progress: { screen.progress($0) },
      hasLostOutput: { screen.output.failure != nil })
    // The process ends with it: giving back its memory piece by piece would take longer than the end itself.
    _ = Unmanaged.passRetained(session)
    if writesPage {
      session.settings.format = .human
      session.recorder = PageRecorder()
    }
    if !isConversation || script != nil || !codes.isEmpty {
      session.sheet.bind("args", to: .list(arguments.map { Program.value($0, session.sheet) }))
    }
    if !skipsStartFile, isConversation || !codes.isEmpty { runStartFile(session) }
    for assignment in assignments {
      guard Program.isAssignment(assignment, session.sheet) else {
        session.fail(Diagnostic(.syntax, "--set wants name=value, and this is \(assignment)"))
        return Diagnostic.Code.syntax.exitStatus
      }
      guard case .done = session.run(script: Source(name: "--set", bytes: Array(assignment.utf8))) else {
        return Diagnostic.Code.syntax.exitStatus
      }
    }
    for code in codes where !session.isOver {
      let outcome = run(Source(name: "-c", bytes: Array(code.utf8)), session, screen)
      guard case .done = outcome else {
        if settings.keepsGoing { continue }
        break
      }
    }
    if let script {
      try run(script, session, screen)
    } else if codes.isEmpty, !isConversation {
      let bytes = (try? System.drain(0)) ?? []
      run(Source(name: "standard input", bytes: bytes), session, screen)
    }
    showPage(session, screen)
    return finish(session, screen, isConversation)
  }

  /// Options that do not go together, and what would.
  private func mistake(_ isConversation: Bool) -> String? {
    if showsSteps, script == nil || script == "-" {
      return "--step wants a script in a file: acct --step FILE.acct"
    }
    guard page == .html else { return nil }
    if showsSteps { return "--step shows a script here, --format html writes it as a page: take one of them" }
    return isConversation && script == nil && codes.isEmpty
      ? "--format html writes a script as a page: acct --format html FILE.acct" : nil
  }

  /// Runs a text in the way that the command line asks for.
  @discardableResult
  private func run(_ source: Source, _ session: Session, _ screen: Screen) -> Session.Outcome {
    if showsSteps { return Stepper(session: session, screen: screen).run(source) }
    if let recorder = session.recorder { return recorder.run(source, session) }
    return session.run(script: source)
  }

  private func finish(_ session: Session, _ screen: Screen, _ isConversation: Bool) -> Int32 {
    guard isConversation, !session.isOver else { return session.status }
    session.settings.isInteractive = true
    Conversation(session: session, screen: screen).run()
    return 0
  }

  private func run(_ script: String, _ session: Session, _ screen: Screen) throws(Diagnostic) {
    let result: Result<[UInt8], Files.Failure>
    if script == "-" {
      result = .success((try? System.drain(0)) ?? [])
    } else {
      result = Program.files.read(script)
    }
    switch result {
    case .success(let bytes):
      run(Source(name: script == "-" ? "standard input" : script, bytes: bytes), session, screen)
    case .failure(let failure): session.fail(Diagnostic(.file, "can't read \(script): \(failure.reason)"))
    }
  }

  /// `~/.config/acct/init.acct`: for the prompt and for -c, not for scripts, which say the same to everyone.
  private func runStartFile(_ session: Session) {
    let home = System.environment("XDG_CONFIG_HOME") ?? System.environment("HOME").map { $0 + "/.config" }
    guard let path = home.map({ $0 + "/acct/init.acct" }), case .success(let bytes) = Program.files.read(path)
    else { return }
    session.run(script: Source(name: path, bytes: bytes))
    session.sheet.fixSteps()
  }

  /// Reading and writing for the language: whole files, and why not.
  static let files = Files(
    read: { path in
      do throws(System.Failure) {
        return .success(try System.contents(of: path))
      } catch {
        return .failure(Files.Failure(error.message))
      }
    },
    replace: { path, bytes in
      do throws(System.Failure) {
        return .success(try System.replace(path, with: bytes))
      } catch {
        return .failure(Files.Failure(error.message))
      }
    },
    publish: { path, bytes in
      do throws(System.Failure) {
        return .success(try System.publish(path, bytes))
      } catch {
        return .failure(Files.Failure(error.message))
      }
    },
    create: { path in
      do throws(System.Failure) {
        let descriptor = try System.create(path)
        return .success(
          Files.Writer(
            write: { bytes in
              System.failure { () throws(System.Failure) in try System.write(bytes, to: descriptor) }
            },
            close: { System.failure { () throws(System.Failure) in try System.finish(descriptor) } }))
      } catch {
        return .failure(Files.Failure(error.message))
      }
    },
    plotter: .gnuplot, stateFolder: History.stateFolder(environment: System.environment))

  /// An argument of a script: a number where it is one, otherwise a text.
  static func value(_ argument: String, _ sheet: Worksheet) -> Value {
    guard case .expression(let formula)? = statement(argument, sheet) else { return .text(argument) }
    if let value = sheet.arena.constantValue(formula) { return value }
    if case .unary(.negate, let inner) = sheet.arena[formula],
      let quantity = sheet.arena.constantValue(inner)?.quantity
    {
      return .quantity(Quantity(quantity.number.negated, quantity.dimension))
    }
    return .text(argument)
  }

  private static func isAssignment(_ text: String, _ sheet: Worksheet) -> Bool {
    // What can't be read at all is for the session to complain about.
    switch statement(text, sheet) {
    case .assignment?, nil: true
    default: false
    }
  }

  /// The one statement in a text; nil where there is another number of them.
  private static func statement(_ text: String, _ sheet: Worksheet) -> Statement.Kind? {
    let source = Source(name: "", bytes: Array(text.utf8))
    guard var parser = try? Parser(source, index: -1, arena: sheet.arena),
      let statements = try? parser.script(),
      statements.count == 1
    else { return nil }
    return statements[0].kind
  }
}
