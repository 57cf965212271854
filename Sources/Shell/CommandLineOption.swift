/// What the command line takes: one row each. Command lines are read off the rows, and `acct --help` and acct(1) say
/// the same words; tests compare them.
public struct CommandLineOption: Sendable {
  /// As it is typed: `-c`, `--set`.
  public let flag: String
  /// What follows it; empty for a switch.
  public let value: String
  /// The words of `--help`.
  public let summary: String
  /// What the manual page adds.
  public let details: String
  let effect: Effect

  /// What it changes in the program that is to run.
  enum Effect: Sendable {
    case turn(@Sendable (inout Program) -> Void)
    /// Takes a value that does not begin with `-`; false where it is not one of those it knows.
    case take(@Sendable (inout Program, String) -> Bool)
    /// Takes what follows, whatever it is.
    case takeAnything(@Sendable (inout Program, String) -> Void)
    /// Answers and ends.
    case answer
  }

  /// Whether it stands alone.
  var endsProgram: Bool { if case .answer = effect { true } else { false } }

  private init(_ flag: String, _ value: String, _ summary: String, _ details: String, _ effect: Effect) {
    (self.flag, self.value, self.summary, self.details, self.effect) = (flag, value, summary, details, effect)
  }

  private init(_ flag: String, _ summary: String, _ details: String, _ effect: Effect) {
    self.init(flag, "", summary, details, effect)
  }

  public static let code = CommandLineOption(
    "-c", "code", "Run this code; may be repeated.",
    "All of it runs in one session, before the prompt if there is one. What stands behind the options is then the list args.",
    .takeAnything { $0.codes.append($1) })
  public static let interactive = CommandLineOption(
    "-i", "Stay at the prompt afterwards.", "Without it a script or -c ends the program.",
    .turn { $0.staysInteractive = true })
  public static let skipStartFile = CommandLineOption(
    "-n", "Do not read the start-up file.", "Scripts never read it: they say the same to everyone.",
    .turn { $0.skipsStartFile = true })
  public static let assignment = CommandLineOption(
    "--set", "name=value", "Bind a name first; may be repeated.",
    "The same as an assignment on the first line; name:=value binds live.",
    .take { program, binding in
      program.assignments.append(binding)
      return true
    })
  public static let format = CommandLineOption(
    "--format", "human|json|csv|md|html", "How answers are written, or a page of the script.",
    "json is one object a line for each value shown: expr, value, unit, exact, and rows for a ledger; explain and why add the reasons. Numbers are in bytes, seconds and FLOP unless the expression converts them. md writes a script in a file as a page: comments are its prose, statements are blocks, answers are tables; from -c and standard input it writes the tables alone. html is always a page, whole in one file.",
    .take { program, word in
      var format = CommandFormat.human
      guard set(&format, to: word) else { return false }
      program.take(format)
      return true
    })
  public static let color = CommandLineOption(
    "--color", "auto|always|never", "Whether to use colour.",
    "auto is colour at a terminal, unless NO_COLOR is set or TERM is dumb.",
    .take { program, word in set(&program.color, to: word) })
  public static let strict = CommandLineOption(
    "--strict", "A value that did not follow an override is an error.", "Otherwise it is the warning W01.",
    .turn { $0.settings.isStrict = true })
  public static let safe = CommandLineOption(
    "--safe", "Refuse everything that touches files.",
    "load, source and run are then errors; the script itself is still read.",
    .turn { $0.settings.isSafe = true })
  public static let check = CommandLineOption(
    "--check", "Read the script without running it.", "Only mistakes of syntax are found.",
    .turn { $0.settings.onlyChecks = true })
  public static let keepGoing = CommandLineOption(
    "--keep-going", "Go on after errors; the status is still that of the first.", "",
    .turn { $0.settings.keepsGoing = true })
  public static let step = CommandLineOption(
    "--step", "Go through the script one statement at a time.",
    "The comments before a statement are told, the statement is shown, and Enter runs it. Anything else that is typed runs in between, and has no part in the exit status; quit or Ctrl-D leaves. Lines may come through a pipe. The first error ends the script, unless -i stays at the prompt.",
    .turn { $0.showsSteps = true })
  public static let test = CommandLineOption(
    "--test", "Run the sessions in pages of Markdown, and say where acct answers otherwise.",
    "The words are the pages. A session is a block fenced as acct: what follows acct> is typed, what follows it is the answer; the blocks of a page are one session. Numbers count to the digits written, ... stands for any text or any lines. The status is 1 where a page says otherwise.",
    .turn { $0.testsPages = true })
  public static let update = CommandLineOption(
    "--update", "With --test, write what acct answers into the pages.",
    "Lines that hold stay as they are written, ... among them.",
    .turn { $0.updatesPages = true })
  public static let version = CommandLineOption("--version", "Show the version.", "", .answer)
  public static let help = CommandLineOption("-h, --help", "Show help information.", "", .answer)

  private static func set<Choice: RawRepresentable<String>>(_ choice: inout Choice, to word: String) -> Bool {
    guard let known = Choice(rawValue: word) else { return false }
    choice = known
    return true
  }

  public static let all = [
    code, interactive, skipStartFile, assignment, format, color, strict, safe, check, keepGoing, step, test,
    update,
    version, help,
  ]
}

/// What stands on the command line besides the options, and when the program ends how.
public enum CommandLineText {
  public static let abstract = "Say what the training of a Transformer costs, and why."
  public static let words = "A script (- for standard input) and its arguments."
  public static let statuses: [(status: Int32, meaning: String)] = [
    (0, "success"),
    (1, "a failed assertion or a value that could not be computed"),
    (2, "a mistake of syntax or usage"),
    (3, "a file that could not be read or written"),
    (130, "an interruption"),
  ]
}
