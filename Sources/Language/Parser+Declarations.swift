import Formulas

/// Declarations: what the embedded library is written in, and what a user's file may hold too.
///
///     declaration = "unit" NAME { "," NAME } [ "=" number ]
///                 | "label" NAME { "," NAME } | "scale" NAME { NAME }
///                 | ROLE NAME [ "symbol" NAME ] [ ":" domain ]
///                   [ ( "=" | ":=" ) core ] [ words ]
///                 | KIND WORD [ STRING ] "{" { field [ STRING ] } "}"
///                 | "default" KIND "{" { field [ STRING ] } "}"
///                 | "preset" WORD [ STRING ] "of" NAME "{" { setting } "}"
///                 | "op" NAME operands costs
///                 | "part" NAME operands parts
///                 | "model" WORD [ STRING ] parts
///                 | "family" WORD [ STRING ] "of" WORD [ reads ]
///                   "{" { setting } "}"
///                 | "ledger" NAME ":" unit [ "by" WHICH ] ( "=" amount | rows )
///                 | "scenario" WORD ":" settings
///     ROLE        = "shape" | "input" | "convention"
///     KIND        = "accelerator" | "dtype" | "precision" | "optimizer"
///     domain      = "count" | "length" | "whole" | "fraction" | "flag"
///                 | "number" | unit | KIND | NAME
///     words       = "{" { WORD [ STRING ] } "}"
///     field       = NAME "=" expression
///     reads       = "reads" STRING { "," STRING }
///     setting     = NAME ( "=" | ":=" ) expression
///     operands    = "(" [ operand { "," operand } ] ")"
///     operand     = NAME [ "=" core ]
///     costs       = "{" { cost } "}"
///     cost        = "weight" NAME "=" list [ "as" SHARE ]
///                 | COST "=" expression
///                 | "keeps" NAME "=" expression [ STRING ] [ "as" KEPT ]
///                 | "lists" expression | "gives" expression
///                 | "let" NAME "=" expression
///                 | "if" core costs [ "else" … ]
///     SHARE       = "table" | "expert" | "whole" | "adapter" | "tied"
///     COST        = "forward" | "backward" | "tensor_traffic"
///                 | "backward_traffic" | "gathered_again" | "expert_traffic"
///     KEPT        = "input" | "weight_cast"
///     parts       = "{" { part } "}"
///     part        = NAME "=" ( [ "inline" ] NAME "(" arguments ")" | expression )
///                 | NAME parts | "repeat" core "as" NAME [ "across" core ] parts
///                 | "split" shares parts
///                 | "checkpoint" "if" core [ "whole" "if" core ] parts
///                 | "assert" core [ "," STRING ] | "gives" expression
///                 | "if" core parts [ "else" … ]
///     shares      = WHAT "by" core [ "," WHAT "by" core ]
///     WHAT        = "weights" | "activations"
///     rows        = "{" { row } "}"
///     WHICH       = NAME | "largest" [ "part" ]
///     row         = [ "also" | "apart" | "optional" ] NAME "=" amount | amount
///                 | NAME [ "*" factor ] rows [ STRING ]
///                 | "assert" core [ "," STRING ] | "inline" NAME
///                 | "if" core rows [ "else" … ]
///     amount      = ( [ "each" [ "device" ] SUBJECT ] expression
///                   | "fold" [ "device" ] COST ) [ STRING ]
///     SUBJECT     = [ "trained" | "block" | "outer" ] "weight" | "operation"
///
/// Items inside braces stand on lines of their own or are separated by ";". A WORD may hold hyphens and dots.
/// `##` lines above a declaration are its description.
extension Parser {
  /// The kinds of records there are: named sets of fields.
  public static let recordKinds = ["accelerator", "dtype", "precision", "optimizer"]

  /// The word before a kind, where the fields are those that its records need not say themselves.
  public static let defaults = "default"

  /// The words for what an input may be, besides units and the inputs that have named values.
  public static let domainNames = domains.keys.sorted() + recordKinds

