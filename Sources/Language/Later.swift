import Formulas

/// What stands between the braces of a declaration, read when it is first asked for.
///
/// Most sessions need few of the embedded library's declarations, and their bodies are most of its text. What a user
/// declares is read at once, so that a mistake is told where it was made; the tests read every body of the library.
///
/// A class, because all copies of a declaration share what was read.
public final class Later<Value>: @unchecked Sendable {
  private var known: Value?
  private var read: (() throws(Diagnostic) -> Value)?

  public init(_ value: Value) { known = value }
  init(reading read: @escaping () throws(Diagnostic) -> Value) { self.read = read }

  public var value: Value {
    if let known { return known }
    guard let read else { preconditionFailure("neither read nor to be read") }
    do throws(Diagnostic) {
      let value = try read()
      (known, self.read) = (value, nil)
      return value
    } catch {
      preconditionFailure("the embedded library: \(error.message)")
    }
  }
}

extension Parser {
  /// `{ item separator item … }`, now, or where bodies are put off, when it is asked for.
  mutating func laterBlock<Item>(
    of start: Token, _ item: @escaping (inout Parser) throws(Diagnostic) -> Item
  ) throws(Diagnostic) -> Later<[Item]> {
    guard defersBodies, current.kind == .leftBrace else { return Later(try block(of: start, item)) }
    let here = self
    var depth = 0
    repeat {
      if current.kind == .end { return Later(try block(of: start, item)) }
      depth += current.kind == .leftBrace ? 1 : current.kind == .rightBrace ? -1 : 0
      at += 1
    } while depth > 0
    return Later { () throws(Diagnostic) in
      var parser = here
      return try parser.block(of: start, item)
    }
  }
}
