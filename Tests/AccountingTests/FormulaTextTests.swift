import Formulas
import Language
import Testing

@testable import Accounting

/// What is printed can be typed.
@Suite("Printed formulas")
struct FormulaTextTests {
  @Test("Every formula of the library, and of the models worked out from it, reads back as itself")
  func roundTrip() throws {
    let sheet = try Sheet()
    var sample = try Sample(seed: 400)
    for preset in sheet.worksheet.presetOrder {
      try sheet.run("use \(preset)")
      _ = try sheet.answer("memory")
    }
    for _ in 1...4 {
      try sheet.run(sample.next())
      for ledger in sheet.ledgers { _ = try sheet.answer(ledger) }
    }
    let arena = sheet.worksheet.arena
    let count = arena.nodes.count
    for index in 0..<count {
      let text = arena.text(Formula(index: Int32(index)))
      // In parentheses a word that is also a command is a name.
      let again = try sheet.formula("(" + text + ")")
      #expect(arena.text(again) == text)
      #expect(arena.isSame(Formula(index: Int32(index)), again), "\(text)")
    }
    print("printed formulas: \(count)")
    #expect(count > 1000)
  }

  @Test("Random formulas read back as themselves: parentheses stand where they must", arguments: 1...4)
  func random(seed: UInt64) throws {
    let sheet = try Sheet()
    let arena = sheet.worksheet.arena
    var generator = FormulaGenerator(arena, seed: seed)
    for _ in 1...500 {
      let formula = generator.number(depth: 5)
      let text = arena.text(formula)
      guard let again = try? sheet.formula(text) else {
        Issue.record("not a formula: \(text)")
        continue
      }
      #expect(arena.text(again) == text)
      #expect(arena.isSame(formula, again), "\(text)")
    }
  }

  @Test("A text reads back as itself, whatever must be escaped in it")
  func texts() throws {
    let sheet = try Sheet()
    let typed = #""a \n \t \" \\ \{ \} é""#
    #expect(sheet.worksheet.arena.text(try sheet.formula(typed)) == typed)
  }
}

/// Makes formulas of every shape that can be written.
private struct FormulaGenerator {
  let arena: Arena
  var random: Seeded

  init(_ arena: Arena, seed: UInt64) {
    self.arena = arena
    random = Seeded(seed)
  }

  mutating func number(depth: Int) -> Formula {
    if depth == 0 { return leaf() }
    func arm() -> Int { depth - 1 }
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<6:
      let operations: [BinaryOperator] = [.add, .subtract, .multiply, .divide, .floorDivide, .modulo, .power]
      let operation = operations.randomElement(using: &random) ?? .add
      return arena.add(.binary(operation, number(depth: arm()), number(depth: arm())))
    case 6: return arena.add(.unary(.negate, number(depth: arm())))
    case 7: return arena.add(.choice(condition(depth: arm()), number(depth: arm()), number(depth: arm())))
    case 8:
      let arguments = arena.list([number(depth: arm()), number(depth: arm())])
      return arena.add(.call(arena.names.symbol("max"), arguments))
    case 9:
      let items = arena.add(.list(arena.list([number(depth: arm()), number(depth: arm())])))
      return arena.add(.element(items, number(depth: arm())))
    case 10:
      let override = Override(
        name: arena.names.symbol("batch_size"), formula: number(depth: arm()), span: .none)
      return arena.add(.with(number(depth: arm()), arena.overrides([override])))
    default: return leaf()
    }
  }

  private mutating func condition(depth: Int) -> Formula {
    let comparisons = BinaryOperator.allCases.filter(\.isComparison)
    if depth <= 1 {
      let comparison = comparisons.randomElement(using: &random) ?? .equal
      return arena.add(.binary(comparison, leaf(), leaf()))
    }
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      let operation: BinaryOperator = Bool.random(using: &random) ? .and : .or
      return arena.add(.binary(operation, condition(depth: depth - 1), condition(depth: depth - 1)))
    case 1: return arena.add(.unary(.not, condition(depth: depth - 1)))
    default:
      let comparison = comparisons.randomElement(using: &random) ?? .equal
      return arena.add(.binary(comparison, number(depth: depth - 1), number(depth: depth - 1)))
    }
  }

  private mutating func leaf() -> Formula {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return arena.number(Int.random(in: 0...2_000_000, using: &random))
    case 1:
      let decimal = Num.int(Int.random(in: 1...9_999, using: &random)).dividing(by: .int(1000)) ?? .one
      return arena.constant(.quantity(Quantity(decimal)))
    case 2:
      let bytes = arena.units["bytes"]?.dimension ?? .none
      return arena.constant(.quantity(Quantity(.int(Int.random(in: 2...9, using: &random)), bytes)))
    case 3:
      return arena.add(.member(arena.add(.name(arena.names.symbol("memory"))), arena.names.symbol("weights")))
    default: return arena.add(.name(arena.names.symbol("d_model")))
    }
  }
}

extension Arena {
  /// Whether two formulas are the same tree, wherever they stand in the text.
  fileprivate func isSame(_ a: Formula, _ b: Formula) -> Bool {
    if a.isAbsent || b.isAbsent { return a.isAbsent && b.isAbsent }
    switch (self[a], self[b]) {
    case (.constant, .constant): return text(a) == text(b)
    case (.name(let x), .name(let y)): return x == y
    case (.member(let x, let p), .member(let y, let q)): return p == q && isSame(x, y)
    case (.element(let x, let p), .element(let y, let q)): return isSame(x, y) && isSame(p, q)
    case (.unary(let p, let x), .unary(let q, let y)): return p == q && isSame(x, y)
    case (.binary(let p, let x, let y), .binary(let q, let z, let w)):
      return p == q && isSame(x, z) && isSame(y, w)
    case (.choice(let x, let y, let z), .choice(let u, let v, let w)):
      return isSame(x, u) && isSame(y, v) && isSame(z, w)
    case (.with(let x, let p), .with(let y, let q)):
      let (a, b) = (overrides(p), overrides(q))
      return isSame(x, y) && a.map(\.name) == b.map(\.name)
        && zip(a, b).allSatisfy { isSame($0.formula, $1.formula) }
    case (.call(let f, let p), .call(let g, let q)): return f == g && areSame(p, q)
    case (.list(let p), .list(let q)): return areSame(p, q)
    default: return text(a) == text(b)
    }
  }

  private func areSame(_ a: ListID, _ b: ListID) -> Bool {
    list(a).count == list(b).count && zip(list(a), list(b)).allSatisfy { isSame($0, $1) }
  }
}
