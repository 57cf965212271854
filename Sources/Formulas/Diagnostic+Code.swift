extension Diagnostic {
  /// Every error and warning there is. `explain E03` prints the longer text; the manual page lists them all.
  public enum Code: String, CaseIterable, Sendable {
    case unknownName = "E01"
    case unlikeUnits = "E02"
    case loneB = "E03"
    case unknownMagnitude = "E04"
    case missingOperator = "E05"
    case commaInNumber = "E06"
    case percentOfNumber = "E07"
    case cannotConvert = "E08"
    case circular = "E09"
    case equalsInCondition = "E10"
    case computed = "E11"
    case verbAsName = "E12"
    case noMember = "E13"
    case noSolution = "E14"
    case assertionFailed = "E15"
    case unclosed = "E16"
    case bitsForBytes = "E17"
    case unknownUnit = "E18"
    case doesNotDivide = "E19"
    case syntax = "E20"
    case wrongKind = "E21"
    case undefinedResult = "E22"
    case outsideDomain = "E23"
    case unset = "E24"
    case text = "E25"
    case tooDeep = "E26"
    case file = "E27"
    case unsafe = "E28"
    case declaration = "E29"
    case unknownSubject = "E30"
    case interrupted = "E31"
    case noRoom = "E32"
    case frozenDependent = "W01"
    case decimalContext = "W02"
    case kilobyteSpelling = "W03"
    case newName = "W04"
    case noisyMachine = "W05"
    case measurementFile = "W06"
    case lessonFile = "W07"
    case uncounted = "W08"
    case unknownKey = "W09"

    public var isWarning: Bool { rawValue.hasPrefix("W") }

    public var exitStatus: Int32 {
      switch self {
      case .interrupted: 130
      case .file: 3
      case .loneB, .unknownMagnitude, .missingOperator, .commaInNumber, .percentOfNumber, .equalsInCondition,
        .verbAsName, .unclosed, .bitsForBytes, .unknownUnit, .syntax, .text, .tooDeep:
        2
      default: 1
      }
    }

    /// The longer text: why it is refused, and what to write instead.
    public var explanation: String {
      switch self {
      case .unknownName:
        "A name that is neither an input, nor yours, nor a ledger, nor a function. Nothing is guessed: the nearest "
          + "known name is offered, and `list` shows all of them."
      case .unlikeUnits:
        "Only like things add: bytes to bytes, seconds to seconds, params to params. Divide or multiply to bring "
          + "both sides to one unit first."
      case .loneB:
        "B is a billion when it is glued to a number (7B), and never a byte. Bytes are written out: 7 bytes, 7 GB."
      case .unknownMagnitude:
        "Magnitudes are k, M, B, T (powers of 1000) and Ki, Mi, Gi (powers of 1024), glued to the number."
      case .missingOperator:
        "Two values side by side are not a product here: only a unit may follow a number. Write the operator."
      case .commaInNumber:
        "A comma separates things; digits are grouped with an underscore: 50_257."
      case .percentOfNumber:
        "100 + 10% could mean 110 or 100.1, and calculators disagree. Write which one you want."
      case .cannotConvert:
        "A conversion changes the unit, not the kind of thing. Parameters become bytes only through a precision: "
          + "ask for memory.weights."
      case .circular:
        "A live definition (:=) that, through others, needs itself has no value. Make one of them fixed with =."
      case .equalsInCondition:
        "= sets a value and == compares. Inside a condition only a comparison makes sense."
      case .computed:
        "Ledgers are computed from the inputs and can't be set. Set the inputs they depend on; `explain` shows them."
      case .verbAsName: "The first word of a line says what to do, so commands can't be names of values."
      case .noMember: "The ledger or record has no row of that name; the message lists the rows it has."
      case .noSolution: "No value in the domain satisfies the condition; the message says what it depends on."
      case .assertionFailed:
        "An `assert` found its condition false, in a script or in the declaration of the model in use. In a script this "
          + "ends the run with status 1."
      case .unclosed: "A bracket or a quotation mark was opened and never closed."
      case .bitsForBytes:
        "Gb is gigabits, GB is gigabytes; memory is sold in bytes. Write the one you mean in full."
      case .unknownUnit: "Units stand after a number or after ->. `list units` shows all of them."
      case .doesNotDivide: "A width that is shared out evenly must be a multiple of the number of shares."
      case .syntax: "The line is not a statement of the language. `help language` shows the forms there are."
      case .wrongKind: "The operation is not defined for that kind of value."
      case .undefinedResult:
        "The operation has no value there: a division by zero, the root of a negative number."
      case .outsideDomain:
        "The input has a domain: a whole number above zero, a fraction, or one of its named values."
      case .unset: "The answer needs an input that has no value yet. Set it, or `use` a preset that does."
      case .text:
        "Source text is UTF-8, strings end on the line they start on, escapes are \\n \\t \\\" \\\\ \\{ \\}."
      case .tooDeep: "The expression is nested too deeply to follow safely. Name its parts."
      case .file: "A file could not be read or written."
      case .unsafe: "Under --safe nothing touches files: load, save, run, source and export are refused."
      case .declaration: "The declaration is not complete or names a part that does not exist."
      case .unknownSubject: "There is nothing of that name to use, explain or show; the nearest is offered."
      case .interrupted: "Ctrl-C stopped the computation; everything bound before it is kept."
      case .noRoom:
        "The arrays would need more memory than is free now, so nothing was allocated. Take fewer parameters."
      case .frozenDependent:
        "A value bound with = was computed from an input that is now overridden, and did not move with it. Bind it "
          + "with := if it should follow."
      case .decimalContext: "128K is 128_000. Context lengths are usually powers of two: 128Ki is 131_072."
      case .newName:
        "A name that did not exist was bound, and it is one slip away from an input. Nothing depends on the new name, so "
          + "the input is as it was. Or a configuration has a key that is one slip away from one that was looked for. "
          + "Under --strict it is an error."
      case .kilobyteSpelling: "The prefix for 1000 is a lower-case k: kB. KiB is 1024 bytes."
      case .noisyMachine:
        "The timings of a measurement vary by more than a tenth, or more than a fifth of them lie far from the others: "
          + "differences within their spread mean nothing. "
          + "Something else may use the machine, or more threads work than it has cores. Measure again when it is idle, "
          + "or longer."
      case .measurementFile:
        "Measurements are kept in $XDG_STATE_HOME/acct/measurements (~/.local/state). A line there can't be read, or "
          + "the file can't be written; everything else goes on."
      case .uncounted:
        "A configuration speaks of parts that have parameters and that its family does not count, so that what is said "
          + "of the model is less than all of it."
      case .unknownKey:
        "A configuration has keys that its family does not read and that are not among those known to cost nothing. If one "
          + "of them asks for parameters or products, the model is not this one: a family of your own can read it "
          + "(help models). Under --strict it is an error."
      case .lessonFile:
        "How far you are in each lesson is kept in $XDG_STATE_HOME/acct/lessons (~/.local/state). A line there can't be "
          + "read, or the file can't be written. The lessons go on; what could not be read is set aside."
      }
    }
  }
}
