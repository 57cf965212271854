import Testing

@testable import Accounting

/// Bodies of the library's declarations are read when they are asked for; here all of them are.
@Suite("The embedded library")
struct LibraryTests {
  @Test("Every body can be read, and none is empty that should not be")
  func bodies() throws {
    let sheet = try Worksheet()
    for op in sheet.allOps { #expect(!op.body.body.value.isEmpty, "\(op.name)") }
    for part in sheet.allParts { #expect(!part.body.body.isEmpty, "\(part.name)") }
    for family in sheet.modelOrder {
      #expect(sheet.statements(of: family)?.isEmpty == false, "\(family)")
    }
    for name in sheet.order {
      switch sheet.entries[name]?.kind {
      case .ledger(let body): #expect(!body.rows.value.isEmpty, "\(sheet.names[name])")
      case .record(_, let fields): #expect(!fields.value.isEmpty, "\(sheet.names[name])")
      default: break
      }
    }
  }
}
