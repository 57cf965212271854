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
    abstract: "Say what the training of a Transformer costs, and why.",
    discussion: """
      Without a file and with a terminal, acct opens a shell; type help there. The first error ends a script; the \
      exit status is 0 for success, 1 for a failed assertion or a value that could not be computed, 2 for a mistake \
      of syntax or usage, 3 for a file, 130 for an interruption.
      """,
    version: Version.text)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("A script (- for standard input) and its arguments.", valueName: "file.acct args"),
    completion: .file(extensions: ["acct"]))
  var words: [String] = []

  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run this code; may be repeated.", valueName: "code"))
  var codes: [String] = []

  @Flag(name: .customShort("i"), help: "Stay at the prompt afterwards.")
  var interactive = false

  @Flag(name: .customShort("n"), help: "Do not read the start-up file.")
  var skipStartFile = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Bind a name first; may be repeated.", valueName: "name=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("How answers are written.", valueName: "human|json|csv|md"))
  var format: OutputFormat = .human

  @Option(help: ArgumentHelp("Whether to use colour.", valueName: "auto|always|never"))
  var color: ColorChoice = .auto

  @Flag(help: "A value that did not follow an override is an error.")
  var strict = false

  @Flag(help: "Refuse everything that touches files.")
  var safe = false

  @Flag(help: "Read the script without running it.")
  var check = false

  @Flag(help: "Go on after errors; the status is still that of the first.")
  var keepGoing = false

  @Option(help: ArgumentHelp("Print the manual page of this section.", visibility: .private))
  var generateMan: Int?

  static func main() {
    // Typed so that a mistake on the command line ends with our status rather than the parser's.
    let command: Acct
    do {
      command = try Acct.parse()
      try command.refuseUnknownOption()
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

  /// What stands before the script and is no option of ours.
  private func refuseUnknownOption() throws {
    // What is passed through to a script would otherwise swallow these two.
    switch words.first {
    case "--help", "-h": throw CleanExit.helpRequest(self)
    case "--version": throw CleanExit.message(Version.text)
    default: break
    }
    if let first = words.first, first.hasPrefix("-"), first != "-" {
      throw ValidationError("Unknown option '\(first)'")
    }
  }

  private func status() -> Int32 {
    if let section = generateMan { return Manual.write(section: section) }
    var program = Program()
    program.settings.format = format
    program.settings.isStrict = strict
    program.settings.isSafe = safe
    program.settings.onlyChecks = check
    program.settings.keepsGoing = keepGoing
    program.color = color
    program.codes = codes
    program.script = codes.isEmpty ? words.first : nil
    program.arguments = codes.isEmpty ? Array(words.dropFirst()) : words
    program.assignments = assignments
    program.staysInteractive = interactive
    program.skipsStartFile = skipStartFile
    return program.run()
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}

/// Ends the process; outside the command, whose own `exit` is another.
private func leave(_ status: Int32) -> Never { exit(status) }
