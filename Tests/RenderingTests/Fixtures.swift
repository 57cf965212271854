import Formulas

@testable import Shell

/// Units as the library declares them, and the parameters of the course's GPT-2 XL: 2,127,057,600.
struct Fixtures {
  let units = Units()
  let names = Names()
  let bytes: Dimension
  let flops: Dimension
  let seconds: Dimension
  let dollars: Dimension
  let params: Dimension
  let tokens: Dimension

  init() {
    bytes = units.addBase(["byte", "bytes"])!
    flops = units.addBase(["FLOP"])!
    seconds = units.addBase(["s"])!
    dollars = units.addBase(["$"])!
    params = units.addLabel(["param", "params"])!
    tokens = units.addLabel(["token", "tokens"])!
    let thousands: [(String, Int)] = [
      ("", 1), ("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000),
    ]
    let sizes = thousands.map {
      Unit(name: $0.0.isEmpty ? "bytes" : $0.0 + "B", dimension: bytes, factor: .int($0.1))
    }
    units.setScale(sizes)
    units.setScale(thousands.map { Unit(name: $0.0 + "FLOP", dimension: flops, factor: .int($0.1)) })
    units.setScale([
      Unit(name: "s", dimension: seconds, factor: .one),
      Unit(name: "hours", dimension: seconds, factor: .int(3600)),
      Unit(name: "days", dimension: seconds, factor: .int(86_400)),
    ])
  }

  var gib: Unit { Unit(name: "GiB", dimension: bytes, factor: .int(1 << 30)) }

  func page(_ width: Int = 80, _ paint: Paint = .off, _ signs: Page.Signs = .unicode) -> Page {
    Page(width: width, paint: paint, signs: signs)
  }

  func text(_ page: Page = Page()) -> ValueText { ValueText(units: units, names: names, page: page) }

  func line(_ value: Value) -> String { text().line(value) }

  func quantity(_ number: Int, _ dimension: Dimension = .none) -> Value {
    .quantity(Quantity(.int(number), dimension))
  }

  func row(
    _ name: String, _ number: Int, times: Int? = nil, role: Ledger.Role = .counted, _ rows: [Ledger] = [],
    note: String = "", dimension: Dimension? = nil
  ) -> Ledger {
    Ledger(
      name: name, total: Quantity(.int(number), dimension ?? params), times: times.map { Quantity(.int($0)) },
      role: role, rows: rows, step: StepID(index: 0), note: note)
  }

  var parameters: Ledger {
    row(
      "params", 2_127_057_600,
      [
        row("embedding", 80_411_200, note: "one vector a token"),
        row(
          "block", 1_966_233_600, times: 48,
          [
            row(
              "attention", 491_520_000,
              [row("q", 122_880_000), row("k", 122_880_000), row("v", 122_880_000), row("o", 122_880_000)]),
            row("ffn", 1_474_560_000), row("norms", 153_600),
          ]),
        row("final_norm", 1_600), row("lm_head", 80_411_200),
        row("non_embedding", 2_046_646_400, role: .also),
      ])
  }

  func tree(_ width: Int, depth: LedgerText.Depth = .usual, paint: Paint = .off, signs: Page.Signs = .unicode)
    -> String
  {
    let lines = LedgerText(text(page(width, paint, signs))).lines(parameters, subject: "params", depth: depth)
    return lines.joined(separator: "\n")
  }
}
