import Accounting
import Formulas
import Kernels

/// Measurements as values of the language, and from session to session.
extension Session {
  /// Names that measurements bind.
  private static let names = [Worksheet.measurements, Worksheet.optimizerTime]

  /// From here on earlier measurements are read when one of their names is first asked for.
  func expectMeasurements() {
    sheet.remember(Session.names) { [weak self] in self?.recallMeasurements() }
  }

  private func recallMeasurements() {
    measurements = keptMeasurements()
    bindMeasurements()
  }

  /// Binds new results, and keeps them for the next session.
  func keep(_ results: [Measured]) {
    if measurements.isEmpty { measurements = keptMeasurements() }
    measurements.merge(results)
    bindMeasurements()
    save(results)
    guard settings.format == .human, results.contains(where: { $0.kind == .kernel }),
      let chosen = measurements.optimizer(on: .current)
    else { return }
    let line =
      "kept as measured.adamw.*; time.optimizer with optimizer_device = cpu takes " + taken(chosen, results)
    for line in Paragraph.wrap(line, width: max(30, page().width)) { show(page().paint(line, .dim)) }
  }

  /// What a model's step takes after `results`: the chosen kernel, and how far it can be trusted.
  private func taken(_ chosen: Measured, _ results: [Measured]) -> String {
    if sheet.isSet(Worksheet.optimizerTime) {
      return "cpu_adamw, which you have set; unset cpu_adamw takes \(chosen.name)"
    }
    let time =
      "\(chosen.name), \(MeasurementTable(measured: [], units: sheet.units).fixed(chosen.median, 2)) ns/param"
    if !results.contains(chosen) {
      return time
        + " (\(MeasurementTable.parameters(chosen.parameters)), \(MeasurementTable.threads(chosen.threads)))"
    }
    if chosen.isInMemory(.current) { return time }
    return time
      + "; these arrays lie in a cache, or a part of them does, a model's do not: measure with params = "
      + SizeCurve.label(Machine.current.parametersToMeasure)
  }

  private func bindMeasurements() {
    let mine = measurements.filter { $0.processor == Machine.current.name }
    let table = MeasurementTable(measured: mine, units: sheet.units)
    let chosen = mine.optimizer(on: .current)
    if let chosen {
      sheet.observe(
        Worksheet.optimizerTime, table.time(chosen.median),
        provenance: table.provenance(chosen) + ", kernel \(chosen.name)"
          + (chosen.isInMemory(.current) ? "" : ", in a cache or partly so, faster than a model's"))
    }
    guard let newest = mine.last else { return }
    func latest(_ kind: Measured.Kind) -> [Ledger] {
      var found: [String: Measured] = [:]
      var order: [String] = []
      for one in mine where one.kind == kind {
        if found.updateValue(one, forKey: one.name) == nil { order.append(one.name) }
      }
      return order.compactMap { found[$0] }.map(table.ledger)
    }
    // As numbers they are the time of the chosen kernel, and of its streams.
    func tree(_ name: String, _ rows: [Ledger], _ total: Double?, note: String = "") -> Ledger {
      let dimension = table.time(0).quantity?.dimension ?? .none
      return Ledger(
        name: name, total: total.flatMap { table.time($0).quantity } ?? Quantity(.zero, dimension),
        role: .also,
        rows: rows, step: MeasurementTable.step, note: note)
    }
    let streams = mine.last { $0.kind == .roofline && $0.name == Roofline.Streams.step(.float32).name }
    let adamw = tree(
      "adamw", latest(.kernel), chosen?.median,
      note: chosen.map { "as a number \($0.name), and cpu_adamw unless that is set: " + table.provenance($0) }
        ?? "")
    let roofline = tree(
      "roofline", latest(.roofline).map { $0.renamed(Session.member(roofline: $0.name), role: .also) },
      streams?.median)
    let rows = [adamw, roofline].filter { !$0.rows.isEmpty }
    let name = Worksheet.measurements
    sheet.observe(
      name, .ledger(tree(name, rows, chosen?.median ?? streams?.median)),
      provenance: "measured on \(newest.processor)")
  }

  /// `streams of fp32` is `measured.roofline.fp32`.
  private static func member(roofline name: String) -> String {
    let prefix = "streams of "
    return Kernel.member(name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)
  }

  // MARK: The file

  private var measurementPath: String? {
    settings.isSafe ? nil : files.stateFolder.map { $0 + "/" + MeasurementFile.name }
  }

  /// Those of earlier sessions; a file that is broken is said once, and what can be read of it counts.
  private func keptMeasurements() -> [Measured] {
    guard let path = measurementPath, case .success(let bytes) = files.read(path) else { return [] }
    let (measured, brokenLine) = MeasurementFile.measured(bytes)
    if let brokenLine, !hasToldBrokenMeasurements {
      hasToldBrokenMeasurements = true
      tell(
        Diagnostic(
          .measurementFile, "line \(brokenLine) of \(path) can't be read as a measurement",
          details: ["the rest of it is used; measure adamw writes it anew"]))
    }
    return measured
  }

  /// Read again before it is written, because another session may have measured too.
  private func save(_ results: [Measured]) {
    guard let path = measurementPath else { return }
    var all = keptMeasurements()
    all.merge(results)
    if case .failure(let failure) = files.replace(path, Array(MeasurementFile.text(all).utf8)) {
      tell(
        Diagnostic(
          .measurementFile, "can't keep the measurements in \(path): \(failure.reason)",
          details: ["they hold for this session"]))
    }
  }
}
