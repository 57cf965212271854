import Formulas
import Testing

@testable import Shell

@Suite("Tables, CSV and Markdown")
struct TableTests {
  let fixtures = Fixtures()

  var grid: Grid {
    func memory(_ bytes: Int) -> Value { .shown(fixtures.quantity(bytes, fixtures.bytes), .format(.human)) }
    return Grid(
      columns: ["d_model", "params", "memory.static", "rule"],
      rows: [
        [
          fixtures.quantity(768), fixtures.quantity(530_254_080, fixtures.params), memory(8_484_065_280),
          .word(fixtures.names.symbol("saved")),
        ],
        [fixtures.quantity(1024), nil, memory(14_533_312_512), .word(fixtures.names.symbol("outputs"))],
      ])
  }

  func lines(_ format: OutputFormat, _ page: Page = Page(), header: Table.Header = .shown) -> String {
    let renderer = Renderer(format, units: fixtures.units, names: fixtures.names, page: page)
    return renderer.lines(grid, expr: "sweep", header: header).joined(separator: "\n")
  }

  @Test("Numbers stand to the right, words to the left")
  func human() {
    #expect(
      lines(.human) == """
        d_model               params   memory.static   rule
            768   530_254_080 params         8.48 GB   saved
          1_024                    –        14.53 GB   outputs
        """)
  }

  @Test("On a narrow page the last columns are left out, and it is said")
  func narrow() {
    #expect(
      lines(.human, Page(width: 40)) == """
        d_model               params
            768   530_254_080 params
          1_024                    –
        … 2 more columns: widen the window, or |
        """)
    for width in 1...90 {
      let widest =
        lines(.human, Page(width: width)).split(separator: "\n").map { String($0).displayWidth }.max() ?? 0
      #expect(widest <= width)
    }
  }

  @Test("CSV has plain digits and the unit in the head")
  func csv() {
    #expect(
      lines(.csv) == """
        d_model,params,memory.static (bytes),rule
        768,530254080,8484065280,saved
        1024,,14533312512,outputs
        """)
    #expect(lines(.csv, header: .omitted).hasPrefix("768,"))
  }

  @Test("CSV quotes what RFC 4180 says it must")
  func quoting() {
    let table = Table(
      [.init("a"), .init("b")], rows: [["x,y", "say \"no\""], ["two\nlines", "é"], ["alone"]])
    #expect(table.csv() == ["a,b", "\"x,y\",\"say \"\"no\"\"\"", "\"two\nlines\",é", "alone,"])
  }

  @Test("Markdown escapes what would end a cell or style it")
  func markdown() {
    let table = Table([.init("a"), .init("n", .right)], rows: [["x|y*z", "1"], ["two\nlines", "2"]])
    #expect(
      table.markdown() == ["| a | n |", "| --- | ---: |", #"| x\|y\*z | 1 |"#, "| two<br>lines | 2 |"])
  }

  @Test("A ledger in CSV is a path, a value and a unit a row")
  func ledger() {
    let ledger = fixtures.row(
      "params", 30, [fixtures.row("block", 30, times: 3, [fixtures.row("q", 20), fixtures.row("k", 10)])])
    let renderer = Renderer(.csv, units: fixtures.units, names: fixtures.names, page: Page())
    #expect(
      renderer.lines(.ledger(ledger), expr: "params") == [
        "path,value,unit", "params,30,params", "params.block,30,params", "params.block.q,20,params",
        "params.block.k,10,params",
      ])
    let markdown = Renderer(.md, units: fixtures.units, names: fixtures.names, page: Page())
    #expect(
      markdown.lines(.ledger(ledger), expr: "params") == [
        "| part | value | rounded | share |", "| --- | ---: | ---: | ---: |",
        "| params | 30 params |  | 100.0% |",
        "| \u{2003}block × 3 | 30 |  | 100.0% |", "| \u{2003}\u{2003}q | 20 |  | 66.7% |",
        "| \u{2003}\u{2003}k | 10 |  | 33.3% |",
      ])
  }

  @Test("A single value is one row")
  func single() {
    let csv = Renderer(.csv, units: fixtures.units, names: fixtures.names, page: Page())
    #expect(
      csv.lines(fixtures.quantity(1024, fixtures.bytes), expr: "a, b") == [
        "expr,value,unit", "\"a, b\",1024,bytes",
      ])
    #expect(csv.lines(.boolean(true), expr: "x", header: .omitted) == ["x,true,"])
    let markdown = Renderer(.md, units: fixtures.units, names: fixtures.names, page: Page())
    #expect(
      markdown.lines(fixtures.quantity(1024, fixtures.bytes), expr: "x", header: .omitted) == [
        "| x | 1_024 bytes | 1.02 kB |"
      ])
  }

  @Test("Long words are shortened before a column is lost")
  func words() {
    let table = Table(
      [.init("name"), .init("meaning")], rows: [["d_model", "the width of the residual stream"]])
    #expect(table.lines(Page(width: 30)) == ["name      meaning", "d_model   the width of the re…"])
  }
}
