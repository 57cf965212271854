import Formulas

/// What an audit says of a printed figure.
struct ClaimVerdict {
  enum Kind { case right, rounded, wrong }

  let kind: Kind
  let text: String

  /// `written` is the figure as it was printed: it is held to its own digits.
  init(printed: Value, written: String, computed: Value, units: Units) {
    let asked = Asked(
      text: "", expected: computed, tolerance: nil, mistakes: [], hints: [], factors: [])
    switch asked.judgement(of: printed, written: written, units: units) {
    case .right, .coarse:
      let isExact = printed.quantity?.number == computed.quantity?.number
      (kind, text) = isExact ? (.right, "right") : (.rounded, "right, rounded")
    case .unlike: (kind, text) = (.wrong, "another unit")
    case .wrong: (kind, text) = (.wrong, Self.distance(printed, written, computed, units))
    }
  }

  /// How a wrong figure lies to the right one.
  private static func distance(_ printed: Value, _ written: String, _ computed: Value, _ units: Units)
    -> String
  {
    guard let a = printed.quantity, let b = computed.quantity, let ratio = a.number.dividing(by: b.number),
      ratio.sign > 0
    else { return "wrong" }
    let room = max(min(WrittenPrecision(written).tolerance, WrittenPrecision.coarsest), 1e-6)
    let isOfBytes = units["bytes"]?.dimension == b.dimension
    if let slip = CommonSlip.of(ratio: ratio.double, isOfBytes: isOfBytes, room: room) { return slip.verdict }
    let isLarge = Num.one < ratio
    let times = isLarge ? ratio : Num.one.dividing(by: ratio) ?? .one
    let size = isLarge ? "large" : "small"
    if times < .int(2) {
      return "\(units.percent(ratio.subtracting(.one).magnitude)) too \(size)"
    }
    return "\(times.roundedText(significant: 3)) times too \(size)"
  }
}