  mutating func declaration(_ word: String, _ documentation: String) throws(Diagnostic) -> Declaration? {
    guard next.kind == .name else { return nil }
    let start = current
    switch word {
    case "unit", "label", "scale": return try measure(word, documentation)
    case "shape", "input", "convention": return try input(word, documentation)
    case "preset":
      at += 1
      var (name, text) = try heading(documentation)
      guard isKeyword("of") else { throw unexpected(current, wanted: "of and a family") }
      at += 1
      let (family, familySpan) = (self.text(current), self.span(current))
      guard current.kind == .name else { throw unexpected(current, wanted: "the name of a family") }
      at += 1
      if text.isEmpty { text = documentation }
      let fields = try block(of: start) { (parser) throws(Diagnostic) in try parser.field(mayBeLive: true) }
      if name.isEmpty { name = family }
      return Declaration(
        name: name, span: span(start), description: text, body: .preset(family: family, familySpan, fields))
    case "op": return try op(documentation)
    case "part": return try part(documentation)
    case "family": return try family(documentation)
    case "model":
      at += 1
      let (name, text) = try heading(documentation)
      let body = try laterBlock(of: start) { (parser) throws(Diagnostic) in try parser.modelStatement() }
      return Declaration(name: name, span: span(start), description: text, body: .model(body))
    case "ledger": return try ledger(documentation)
    case "scenario":
      at += 1
      let (name, text) = try heading(documentation)
      guard current.kind == .colon else {
        throw Diagnostic(
          .declaration, "a colon is wanted behind the name of a scenario", at: span(current),
          "scenario \(name): d_model = 768, num_layers = 12")
      }
      let settings = try settings(of: .absent)
      return Declaration(name: name, span: span(start), description: text, body: .scenario(settings))
    case Parser.defaults:
      at += 1
      guard Parser.recordKinds.contains(text(current)) else {
        throw Diagnostic(
          .declaration, "what are these the defaults of?", at: span(current),
          "one of: \(Parser.recordKinds.joined(separator: " "))")
      }
      let (kind, text) = try heading(documentation)
      let fields = try laterBlock(of: start) { (parser) throws(Diagnostic) in try parser.field() }
      return Declaration(
        name: "\(word) \(kind)", span: span(start), description: text, body: .record(kind: word, fields))
    default:
      guard Parser.recordKinds.contains(word) else { return nil }
      at += 1
      let (name, text) = try heading(documentation)
      let fields = try laterBlock(of: start) { (parser) throws(Diagnostic) in try parser.field() }
      return Declaration(name: name, span: span(start), description: text, body: .record(kind: word, fields))
    }
  }

  /// A name that may hold hyphens and dots, and the text behind it.
  mutating func heading(_ documentation: String) throws(Diagnostic) -> (String, String) {
    let name = try word()
    let text = try optionalText()
    return (name, text.isEmpty ? documentation : text)
  }

  /// A name that may hold hyphens and dots.
  mutating func word() throws(Diagnostic) -> String {
    guard current.kind == .name else { throw unexpected(current, wanted: "a name") }
    var end = current.end
    let start = Int(current.start)
    at += 1
    while current.start == end,
      current.kind == .minus || current.kind == .dot || current.kind == .name || current.kind == .number
    {
      end = current.end
      at += 1
    }
    return String(decoding: bytes[start..<Int(end)], as: UTF8.self)
  }

  /// A plain string, if one stands here.
  mutating func optionalText() throws(Diagnostic) -> String {
    guard current.kind == .string else { return "" }
    guard case .text(let text)? = arena.constantValue(try string()) else {
      throw Diagnostic(.declaration, "a plain text is wanted here", at: span(tokens[at - 1]))
    }
    return text
  }

  /// `{ item separator item … }`
  mutating func block<Item>(
    of start: Token, _ item: (inout Parser) throws(Diagnostic) -> Item
  ) throws(Diagnostic) -> [Item] {
    guard current.kind == .leftBrace else { throw unexpected(current, wanted: "{") }
    let opened = current
    let outer = brackets
    brackets = 0
    at += 1
    var items: [Item] = []
    nesting += 1
    defer {
      nesting -= 1
      brackets = outer
    }
    if nesting > Parser.nestingLimit {
      throw Diagnostic(
        .tooDeep, "nested more than \(Parser.nestingLimit) deep", at: span(start), "flatten the blocks")
    }
    while true {
      while current.kind == .semicolon || current.kind == .newline || current.kind == .documentation {
        at += 1
      }
      if current.kind == .rightBrace { break }
      if current.kind == .end {
        markIncomplete()
        throw Diagnostic(.unclosed, "\"{\" is never closed", at: span(opened))
      }
      items.append(try item(&self))
      guard
        current.kind == .rightBrace || current.kind == .semicolon || current.kind == .newline
          || current.kind == .documentation || current.kind == .end
      else { throw unexpected(current, wanted: "the end of the line") }
    }
    at += 1
    return items
  }

  mutating func newName(_ wanted: String) throws(Diagnostic) -> Token {
    guard current.kind == .name, !known.isKeyword(current.symbol) else {
      throw unexpected(current, wanted: wanted)
    }
    defer { at += 1 }
    return current
  }

  mutating func expect(_ kind: Token.Kind, _ wanted: String) throws(Diagnostic) {
    guard current.kind == kind else { throw unexpected(current, wanted: wanted) }
    advanceOver()
  }
}
