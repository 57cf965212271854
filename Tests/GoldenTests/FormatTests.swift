import Foundation
import Testing

/// The shapes that other programs read.
@Suite("Formats")
struct FormatTests {
  /// A line of `--format json`, read back.
  private func json(_ code: String) throws -> [[String: Any]] {
    let outcome = AcctProcess.run(code: code, "--format", "json")
    #expect(outcome.messages == "")
    return try outcome.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test("A value is one object on one line")
  func value() throws {
    let lines = try json("use cs336-gpt2-xl; params.embedding; memory.weights -> GiB; 1/3")
    #expect(lines.count == 3)
    #expect(lines[0]["expr"] as? String == "params.embedding")
    #expect(lines[0]["value"] as? Int == 80_411_200)
    #expect(lines[0]["unit"] as? String == "params")
    #expect(lines[0]["exact"] as? Bool == true)
    #expect(lines[1]["unit"] as? String == "GiB")
    #expect(lines[2]["exact"] as? Bool == false)
  }

  @Test("An explanation is the line of its value, and why")
  func explanation() throws {
    let lines = try json("use cs336-gpt2-xl; explain memory.weights -> GiB; why d_head; explain E03; d_head")
    #expect(lines.count == 4)
    #expect(lines[0]["expr"] as? String == "memory.weights -> GiB")
    #expect(lines[0]["unit"] as? String == "GiB")
    #expect(lines[0]["subject"] as? String == "memory.weights")
    #expect((lines[0]["chain"] as? [String])?.first == "params * precision.weight")
    let causes = try #require(lines[0]["causes"] as? [[String: Any]])
    #expect(causes.map { $0["name"] as? String } == ["params", "precision", "fp32.weight"])
    #expect(causes[0]["value"] as? Int == 2_127_057_600)
    #expect(lines[1]["why"] as? String == "d_head = d_model / num_heads = 1_600 / 25 = 64")
    for name in ["expr", "value", "unit", "exact"] {
      #expect("\(lines[1][name] ?? "")" == "\(lines[3][name] ?? "")")
    }
    #expect(lines[2]["code"] as? String == "E03")
  }

  @Test("A ledger has rows that add up to it")
  func ledger() throws {
    let ledger = try json("use cs336-gpt2-xl; params")[0]
    #expect(ledger["value"] as? Int == 2_127_057_600)
    var leaves = 0
    func sum(_ object: [String: Any]) throws -> Int {
      let value = try #require(object["value"] as? Int)
      guard let rows = object["rows"] as? [[String: Any]], !rows.isEmpty else {
        leaves += 1
        return value
      }
      for row in rows { #expect(row["name"] is String) }
      let total = try rows.reduce(0) { try $0 + sum($1) }
      #expect(total == value)
      return total
    }
    #expect(try sum(ledger) == 2_127_057_600)
    #expect(leaves > 8)
  }

  @Test(
    "Integers are written in full, whatever their size",
    arguments: [
      "9_007_199_254_740_993", "2^64", "2^100", "-2^126", "170141183460469231731687303715884105727",
    ])
  func integers(_ text: String) throws {
    let line = AcctProcess.run(code: text, "--format", "json").output
    let exact = [
      "9_007_199_254_740_993": "9007199254740993", "2^64": "18446744073709551616",
      "2^100": "1267650600228229401496703205376", "-2^126": "-85070591730234615865843651857942052864",
    ]
    #expect(line.contains("\"value\":\(exact[text] ?? text),"))
    #expect(line.contains("\"exact\":true"))
  }

  @Test("Every golden line of JSON is JSON")
  func goldens() throws {
    let text = try String(contentsOfFile: Golden.root + "/formats/json.out", encoding: .utf8)
    for line in text.split(separator: "\n") where line.hasPrefix("{") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["expr"] is String)
    }
  }

  @Test("CSV has one header, and as many fields on every line")
  func csv() {
    let outcome = AcctProcess.run(code: "params; memory -> GB; 1/3; \"a, \\\"b\\\"\"", "--format", "csv")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "path,value,unit")
    #expect(lines.filter { $0 == lines.first }.count == 1)
    for line in lines { #expect(Self.fields(line) == 3, "\(line)") }
  }

  @Test("Markdown has one header, and as many cells in every row of a table")
  func markdown() {
    let lines = AcctProcess.run(code: "params", "--format", "md").output.split(separator: "\n").map(
      String.init)
    #expect(lines.count > 5)
    #expect(lines[1].allSatisfy { "|-: ".contains($0) })
    let cells = lines.map { $0.split(separator: "|", omittingEmptySubsequences: false).count }
    #expect(Set(cells).count == 1)
  }

  /// Fields of a line of CSV.
  private static func fields(_ line: String) -> Int {
    var isQuoted = false
    return line.reduce(1) { count, character in
      if character == "\"" { isQuoted.toggle() }
      return count + (character == "," && !isQuoted ? 1 : 0)
    }
  }
}
