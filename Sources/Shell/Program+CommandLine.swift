extension Program {
  /// Reads a command line off the rows of `CommandLineOption`; nil where that is not all there is to it. Help,
  /// completions and the words for mistakes are the parser's, which takes as long to start as all the rest.
  public init?(commandLine: some Sequence<String>) {
    var rest = Array(commandLine)[...]
    while let argument = rest.first, argument.hasPrefix("-"), argument != "-", argument != "--" {
      rest.removeFirst()
      let isRead = argument.hasPrefix("--") ? read(long: argument, &rest) : read(short: argument, &rest)
      guard isRead else { return nil }
    }
    take(words: Array(rest))
  }

  /// What stands behind the options: a script and its arguments, or those of `-c`. `--` ends the options, so that a
  /// script may be called `-x`.
  public mutating func take(words: [String]) {
    let isLiteral = words.first == "--"
    var words = isLiteral ? words.dropFirst() : words[...]
    // Behind a page, because that is where it is typed.
    if testsPages, !isLiteral, words.contains("--update") {
      words.removeAll { $0 == "--update" }
      updatesPages = true
    }
    script = codes.isEmpty ? words.first : nil
    arguments = Array(codes.isEmpty ? words.dropFirst() : words)
  }

  /// `--set name=value`, `--set=name=value`, `--strict`.
  private mutating func read(long argument: String, _ rest: inout ArraySlice<String>) -> Bool {
    guard let sign = argument.utf8.firstIndex(of: UInt8(ascii: "=")) else {
      return read(argument, nil, &rest)
    }
    let value = argument[argument.utf8.index(after: sign)...]
    return read(String(argument[..<sign]), String(value), &rest)
  }

  /// `-n`, or several letters of which the last may take what follows: `-nc code`.
  private mutating func read(short argument: String, _ rest: inout ArraySlice<String>) -> Bool {
    for letter in argument.dropFirst() where !read("-\(letter)", nil, &rest) { return false }
    return true
  }

  /// One option, with the value attached to it, if one is; false leaves the line to the parser.
  private mutating func read(_ flag: String, _ value: String?, _ rest: inout ArraySlice<String>) -> Bool {
    guard let option = CommandLineOption.all.first(where: { $0.flag == flag }) else { return false }
    switch option.effect {
    case .turn(let turn):
      turn(&self)
      return value == nil
    case .take(let take):
      // An empty value that is attached is a mistake to the parser, one that stands alone is not.
      guard value != "", let value = value ?? rest.popFirst(), !value.hasPrefix("-") else { return false }
      return take(&self, value)
    case .takeAnything(let take):
      guard let value = value ?? rest.popFirst(), value != "--" else { return false }
      take(&self, value)
      return true
    case .answer: return false
    }
  }
}
