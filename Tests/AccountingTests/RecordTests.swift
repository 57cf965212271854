import Formulas
import Testing

/// What the library says of every model that was measured, against what PyTorch did: equal to the unit.
@Suite("Equal to PyTorch")
struct RecordTests {
  @Test(
    "Small models: parameters, FLOPs, saved bytes and every saved tensor", arguments: ["fp32", "amp", "bf16"])
  func small(precision: String) throws {
    let records = Record.small.filter { $0.mode.prec == precision }
    var tally = Tally("saved_small \(precision)")
    for record in records {
      var comparison = Comparison()
      let sheet = try Sheet(record.script())
      try parameters(record, sheet, &comparison)
      if let flops = record.flops { try self.flops(flops, record, sheet, &comparison) }
      if let bytes = record.savedBytes { try saved(bytes, sheet, &comparison) }
      let leaves =
        try Leaf.all(of: sheet.ledger("saved.activations")) + Leaf.all(of: sheet.ledger("saved.weight_casts"))
        + Leaf.all(of: sheet.ledger("saved.inputs"))
      comparison.same(Leaf.tensors(leaves), record.savedTensors)
      tally.add(comparison, "\(record.name) \(record.mode)")
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(!records.isEmpty)
  }

  @Test("Real sizes: parameters, FLOPs and saved bytes by label", arguments: ["fp32", "amp", "bf16"])
  func scale(precision: String) throws {
    var tally = Tally("scale \(precision)")
    for record in Record.scale {
      var comparison = Comparison()
      let sheet = try Sheet(record.script(precision: precision))
      try parameters(record, sheet, &comparison)
      if let flops = record.flops { try self.flops(flops, record, sheet, &comparison) }
      if let bytes = record.saved?[precision] {
        try saved(bytes, sheet, &comparison)
        let tensors = Leaf.tensors(try Leaf.all(of: sheet.ledger("saved.activations")))
        comparison.same(tensors.mapValues(\.bytes), bytes.byLabel ?? [:])
      } else {
        comparison.figures += 1
        comparison.differences.append("nothing measured in \(precision)")
      }
      tally.add(comparison, record.name)
    }
    tally.print()
    #expect(tally.differences.isEmpty, "\(tally.report)")
    #expect(!Record.scale.isEmpty)
  }

  private func parameters(_ record: Record, _ sheet: Sheet, _ comparison: inout Comparison) throws {
    let leaves = try Leaf.all(of: sheet.ledger("params"))
    var groups = Dictionary(
      leaves.map { (Module.parameterGroup($0.path), $0.total.integer ?? -1) }, uniquingKeysWith: +)
    groups["total"] = try sheet.integer("params")
    comparison.same(groups, record.params.filter { $0.value != 0 })
  }

  private func flops(
    _ measured: Record.FLOPs, _ record: Record, _ sheet: Sheet, _ comparison: inout Comparison
  ) throws {
    comparison.same("forward", try sheet.integer("flops.forward"), measured.forward)
    // PyTorch's backward pass includes what checkpoints compute again.
    comparison.same("backward", try sheet.integer("flops.backward + flops.recompute"), measured.backward)
    comparison.same("recompute", try sheet.integer("flops.recompute"), measured.recompute)
    var parts: [String: Int] = [:]
    for leaf in try Leaf.all(of: sheet.ledger("flops.forward")) {
      let total = leaf.total.integer ?? -1
      if let part = Module.flopsPart(leaf.path) {
        parts[part, default: 0] += total
      } else {
        parts["scores", default: 0] += total / 2
        parts["av", default: 0] += total / 2
      }
    }
    comparison.same(parts, measured.forwardByPart)
  }

  private func saved(_ measured: Record.Bytes, _ sheet: Sheet, _ comparison: inout Comparison) throws {
    comparison.same("activation", try sheet.integer("saved.activations"), measured.activation)
    comparison.same("weight_cast", try sheet.integer("saved.weight_casts"), measured.weightCast)
    comparison.same("input", try sheet.integer("saved.inputs"), measured.input)
  }
}

/// Figures of one record: ours against those measured.
struct Comparison {
  var figures = 0
  var differences: [String] = []

  mutating func same<Figure: Equatable>(_ name: String, _ ours: Figure?, _ measured: Figure?) {
    figures += 1
    if ours != measured {
      differences.append(
        "\(name): \(ours.map { "\($0)" } ?? "nothing"), measured \(measured.map { "\($0)" } ?? "nothing")")
    }
  }

  mutating func same<Figure: Equatable>(_ ours: [String: Figure], _ measured: [String: Figure]) {
    for name in Set(ours.keys).union(measured.keys).sorted() { same(name, ours[name], measured[name]) }
  }
}

/// How many records of a file came out equal.
struct Tally {
  var title: String
  var records = 0
  var equal = 0
  var figures = 0
  var differences: [String] = []

  init(_ title: String) { self.title = title }

  mutating func add(_ comparison: Comparison, _ record: String) {
    records += 1
    if comparison.differences.isEmpty { equal += 1 }
    figures += comparison.figures
    differences += comparison.differences.map { "\(record): \($0)" }
  }

  func print() {
    Swift.print(
      "\(title): \(equal) of \(records) records, \(figures - differences.count) of \(figures) figures")
  }

  var report: String { differences.prefix(40).joined(separator: "\n") }
}
