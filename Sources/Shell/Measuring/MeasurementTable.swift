import Formulas
import Kernels

/// Measurements as rows: for people with the units in the head, for programs as values.
struct MeasurementTable {
  let measured: [Measured]
  let units: Units

  /// No command takes what it writes through a pipe.
  private static func blank(_ columns: [Table.Column]) -> Table {
    var table = Table(columns)
    table.wholeForm = "set format csv"
    return table
  }

  /// One row a kernel; eighty columns hold it.
  func kernels() -> Table {
    let titles = ["threads", "ns/param", "spread", "GB/s", "roofline", "GFLOP/s", "faster"]
    var table = MeasurementTable.blank([.init("kernel")] + titles.map { .init($0, .right) })
    for one in measured where one.kind == .kernel {
      table.append([
        one.name, "\(one.threads)", fixed(one.median, 3), spread(one), fixed(one.bandwidth, 1),
        fixed(100 * one.share, 0) + "%", fixed(one.rate, 1), one.speedup.map { fixed($0, 2) + "×" } ?? "",
      ])
    }
    return table
  }

  /// What the kernels are held against.
  func rooflines() -> Table {
    let titles = ["threads", "ns/param", "spread", "GB/s"]
    var table = MeasurementTable.blank([.init("without arithmetic")] + titles.map { .init($0, .right) })
    for one in measured where one.kind == .roofline {
      table.append([
        one.name, "\(one.threads)", fixed(one.median, 3), spread(one), fixed(one.bandwidth, 1),
      ])
    }
    return table
  }

  /// `outliers: vector 2 of 40 runs, triad on 2 threads 3 of 40 runs`; nil without any. One of a few runs tells nothing.
  var outliers: String? {
    let found = measured.filter { $0.outliers > 1 }
    guard !found.isEmpty else { return nil }
    return "outliers: "
      + found.map { one in
        let isOneOfSeveral = measured.contains { $0.name == one.name && $0.threads != one.threads }
        let name = isOneOfSeveral ? "\(one.name) on \(MeasurementTable.threads(one.threads))" : one.name
        return "\(name) \(one.outliers) of \(one.runs) runs"
      }.joined(separator: ", ")
  }

  private func spread(_ one: Measured) -> String {
    "±" + fixed(one.median > 0 ? 100 * one.spread / one.median : 0, 1) + "%"
  }

  /// The same over sizes: one row a size.
  func overSizes(_ places: [String]) -> Table {
    let titles = ["ns/param", "spread", "GB/s", "roofline"]
    var table = MeasurementTable.blank(
      [.init("params", .right), .init("arrays in")] + titles.map { .init($0, .right) })
    for (one, place) in zip(measured, places) {
      table.append([
        SizeCurve.label(one.parameters), place, fixed(one.median, 3),
        spread(one), fixed(one.bandwidth, 1), fixed(100 * one.share, 0) + "%",
      ])
    }
    return table
  }

  func forPrograms() -> Grid {
    Grid(
      columns: [
        "kind", "name", "cpu", "params", "arrays_in", "threads", "time", "spread", "fastest", "slowest",
        "runs",
        "outliers",
        "bytes_per_param", "bandwidth", "roofline", "rate", "speedup",
      ],
      rows: measured.map { one in
        let isKernel = one.kind == .kernel
        return [
          .text(one.kind.rawValue), .text(one.name), .text(one.processor),
          .quantity(Quantity(.int(one.parameters))), one.place.map { .text($0) },
          .quantity(Quantity(.int(one.threads))),
          time(one.median), time(one.spread), time(one.fastest), time(one.slowest),
          .quantity(Quantity(.int(one.runs))), .quantity(Quantity(.int(one.outliers))),
          .quantity(Quantity(.real(one.bytes))), figure(one.bandwidth, "GB", per: "s"),
          isKernel ? .quantity(Quantity(.real(one.share))) : nil,
          isKernel ? figure(one.rate, "GFLOP", per: "s") : nil,
          one.speedup.map { .quantity(Quantity(.real($0))) },
        ]
      })
  }

  /// The tree behind `measured.adamw.NAME`: the median, and what belongs to it beside.
  func ledger(_ one: Measured) -> Ledger {
    func row(_ name: String, _ value: Value) -> Ledger {
      Ledger(name: name, total: value.quantity ?? .zero, role: .also, step: MeasurementTable.step)
    }
    let rate = one.kind == .kernel ? [row("rate", figure(one.rate, "GFLOP", per: "s"))] : []
    let share = one.kind == .kernel ? [row("roofline", .quantity(Quantity(.real(one.share))))] : []
    return Ledger(
      name: Kernel.member(one.name), total: time(one.median).quantity ?? .zero, role: .also,
      rows: [
        row("spread", time(one.spread)), row("fastest", time(one.fastest)), row("slowest", time(one.slowest)),
        row("bandwidth", figure(one.bandwidth, "GB", per: "s")),
      ] + share + rate + [
        row("params", .quantity(Quantity(.int(one.parameters)))),
        row("threads", .quantity(Quantity(.int(one.threads)))),
      ],
      step: MeasurementTable.step, note: provenance(one))
  }

  /// A measurement has no derivation.
  static let step = StepID(index: 0)

  /// `measured on CPU, 64M parameters, 2 threads`
  func provenance(_ one: Measured) -> String {
    "measured on \(one.processor), \(MeasurementTable.parameters(one.parameters)), "
      + MeasurementTable.threads(one.threads)
  }

  static func parameters(_ count: Int) -> String {
    count == 1 ? "1 parameter" : SizeCurve.label(count) + " parameters"
  }

  static func threads(_ count: Int) -> String { count == 1 ? "1 thread" : "\(count) threads" }

  /// Nanoseconds as seconds a parameter, said in ns/param.
  func time(_ nanoseconds: Double) -> Value { figure(nanoseconds, "ns", per: "param") }

  private func figure(_ value: Double, _ above: String, per below: String) -> Value {
    guard let top = units[above], let bottom = units[below] else { return .quantity(Quantity(.real(value))) }
    let unit = Unit(
      name: above + "/" + below, dimension: top.dimension.divided(by: bottom.dimension), factor: top.factor)
    let number = Num.real(value).multiplying(unit.factor)
    return .shown(.quantity(Quantity(number, unit.dimension)), .unit(unit))
  }

  func fixed(_ value: Double, _ places: Int) -> String { Num.real(value).fixedText(places, grouped: false) }
}
