import Formulas
import Foundation
import Testing

@testable import Shell

@Suite("JSON lines")
struct JSONTests {
  let fixtures = Fixtures()

  func line(_ value: Value, expr: String = "x") -> String {
    let line = ValueJSON(units: fixtures.units, names: fixtures.names).line(value, expr: expr)
    #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
    return line
  }

  @Test("Integers are exact at any size")
  func integers() {
    #expect(
      line(fixtures.quantity(80_411_200, fixtures.params), expr: "params.embedding")
        == #"{"expr":"params.embedding","value":80411200,"unit":"params","exact":true}"#)
    let huge = Num.int(10).power(.int(30))!.adding(.one)
    #expect(
      line(.quantity(Quantity(huge, fixtures.flops)))
        == #"{"expr":"x","value":1000000000000000000000000000001,"unit":"FLOP","exact":true}"#)
    #expect(line(fixtures.quantity(.min)).contains(#""value":-9223372036854775808,"#))
  }

  @Test("What is rounded says so, and what is no number is null")
  func inexact() {
    #expect(
      line(.quantity(Quantity(.wide(200, 3))))
        == #"{"expr":"x","value":66.66666666666667,"unit":"","exact":false}"#)
    #expect(line(.quantity(Quantity(.wide(1, 4)))).contains(#""value":0.25,"unit":"","exact":true"#))
    #expect(line(.quantity(Quantity(.real(1e22)))).contains(#""value":1e+22,"unit":"","exact":false"#))
    for value in [Double.infinity, -.infinity, .nan] {
      #expect(line(.quantity(Quantity(.real(value)))).contains(#""value":null,"unit":"","exact":false"#))
    }
  }

  @Test("A conversion changes value and unit")
  func converted() {
    let memory = fixtures.quantity(34_032_921_600, fixtures.bytes)
    #expect(
      line(.shown(memory, .unit(fixtures.gib))).contains(
        #""value":31.69562816619873046875,"unit":"GiB","exact":true"#))
    #expect(
      line(.shown(.quantity(Quantity(.wide(1, 8))), .format(.percent))).contains(
        #""value":12.5,"unit":"%","exact":true"#))
    #expect(
      line(.shown(.quantity(Quantity(.wide(1, 3))), .places(2))).contains(
        #""value":0.33,"unit":"","exact":false"#))
    #expect(
      line(.shown(memory, .format(.human))).contains(#""value":34032921600,"unit":"bytes","exact":true"#))
  }

  @Test("Words, texts, booleans, lists and ranges are values")
  func others() {
    #expect(line(.boolean(true)) == #"{"expr":"x","value":true,"unit":"","exact":true}"#)
    #expect(
      line(.word(fixtures.names.symbol("bf16"))) == #"{"expr":"x","value":"bf16","unit":"","exact":true}"#)
    #expect(
      line(.list([fixtures.quantity(1, fixtures.bytes), .quantity(Quantity(.wide(1, 3), fixtures.bytes))]))
        == #"{"expr":"x","value":[1,0.3333333333333333],"unit":"bytes","exact":false}"#)
    #expect(line(.list([])) == #"{"expr":"x","value":[],"unit":"","exact":true}"#)
    #expect(line(.list([.boolean(true), .text("a")])).contains(#""value":[true,"a"]"#))
    let range = NumberRange(
      first: Quantity(.int(1)), last: Quantity(.int(9)), step: .int(2), isGeometric: false)
    #expect(line(.range(range)).contains(#""value":{"first":1,"last":9,"step":2},"unit":"","exact":true"#))
  }

  @Test("Every text survives", arguments: ["\"", "\\", "\u{0}\u{1f}\u{7f}\n\r\t", "é中😀\u{2028}", "", "a/b"])
  func escapes(_ text: String) throws {
    let line = line(.text(text), expr: text)
    #expect(!line.contains("\n"))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(object?["expr"] as? String == text)
    #expect(object?["value"] as? String == text)
  }

  @Test("The rows of a ledger add up to its value; related figures stand apart")
  func ledger() throws {
    let line = line(.ledger(fixtures.parameters), expr: "params")
    #expect(
      line.hasPrefix(
        #"{"expr":"params","value":2127057600,"unit":"params","exact":true,"rows":[{"name":"embedding","value":80411200,"#
          + #""unit":"params","exact":true},{"name":"block","value":1966233600,"unit":"params","exact":true,"times":48,"#
          + #""rows":[{"name":"attention","value":491520000,"unit":"params","exact":true,"rows":["#))
    #expect(
      line.hasSuffix(
        #","also":[{"name":"non_embedding","value":2046646400,"unit":"params","exact":true}]}"#))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    func check(_ object: [String: Any]) {
      guard let rows = object["rows"] as? [[String: Any]] else { return }
      let sum = rows.compactMap { $0["value"] as? Int }.reduce(0, +)
      #expect(sum == object["value"] as? Int)
      rows.forEach(check)
    }
    check(try #require(object))
  }

  @Test("A sweep is columns and rows")
  func grid() {
    let time = Value.shown(.quantity(Quantity(.wide(1, 3), fixtures.bytes)), .unit(fixtures.gib))
    let grid = Grid(
      columns: ["d_model", "params", "memory"],
      rows: [
        [fixtures.quantity(768), fixtures.quantity(530_254_080, fixtures.params), time],
        [fixtures.quantity(1024), nil],
      ])
    #expect(
      grid.json(expr: "sweep …", units: fixtures.units, names: fixtures.names)
        == #"{"expr":"sweep …","columns":[{"name":"d_model","unit":""},{"name":"params","unit":"params"},"#
        + #"{"name":"memory","unit":"GiB","exact":false}],"rows":[[768,530254080,3.104408582051595e-10],[1024,null,null]]}"#
    )
  }
}
