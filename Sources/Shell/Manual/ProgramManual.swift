/// acct(1): how the program is called.
struct ProgramManual {
  /// A command line, and what it is for. A test runs each in a folder that holds `budget`.
  static let examples: [(purpose: String, command: String)] = [
    ("What does GPT-2 XL need?", "acct -n -c 'use gpt2-xl; memory'"),
    (
      "The same in bfloat16, in GiB:",
      "acct -n --set precision=bf16 -c 'use gpt2-xl; memory -> GiB'"
    ),
    ("One number for another program:", "acct -n --format json -c 'use gpt2-xl; params.total'"),
    ("A table for a page:", "acct -n --format md -c 'use gpt2-xl; flops.forward'"),
    ("The script below as a page of the web:", "acct --format html budget.acct 80 > budget.html"),
    ("As a page of Markdown:", "acct --format md budget.acct 80 > budget.md"),
    ("The script below one statement at a time:", "acct --step budget.acct 80 < /dev/null"),
    ("The script below, with its limit in GB as an argument:", "acct budget.acct 80"),
    ("The same from standard input, read and not run:", "acct --check - < budget.acct"),
  ]

  static let budget = """
    #!/usr/bin/env acct
    use gpt2-xl
    batch_size = 3
    room = args[1] * 1 GB
    print "GPT-2 XL takes {memory -> GB} of {room}"
    assert memory <= room, "it does not fit"
    """

  private static let environment: [(String, String)] = [
    ("COLUMNS", "How many columns answers may take where no terminal says it; 100 if it is unset."),
    ("HOME", "Where the files below are."),
    (
      "LC_ALL",
      "With LC_CTYPE and LANG, whether the terminal has UTF-8. Without it answers are spelt in ASCII."
    ),
    ("NO_COLOR", "If set and not empty, no colour. CLICOLOR_FORCE asks for colour in a pipe too."),
    (
      "PAGER",
      "Shows what is longer than the screen; less -FRX if it is unset, nothing if it is empty or cat."
    ),
    ("TERM", "The terminal; dumb means no colour."),
    ("XDG_CONFIG_HOME", "Where acct/init.acct is looked for instead of ~/.config."),
    ("XDG_STATE_HOME", "Where acct/history and its neighbours below are kept instead of ~/.local/state."),
  ]

  private static let files: [(String, String)] = [
    ("~/.config/acct/init.acct", "Statements run before the prompt and before -c; not before scripts."),
    ("~/.local/state/acct/history", "The lines typed, one entry a line, readable by you alone."),
    (
      "~/.local/state/acct/measurements",
      "What measure found on this computer, a line each; remove it to forget them."
    ),
    ("~/.local/state/acct/lessons", "How far you are in each lesson."),
    ("~/.editrc", "Keys of the line editor, such as bind -v for those of vi; see editrc(5)."),
  ]

  private static let keys: [(String, String)] = [
    (
      "Tab",
      "completes a name, a member behind a dot, a unit, a preset or a file; where several fit, they are listed."
    ),
    ("Up, Down", "walk through the lines typed before, those of earlier sessions included."),
    ("Ctrl-R", "looks for an earlier line by a part of it."),
    ("Ctrl-C", "gives the line up, or stops a computation; everything bound stays."),
    ("Ctrl-D", "on an empty line leaves, as quit does."),
    ("Ctrl-Z", "suspends the program."),
  ]

  var page: String {
    var page = Manual.heading(
      "acct", section: 1, about: "say what the training of a Transformer costs, and why")
    synopsis(&page)
    page.section("DESCRIPTION")
    page.line("Nm")
    page.prose(
      """
      is a shell and a scripting language for the costs of training a Transformer language model: parameters, memory, \
      FLOPs, time. Describe a model and a run, look at a ledger, ask what would change, and have any number explained \
      down to the inputs it came from.
      """)
    page.paragraph()
    page.prose(
      """
      Without a file and with a terminal it opens a prompt; type help there. With a file it runs the script; what \
      follows the file is the list args inside it. A single - stands for standard input, which is also read when \
      there is neither a file nor a terminal.
      """)
    page.paragraph()
    page.prose("Values go to standard output, messages to standard error. The first error ends a script.")
    page.prose("The language is described in acct-language(7). This page is of version \(Version.text).")
    page.paragraph()
    page.prose("The options are:")
    options(&page)
    page.section("EDITING")
    page.prose("At the prompt, lines are edited with the keys of emacs, unless ~/.editrc says otherwise.")
    page.prose(
      "A statement that is not complete goes on in the next line; an empty line ends it. Pasted text never runs by itself."
    )
    page.list(Self.keys, isCompact: false)
    page.section("ENVIRONMENT")
    page.openList()
    for (name, meaning) in Self.environment {
      page.line("It Ev " + Mdoc.escape(name))
      page.prose(meaning)
    }
    page.closeList()
    page.section("FILES")
    page.openList()
    for (path, meaning) in Self.files {
      page.line("It Pa " + Mdoc.escape(path))
      page.prose(meaning)
    }
    page.closeList()
    page.section("EXIT STATUS")
    page.openList(isCompact: true)
    for (status, meaning) in CommandLineText.statuses {
      page.line("It \(status)")
      page.prose(meaning)
    }
    page.closeList()
    page.paragraph()
    page.prose("With --keep-going the status is that of the first error.")
    page.section("EXAMPLES")
    for (index, example) in Self.examples.enumerated() {
      if index > 0 { page.paragraph() }
      page.prose(example.purpose)
      page.literal([example.command])
    }
    page.paragraph()
    page.prose("The script budget.acct:")
    page.literal([Self.budget])
    page.section("SEE ALSO")
    page.prose("bc(1), units(1), editrc(5), acct-language(7)")
    return page.text
  }

  private func synopsis(_ page: inout Mdoc) {
    page.section("SYNOPSIS")
    page.line("Nm")
    for option in CommandLineOption.all where option.flag.hasPrefix("-") && !option.endsProgram {
      page.line("Op " + flag(option))
    }
    page.line("Op Ar file.acct Op Ar argument ...")
  }

  private func options(_ page: inout Mdoc) {
    page.openList()
    for option in CommandLineOption.all {
      page.line("It " + flag(option))
      page.prose(option.summary + (option.details.isEmpty ? "" : " " + option.details))
    }
    page.closeList()
  }

  /// `Fl c Ar code`; two spellings are separated by a comma.
  private func flag(_ option: CommandLineOption) -> String {
    let flags = option.flag.split(separator: ",").map {
      "Fl " + Mdoc.escape($0.drop { $0 == " " }.dropFirst())
    }
    return flags.joined(separator: " , ") + (option.value.isEmpty ? "" : " Ar " + Mdoc.quote(option.value))
  }
}
