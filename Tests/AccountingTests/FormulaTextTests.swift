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
    case (.call(let f, let p), .call(let g, let q)): return f == g && areSame(p, q)
    case (.list(let p), .list(let q)): return areSame(p, q)
    default: return text(a) == text(b)
    }
  }

  private func areSame(_ a: ListID, _ b: ListID) -> Bool {
    list(a).count == list(b).count && zip(list(a), list(b)).allSatisfy { isSame($0, $1) }
  }
}
