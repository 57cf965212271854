import Formulas
import Testing

@testable import Shell

@Suite("Ledgers as trees")
struct LedgerTextTests {
  let fixtures = Fixtures()

  @Test("80 columns hold everything, notes too")
  func usual() {
    #expect(
      fixtures.tree(80) == """
        params            2_127_057_600 params     2.13B   100.0%
        ├─ embedding         80_411_200           80.41M     3.8%   one vector a token
        ├─ block × 48     1_966_233_600            1.97B    92.4%
        │  ├─ attention     491_520_000          491.52M    23.1%
        │  ├─ ffn         1_474_560_000            1.47B    69.3%
        │  └─ norms             153_600          153.60k    <0.1%
        ├─ final_norm             1_600            1.60k    <0.1%
        └─ lm_head           80_411_200           80.41M     3.8%
        ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
        non_embedding     2_046_646_400            2.05B
        … tree params all   4 more rows
        """)
    let wide = fixtures.tree(120)
    #expect(wide == fixtures.tree(80))
  }

  @Test("At 40 columns the rounded values and the unit give way; no digit does")
  func narrow() {
    #expect(
      fixtures.tree(40) == """
        params            2_127_057_600   100.0%
        ├─ embedding         80_411_200     3.8%
        ├─ block × 48     1_966_233_600    92.4%
        │  ├─ attention     491_520_000    23.1%
        │  ├─ ffn         1_474_560_000    69.3%
        │  └─ norms             153_600    <0.1%
        ├─ final_norm             1_600    <0.1%
        └─ lm_head           80_411_200     3.8%
        ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
        non_embedding     2_046_646_400
        … tree params all   4 more rows
        """)
  }

  @Test("At 20 columns names are cut and the rounded values stand alone")
  func veryNarrow() {
    #expect(
      fixtures.tree(20) == """
        params         2.13B
        ├─ embeddi…   80.41M
        ├─ block ×…    1.97B
        ├─ final_n…    1.60k
        └─ lm_head    80.41M
        ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
        non_embedd…    2.05B
        … tree params all
        """)
  }

  @Test("No line is wider than the page", arguments: 1...130)
  func width(_ width: Int) {
    for depth in [LedgerText.Depth.usual, .levels(1), .all] {
      for signs in [Page.Signs.unicode, .ascii] {
        let tree = fixtures.tree(width, depth: depth, signs: signs)
        let widest = tree.split(separator: "\n").map { String($0).displayWidth }.max() ?? 0
        #expect(widest <= width)
      }
    }
  }

  @Test("`all` opens every level; in ASCII the branches are drawn with what there is")
  func all() {
    #expect(
      fixtures.tree(80, depth: .all, signs: .ascii) == """
        params            2_127_057_600 params     2.13B   100.0%
        |- embedding         80_411_200           80.41M     3.8%   one vector a token
        |- block x 48     1_966_233_600            1.97B    92.4%
        |  |- attention     491_520_000          491.52M    23.1%
        |  |  |- q          122_880_000          122.88M     5.8%
        |  |  |- k          122_880_000          122.88M     5.8%
        |  |  |- v          122_880_000          122.88M     5.8%
        |  |  `- o          122_880_000          122.88M     5.8%
        |  |- ffn         1_474_560_000            1.47B    69.3%
        |  `- norms             153_600          153.60k    <0.1%
        |- final_norm             1_600            1.60k    <0.1%
        `- lm_head           80_411_200           80.41M     3.8%
        ---------------------------------------------------------
        non_embedding     2_046_646_400            2.05B
        """)
  }

  @Test("One level, and its hint")
  func shallow() {
    #expect(fixtures.tree(80, depth: .levels(1)).hasSuffix("\n… tree params all   7 more rows"))
  }

  @Test("A unit asked for holds for every row, rounded rows are marked")
  func converted() {
    let ledger = fixtures.row(
      "memory", 6_442_450_944,
      [
        fixtures.row("weights", 4_294_967_296, dimension: fixtures.bytes),
        fixtures.row("gradients", 2_147_483_648 - 1000, dimension: fixtures.bytes),
        fixtures.row("rest", 1000, dimension: fixtures.bytes),
        fixtures.row("params", 1_073_741_824, role: .also),
      ], dimension: fixtures.bytes)
    let lines = LedgerText(fixtures.text()).lines(ledger, subject: "memory", as: .unit(fixtures.gib))
    #expect(
      lines.joined(separator: "\n") == """
        memory                  6.00 GiB              100.0%
        ├─ weights              4.00                   66.7%
        ├─ gradients          ≈ 2.00                   33.3%
        └─ rest             ≈ 9.3e-7                   <0.1%
        ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
        params         1_073_741_824 params   1.07B
        """)
  }

  @Test("A small whole gets as many decimals as show three of its digits")
  func decimals() {
    let rows = [("a", 14_562_999), ("b", 1)].map { fixtures.row($0.0, $0.1, dimension: fixtures.bytes) }
    let whole = fixtures.row("loss", 14_563_000, rows, dimension: fixtures.bytes)
    let lines = LedgerText(fixtures.text()).lines(whole, subject: "loss", as: .unit(fixtures.gib))
    #expect(
      lines == [
        "loss    ≈ 0.0136 GiB   100.0%", "├─ a    ≈ 0.0136       100.0%", "└─ b   ≈ 9.3e-10        <0.1%",
      ])
  }

  @Test("The parts of a related figure open with `all` only")
  func related() {
    let ledger = fixtures.row(
      "a", 2, [fixtures.row("b", 2), fixtures.row("c", 1, role: .also, [fixtures.row("d", 1)])])
    let text = LedgerText(fixtures.text())
    #expect(
      text.lines(ledger, subject: "a") == [
        "a      2 params   100.0%", "└─ b   2          100.0%", "┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄", "c      1",
        "… tree a all   1 more row",
      ])
    #expect(text.lines(ledger, subject: "a", depth: .all).last == "└─ d   1")
  }

  @Test("Colour changes no character")
  func colour() {
    let coloured = fixtures.tree(80, paint: .on)
    #expect(
      coloured.hasPrefix(
        "\u{1b}[1mparams\u{1b}[0m            \u{1b}[36m2_127_057_600\u{1b}[0m\u{1b}[2m params\u{1b}[0m"))
    let bare = coloured.replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
    #expect(bare == fixtures.tree(80))
  }

  @Test("A ledger of zero has no shares")
  func zero() {
    let ledger = fixtures.row("empty", 0, [fixtures.row("part", 0)])
    let lines = LedgerText(fixtures.text()).lines(ledger, subject: "empty")
    #expect(lines == ["empty     0 params", "└─ part   0"])
  }
}
