import ArgumentParser
import Shell

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The command line: arguments in, a `Program` run, its exit status out.
@main
struct Acct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acct",
    abstract: CommandLineText.abstract,
    discussion: """
      Without a file and with a terminal, acct opens a shell; type help there. The first error ends a script; the \
      exit status is \(CommandLineText.statuses.map { "\($0.status) for \($0.meaning)" }.joined(separator: ", ")).
      """,
    version: Version.text)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("\(CommandLineText.words)", valueName: "file.acct args"),
    completion: .file(extensions: ["acct"]))
  var words: [String] = []

  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: .row(.code))
  var codes: [String] = []

  @Flag(name: .customShort("i"), help: .row(.interactive))
  var interactive = false

  @Flag(name: .customShort("n"), help: .row(.skipStartFile))
  var skipStartFile = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: .row(.assignment))
  var assignments: [String] = []

  @Option(help: .row(.format))
  var format: CommandFormat?

  @Option(help: .row(.color))
  var color: ColorChoice = .auto

  @Flag(help: .row(.strict))
  var strict = false

  @Flag(help: .row(.safe))
  var safe = false

  @Flag(help: .row(.check))
  var check = false

  @Flag(help: .row(.keepGoing))
  var keepGoing = false

  @Flag(help: .row(.step))
  var step = false

  @Flag(help: .row(.test))
  var test = false

  @Flag(help: .row(.update))
  var update = false

  @Option(help: ArgumentHelp("Print the manual page of this section.", visibility: .private))
  var generateMan: Int?

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let program = Program(commandLine: arguments) { leave(program.run()) }
    // Typed so that a mistake on the command line ends with our status rather than the parser's.
    let command: Acct
    do {
      command = try Acct.parse(arguments)
      try command.answerOption()
    } catch {
      let isFailure = Acct.exitCode(for: error) != .success
      let text = Acct.fullMessage(for: error)
      let descriptor: CInt = isFailure ? 2 : 1
      let line = text.isEmpty ? "" : text + "\n"
      _ = line.withCString { write(descriptor, $0, strlen($0)) }
      leave(isFailure ? 2 : 0)
    }
    leave(command.status())
  }

  /// What stands before the script, looks like an option and is none of the above: the parser leaves all of it to
  /// us, because what follows a script belongs to the script.
  func answerOption() throws {
    guard let first = words.first, first.hasPrefix("-"), first != "-", first != "--" else { return }
    switch first {
    case "-h", "--help": throw CleanExit.helpRequest(self)
    case "--version": throw CleanExit.message(Version.text)
    default: throw ValidationError("Unknown option '\(first)'")
    }
  }

  private func status() -> Int32 {
    if let section = generateMan { return Manual.write(section: section) }
    return program.run()
  }

  var program: Program {
    var program = Program()
    if let format { program.take(format) }
    program.settings.isStrict = strict
    program.settings.isSafe = safe
    program.settings.onlyChecks = check
    program.settings.keepsGoing = keepGoing
    program.color = color
    program.codes = codes
    program.assignments = assignments
    program.staysInteractive = interactive
    program.skipsStartFile = skipStartFile
    program.showsSteps = step
    program.testsPages = test
    program.updatesPages = update
    program.take(words: words)
    return program
  }
}

extension ArgumentHelp {
  /// The words of a row of the table of options.
  fileprivate static func row(_ option: CommandLineOption) -> ArgumentHelp {
    ArgumentHelp("\(option.summary)", valueName: option.value.isEmpty ? nil : option.value)
  }
}

extension CommandFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}

/// Ends the process; outside the command, whose own `exit` is another.
private func leave(_ status: Int32) -> Never { exit(status) }
