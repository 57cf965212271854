import Formulas

/// Tokens to syntax: one method a rule of this grammar.
///
///     script       = { [ statement ] separator }
///     separator    = newline | ";"
///     statement    = declaration | command [ sink ] | path "?"
///                  | NAME ( "=" | ":=" ) expression
///                  | NAME "(" [ NAME { "," NAME } ] ")" ( ":=" | "=" ) expression
///                  | ( expression | continuation ) [ sink ]
///     command      = VERB arguments
///                  | "sweep" domains ":" expression { "," expression }
///                  | "solve" [ "min" | "max" ] search
///                    [ "for" disjunction ] [ "top" sum ]
///                  | "compare" item { "," item }
///                    [ ":" expression { "," expression } ]
///                  | "what" "changed"
///                  | "collect" expression "in" NAME { "," NAME }
///                  | "plot" expression { "," expression }
///                    [ "all" | "over" domains ] [ "log" [ "x" | "y" ] ]
///     search       = NAME "within" core | [ expression ] "over" domains
///     item         = expression | WORD
///     domains      = NAME "=" core { "," NAME "=" core }
///     sink         = "|" FORMAT [ ">" STRING ] | ">" STRING
///     continuation = ( ( "*" | "/" ) term | conversion | override ) …
///     expression   = core { conversion | override }
///     conversion   = ( "->" | "to" | "in" ) ( unit | FORMAT )
///     override     = "with" settings
///     settings     = ( WORD | setting ) { "," setting }
///     setting      = NAME ( "=" | ":=" ) core
///     core         = "if" core "then" core "else" core
///                  | disjunction [ ".." sum [ "step" [ "*" ] sum ] ]
///     disjunction  = and { "or" and }
///     and          = not { "and" not }
///     not          = [ "not" ] comparison
///     comparison   = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]
///     sum          = term { ( "+" | "-" ) term }
///     term         = factor { ( "*" | "/" | "//" | "mod" ) factor }
///     factor       = [ "-" ] power
///     power        = postfix [ "^" factor ]
///     postfix      = primary { "." NAME | "[" expression "]"
///                            | "(" arguments ")" }
///     primary      = NUMBER [ unit ] | STRING | list | NAME | "_"
///                  | "(" expression ")" | "true" | "false"
///     list         = "[" [ expression { "," expression } ] "]"
///     unit         = UNIT { ( "/" | "*" ) UNIT }
///
/// A continuation goes on from the last value. A unit has no spaces inside. A newline continues a line inside
/// brackets and after a binary operator, a comma, `=`, `:=`, `with`, `then`, `else`. Declarations are in
/// `Parser+Declarations`.
public struct Parser {
  let arena: Arena
  let source: Int32
  let bytes: [UInt8]
  let known: KnownNames
  var tokens: [Token]
  var numbers: [Num]
  var at = 0
  var brackets = 0
  var nesting = 0
  /// Whether the end of a range is being read, where `step` is a word of the language and no unit.
  var isEndOfRange = false
  /// Whether `in` ends the expression being read instead of converting it.
  var endsAtIn = false
  /// Whether names of models stand here, which may hold hyphens, dots and digits: `llama-3.1-8b`.
  var namesModels = false
  /// Whether the bodies of declarations are read when they are asked for: those of the embedded library.
  public var defersBodies = false
  /// Whether a comma behind a setting may begin the next thing to compare.
  var comparesItems = false
  /// Whether `=` compares, where nothing could be set.
  var equalsCompares = false
  /// Whether the statement being read stands in a block of statements.
  var isInBlock = false
  /// Whether the statement being read speaks of the question before it.
  var goesOn = false
  /// Whether the text ended in the middle of something, so that more lines could complete it.
  public internal(set) var isIncomplete = false

  mutating func markIncomplete() { isIncomplete = true }

  public var warnings: [Diagnostic] = []
  /// The expression a line that starts with `with` goes on from.
  public var previous: Formula = .absent

  static let nestingLimit = 200

  public init(_ text: Source, index: Int32, arena: Arena) throws(Diagnostic) {
    try self.init(
      text.bytes, index: index, range: 0..<text.bytes.count, arena: arena, known: KnownNames(arena.names))
  }

  init(_ bytes: [UInt8], index: Int32, range: Range<Int>, arena: Arena, known: KnownNames) throws(Diagnostic)
  {
    let lexer = try Lexer(bytes, source: index, range: range, names: arena.names)
    self.arena = arena
    self.bytes = bytes
    self.known = known
    source = index
    tokens = lexer.tokens
    numbers = lexer.numbers
  }
}

extension Diagnostic {
  static func equalsInCondition(_ span: Span) -> Diagnostic {
    Diagnostic(.equalsInCondition, "\"=\" sets a value; \"==\" compares", at: span, "write ==")
  }
}

/// Words with a fixed meaning inside expressions.
struct KnownNames {
  let keywords: Set<Symbol>
  let and, or, not, mod, with, to, `in`, `if`, then, `else`, step, yes, no, last: Symbol

  init(_ names: Names) {
    and = names.symbol("and")
    or = names.symbol("or")
    not = names.symbol("not")
    mod = names.symbol("mod")
    with = names.symbol("with")
    to = names.symbol("to")
    self.in = names.symbol("in")
    self.if = names.symbol("if")
    then = names.symbol("then")
    self.else = names.symbol("else")
    step = names.symbol("step")
    yes = names.symbol("true")
    no = names.symbol("false")
    last = names.symbol("_")
    keywords = [and, or, not, mod, with, to, self.in, self.if, then, self.else, yes, no, last]
  }

  /// `step` is a keyword only inside a range.
  func isKeyword(_ symbol: Symbol) -> Bool { keywords.contains(symbol) }
}
