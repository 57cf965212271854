import Formulas

/// A word of the source: what it is and where.
struct Token {
  enum Kind: UInt8 {
    case name, number, percent, string, documentation
    case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
    case comma, dot, dots, colon, semicolon, newline, question, bar, end
    case assign, define, arrow
    case plus, minus, star, slash, doubleSlash, caret
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual
  }

  var kind: Kind
  var start: Int32
  var end: Int32
  /// The symbol of a name, the index of a number.
  var payload: Int32 = 0

  var symbol: Symbol { Symbol(id: payload) }
}
