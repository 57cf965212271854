import Formulas
import Testing

@testable import Shell

@Suite("Plots in characters")
struct PlotTextTests {
  let fixtures = Fixtures()

  private func axis(_ values: [Double], isLogarithmic: Bool = false) -> PlotAxis {
    PlotAxis("length", unit: .none, along: values, isLogarithmic: isLogarithmic)
  }

  private func unit(_ name: String, _ dimension: Dimension, _ number: Int) -> AxisUnit {
    AxisUnit(
      [Quantity(.int(number), dimension)], asked: nil, isLogarithmic: false, fixtures.units)
  }

  /// Doubling lengths, one line that grows with them and one that stays.
  private var doubling: Plot {
    let lengths = (0...7).map { Double(1024 << $0) }
    let y = [10.0, 1280, 40]
    return Plot(
      x: axis(lengths, isLogarithmic: true),
      y: PlotAxis(
        "", unit: unit("GB", fixtures.bytes, 40_000_000_000), holding: y, isLogarithmic: true),
      series: [
        Plot.Series(name: "activations", points: lengths.map { Plot.Point(x: $0, y: $0 / 102.4) }),
        Plot.Series(name: "static", points: lengths.map { Plot.Point(x: $0, y: 40) }),
      ])
  }

  private func drawn(_ plot: Plot, _ width: Int, _ paint: Paint = .off, _ signs: Page.Signs = .unicode)
    -> String
  {
    PlotText(plot: plot, page: fixtures.page(width, paint, signs)).lines().joined(separator: "\n")
  }

