/// A formula as it is set on paper: what stands over what, not how it is typed. Written as LaTeX and as MathML.
public indirect enum Math: Hashable, Sendable {
  /// Digits as acct writes them: `1_024`, `3.4e+38`.
  case number(String)
  /// `d_model`, `memory.static`
  case name(String)
  /// A word that is no name: a unit, a named value, `if`.
  case word(String)
  /// `+`, `=`, `≈`
  case sign(String)
  case row([Math])
  case fraction(Math, Math)
  case power(Math, Math)
  case root(Math)
  case bracketed(Brackets, Math)
  case cases([Case])

  public enum Brackets: Sendable { case round, square, floor, ceiling, bars }

  /// One line of a choice; `condition` is nil on the last.
  public struct Case: Hashable, Sendable {
    public var value: Math
    public var condition: Math?
  }

  /// Whether a space stands between two parts of a row: around words, but not beside a sign, which brings its own,
  /// nor between a function and its brackets.
  public static func keepsDistance(_ part: Math, behind before: Math) -> Bool {
    if case .sign = part { return false }
    if case .word(let word) = part {
      if case .sign = before { return false }
      return !word.hasPrefix(".")
    }
    guard case .word(let word) = before else { return false }
    if case .bracketed = part { return ["and", "or", "not", "mod", "with"].contains(word) }
    return true
  }

  /// A value as it is written: `2_127_057_600 params`, `≈ 3.42069`, `4 bytes/param`, `bf16`.
  public init(written text: String) {
    let pieces = text.split(separator: " ").map { piece -> Math in
      switch piece {
      case "*": return .sign("·")
      case "-": return .sign("−")
      case "+", "/", "≈", "=": return .sign(String(piece))
      default: break
      }
      if piece.first?.isNumber == true { return .number(String(piece)) }
      if piece.first == "-", piece.dropFirst().first?.isNumber == true {
        return .row([.sign("−"), .number(String(piece.dropFirst()))])
      }
      return .word(String(piece))
    }
    self = pieces.count == 1 ? pieces[0] : .row(pieces)
  }
}
