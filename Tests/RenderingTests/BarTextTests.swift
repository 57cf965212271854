import Formulas
import Testing

@testable import Shell

@Suite("Bars in characters")
struct BarTextTests {
  let fixtures = Fixtures()

  private func drawn(_ width: Int, _ signs: Page.Signs = .unicode, all: Bool = false) -> String {
    let page = fixtures.page(width, .off, signs)
    let chart = BarChart(fixtures.parameters, title: "params", asked: nil, all: all, fixtures.text(page))
    return BarText(chart: chart, page: page).lines().joined(separator: "\n")
  }

  @Test("At 40 columns")
  func narrow() {
    #expect(
      drawn(40) == """
        params   2.13B
        embedding   ▌              80.41M   3.8%
        block × 48  █████████████   1.97B  92.4%
        final_norm  ▏               1.60k  <0.1%
        lm_head     ▌              80.41M   3.8%
        """)
  }

  @Test("At 80 columns, every row with all")
  func usual() {
    #expect(
      drawn(80, all: true) == """
        params   2.13B
        embedding    ██▏                                                   80.41M   3.8%
        block × 48   ███████████████████████████████████████████████████    1.97B  92.4%
          attention  ████████████▊                                        491.52M  23.1%
            q        ███▏                                                 122.88M   5.8%
            k        ███▏                                                 122.88M   5.8%
            v        ███▏                                                 122.88M   5.8%
            o        ███▏                                                 122.88M   5.8%
          ffn        ██████████████████████████████████████▎                1.47B  69.3%
          norms      ▏                                                    153.60k  <0.1%
        final_norm   ▏                                                      1.60k  <0.1%
        lm_head      ██▏                                                   80.41M   3.8%
        """)
  }

  @Test("At 120 columns")
  func wide() {
    #expect(
      drawn(120) == """
        params   2.13B
        embedding   ███▊                                                                                           80.41M   3.8%
        block × 48  █████████████████████████████████████████████████████████████████████████████████████████████   1.97B  92.4%
        final_norm  ▏                                                                                               1.60k  <0.1%
        lm_head     ███▊                                                                                           80.41M   3.8%
        """)
  }

  @Test("An ASCII page gets ASCII signs")
  func ascii() {
    #expect(
      drawn(60, .ascii) == """
        params   2.13B
        embedding   #                                  80.41M   3.8%
        block x 48  #################################   1.97B  92.4%
        final_norm                                      1.60k  <0.1%
        lm_head     #                                  80.41M   3.8%
        """)
  }
}