  @Test("At 40 columns")
  func narrow() {
    #expect(
      drawn(doubling, 40) == """
        GB
              │
        1_000 ┤                           ⢀⡠⠔⠒●
              │                      ●⡠⠤⠒⠉●
              │                 ⢀●⠤⠒⠉⠁
              │            ⢀●⠤⠒⠉⠁
              │○⠤⠤⠤○⠤⠤⢤⣤○⠶⠮⠥○⠤⠤⠤⠤○⠤⠤⠤○⠤⠤⠤⠤○⠤⠤⠤○
              │  ⢀⣀●⠒⠊⠁
           10 ┤●⠊⠁
              └┬────────┬────────┬────────┬────
              1Ki      4Ki     16Ki     64Ki
                            length
        ● activations   ○ static
        """)
  }

  @Test("At 80 columns")
  func usual() {
    #expect(
      drawn(doubling, 80) == """
        GB
              │
              │
        1_000 ┤                                                                   ⢀⡠⠔⠊●
              │                                                               ⣀⠤⠒⠊⠁
              │                                                          ⢀⡠⠔●⠉
              │                                                      ⢀⡠⠔⠊⠁
              │                                                  ⣀●⠔⠊⠁
              │                                             ⢀⡠⠤⠒⠉
              │                                         ⢀⡠⠔⠊⠁
              │                                     ⣀⡠⠔⠊●
          100 ┤                                ⢀⣀⠤⠒⠉
              │                            ⢀⡠●⠊⠁
              │                        ⢀⡠⠔⠊⠁
              │○⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣤⣒⣉⣁⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀○
              │               ⢀⡠⠔⠊⠉
              │           ⢀⡠⠔⠚⠁
              │       ⣀⠤⠒●⠁
              │  ⢀⡠⠔⠒⠉
           10 ┤●⠊⠁
              └┬─────────┬─────────┬─────────┬──────────┬─────────┬─────────┬─────────┬
              1Ki       2Ki       4Ki       8Ki       16Ki      32Ki      64Ki     128Ki
                                                length
        ● activations   ○ static
        """)
  }

  @Test("At 120 columns, and no taller than at 80")
  func wide() {
    #expect(
      drawn(doubling, 120) == """
        GB
              │
              │
        1_000 ┤                                                                                                         ⣀⣀⠤⠔⠒⠉●
              │                                                                                                  ⢀⣀⠤⠔⠒⠊⠉
              │                                                                                           ⢀⣀⠤⠤●⠊⠉⠁
              │                                                                                    ⢀⣀⡠⠤⠒⠒⠉⠁
              │                                                                              ⣀●⠤⠔⠒⠉⠁
              │                                                                       ⣀⣀⠤⠔⠒⠉⠉
              │                                                                ⢀⣀⠤⠔⠒⠊⠉
              │                                                         ⢀⣀⠤⠤⠒⠊●⠁
          100 ┤                                                   ⣀⣀⠤⠔⠒⠊⠁
              │                                            ⢀⣀⠤⠤●⠊⠉
              │                                     ⢀⣀⡠⠤⠒⠊⠉⠁
              │○⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣤⣒⣒⣉⣁⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀○
              │                        ⣀⡠⠤⠔⠒⠉⠉
              │                 ⢀⣀⠤⠔⠒⠊⠉
              │          ⢀⣀⠤⠤⠒⠊●⠁
              │   ⢀⣀⡠⠤⠒⠒⠉⠁
           10 ┤●⠒⠉⠁
              └┬───────────────┬───────────────┬───────────────┬──────────────┬───────────────┬───────────────┬───────────────┬
              1Ki             2Ki             4Ki             8Ki           16Ki            32Ki            64Ki           128Ki
                                                                    length
        ● activations   ○ static
        """)
  }

  @Test("An ASCII page gets ASCII signs")
  func ascii() {
    let text = drawn(doubling, 40, .off, .ascii)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(
      text == """
        GB
              |
        1_000 +                           ....*
              |                      *....*
              |                  *...
              |            .*....
              |o...o....o...o....o...o....o...o
              |   .*...
           10 +*..
              ++--------+--------+--------+----
              1Ki      4Ki     16Ki     64Ki
                            length
        * activations   o static
        """)
  }

  @Test(
    "Every width from 1 to 250 holds, and no line is longer than the page",
    arguments: [Page.Signs.unicode, .ascii])
  func widths(signs: Page.Signs) {
    for width in 1...250 {
      let lines = PlotText(plot: doubling, page: fixtures.page(width, .off, signs)).lines()
      #expect(lines.count <= 24)
      #expect(lines.allSatisfy { $0.displayWidth <= max(width, 20) }, "\(width)")
    }
  }

  @Test("Colours come on top of the same picture")
  func colours() {
    let painted = drawn(doubling, 60, .on)
    #expect(painted.contains("\u{1b}[36m"))
    #expect(painted.contains("\u{1b}[33m○\u{1b}[0m static"))
    #expect(painted.split(separator: "\n").allSatisfy { !$0.hasSuffix("\u{1b}[0m ") })
    var plain = ""
    var rest = painted[...]
    while let start = rest.firstIndex(of: "\u{1b}"), let end = rest[start...].firstIndex(of: "m") {
      plain += rest[..<start]
      rest = rest[rest.index(after: end)...]
    }
    #expect(plain + rest == drawn(doubling, 60))
  }

  @Test("A gap lifts the pen, and a point between two gaps is still seen")
  func gaps() {
    let xs = (0...200).map(Double.init)
    let points = xs.map { Plot.Point(x: $0, y: $0 == 100 || $0 < 20 ? 1 : nil) }
    let plot = Plot(
      x: axis(xs), y: PlotAxis("y", unit: .none, holding: [1], isLogarithmic: false),
      series: [Plot.Series(name: "y", points: points)])
    let top = drawn(plot, 60).split(separator: "\n")[1]
    #expect(top.filter { $0 == "●" }.count == 1)
    #expect(top.contains("   ●"))
  }

  @Test("One place and one value have a picture too", arguments: [0.0, 7, -3, 1e100, 1e-100])
  func onePoint(value: Double) {
    for isLogarithmic in value > 0 ? [false, true] : [false] {
      let plot = Plot(
        x: axis([value], isLogarithmic: isLogarithmic),
        y: PlotAxis("y", unit: .none, holding: [value], isLogarithmic: isLogarithmic),
        series: [Plot.Series(name: "y", points: [Plot.Point(x: value, y: value)])])
      #expect(drawn(plot, 60).contains("●"))
    }
  }

  // MARK: Ticks

  private func labels(_ axis: PlotAxis, _ limit: Int) -> [String] { axis.ticks(atMost: limit).map(\.label) }
  private func holding(_ values: [Double], isLogarithmic: Bool = false) -> PlotAxis {
    PlotAxis("y", unit: .none, holding: values, isLogarithmic: isLogarithmic)
  }

  @Test("Few points are marked themselves, as they were written")
  func stops() {
    #expect(labels(axis([800, 1600]), 8) == ["800", "1_600"])
    #expect(labels(axis([50_257]), 8) == ["50_257"])
    #expect(labels(axis([0.1, 0.2, 0.25]), 8) == ["0.10", "0.20", "0.25"])
  }

  @Test("Powers of two are said in Ki, Mi, Gi")
  func binary() {
    let powers = (0...7).map { Double(1024 << $0) }
    #expect(
      labels(axis(powers, isLogarithmic: true), 8) == [
        "1Ki", "2Ki", "4Ki", "8Ki", "16Ki", "32Ki", "64Ki", "128Ki",
      ])
    #expect(labels(axis(powers, isLogarithmic: true), 4) == ["1Ki", "4Ki", "16Ki", "64Ki"])
    #expect(
      labels(axis([1, 2, 4, 512, 1024, 1_048_576], isLogarithmic: true), 8) == [
        "1", "2", "4", "512", "1Ki", "1Mi",
      ])
    let steps = (1...128).map { Double($0 * 1024) }
    #expect(labels(axis(steps), 5) == ["32Ki", "64Ki", "96Ki", "128Ki"])
  }

  @Test("A logarithmic axis has decades, or 1, 2 and 5 where it is short")
  func decades() {
    #expect(labels(holding([3, 40_000_000], isLogarithmic: true), 8).first == "10")
    #expect(
      labels(holding([1, 1e6], isLogarithmic: true), 8) == ["1", "10", "100", "1k", "10k", "100k", "1M"])
    #expect(labels(holding([3, 40], isLogarithmic: true), 8) == ["2", "5", "10", "20", "50"])
    #expect(labels(holding([0.001, 1], isLogarithmic: true), 4) == ["0.001", "0.01", "0.1", "1"])
  }

  @Test("A linear axis has round steps and one magnitude")
  func linear() {
    #expect(labels(holding([0, 9]), 6) == ["0", "2", "4", "6", "8", "10"])
    #expect(
      labels(holding([100_000_000, 2_100_000_000]), 6) == ["0", "0.5B", "1.0B", "1.5B", "2.0B", "2.5B"])
    #expect(labels(holding([-30, 30]), 6) == ["-40", "-20", "0", "20", "40"])
    #expect(labels(holding([95, 100]), 6) == ["95", "96", "97", "98", "99", "100"])
  }

  @Test("Numbers at the ends of what there is do no harm")
  func extremes() {
    for values in [[1e-150, 1e149], [-1e149, 1e149], [1e15, 1e15 + 1], [0, 1e-149], [1e-150, 1.5e-150]] {
      for isLogarithmic in values[0] > 0 ? [false, true] : [false] {
        let axis = holding(values, isLogarithmic: isLogarithmic)
        #expect(axis.ticks(atMost: 6).count <= 6)
        #expect(values.allSatisfy { (0...1).contains(axis.place(of: $0)) })
      }
    }
  }
}
