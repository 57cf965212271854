/// A unit of measure: `1 GiB` is `factor` times the base units of `dimension`.
public struct Unit: Sendable, Hashable {
  public var name: String
  public var dimension: Dimension
  public var factor: Num

  public init(name: String, dimension: Dimension, factor: Num) {
    (self.name, self.dimension, self.factor) = (name, dimension, factor)
  }
}

/// The units that are known, as `unit`, `label` and `scale` declarations made them.
public final class Units {
  private var table: [String: Unit] = [:]
  /// Names in the order of declaration, for listings and suggestions.
  public private(set) var names: [String] = []
  /// Help text by name.
  public private(set) var descriptions: [String: String] = [:]
  private var baseNames: [(singular: String, plural: String)] = []
  /// What a base unit measures: the words before the colon of its description.
  private var baseKinds: [Int: String] = [:]
  private var labelNames: [(singular: String, plural: String)] = []
  /// The name asked for last: a column of numbers asks for the same again and again.
  private var lastName: (dimension: Dimension, text: String)?
  private var scales: [Dimension: [Unit]] = [:]

  public init() {}

  public subscript(name: String) -> Unit? { table[name] }

  public func contains(_ name: String) -> Bool { table[name] != nil }

  /// Adds a base unit with its spellings; nil when all eight places are taken.
  public func addBase(_ spellings: [String], description: String = "") -> Dimension? {
    // One that was taken back gets its place again.
    if let index = baseIndex(spellings) { return .base(index) }
    guard baseNames.count < 8, !spellings.isEmpty else { return nil }
    if let colon = description.firstIndex(of: ":") {
      baseKinds[baseNames.count] = description[..<colon].lowercased()
    }
    baseNames.append(Units.forms(spellings))
    return .base(baseNames.count - 1)
  }

  public func addLabel(_ spellings: [String]) -> Dimension? {
    if let index = labelIndex(spellings) { return .label(index) }
    guard labelNames.count < 100, !spellings.isEmpty else { return nil }
    labelNames.append(Units.forms(spellings))
    return .label(Int8(labelNames.count))
  }

  public func add(_ spellings: [String], dimension: Dimension, factor: Num, description: String) {
    for name in spellings {
      if table[name] == nil { names.append(name) }
      table[name] = Unit(name: name, dimension: dimension, factor: factor)
      descriptions[name] = description
    }
  }

  /// Units with what is said of them.
  public struct Rows: Sendable {
    var units: [(unit: Unit, description: String)]

    public var spellings: [String] { units.map(\.unit.name) }
  }

  public func rows(_ spellings: [String]) -> Rows {
    Rows(units: spellings.compactMap { name in table[name].map { ($0, descriptions[name] ?? "") } })
  }

  /// Forgets units; their dimension stays, since values may have it.
  public func remove(_ rows: Rows) {
    let spellings = rows.spellings
    names.removeAll(where: spellings.contains)
    for name in spellings { (table[name], descriptions[name]) = (nil, nil) }
  }

  /// Knows again what was forgotten.
  public func restore(_ rows: Rows) {
    for (unit, description) in rows.units {
      add([unit.name], dimension: unit.dimension, factor: unit.factor, description: description)
    }
  }

  /// Whether a declaration would say what is so already; nil for `dimension` declares a base unit or a label.
  public func say(_ spellings: [String], dimension: Dimension?, factor: Num, isLabel: Bool) -> Bool {
    let own =
      dimension
      ?? (isLabel ? labelIndex(spellings).map { .label($0) } : baseIndex(spellings).map { .base($0) })
    return own != nil
      && spellings.allSatisfy { table[$0]?.dimension == own && table[$0]?.factor == factor }
  }

  private func baseIndex(_ spellings: [String]) -> Int? {
    baseNames.firstIndex { $0 == Units.forms(spellings) }
  }

  private func labelIndex(_ spellings: [String]) -> Int8? {
    labelNames.firstIndex { $0 == Units.forms(spellings) }.map { Int8($0 + 1) }
  }

  /// The spellings for one and for many.
  private static func forms(_ spellings: [String]) -> (singular: String, plural: String) {
    let first = spellings.first ?? ""
    return (first, spellings.count > 1 ? spellings[1] : first)
  }

  /// The units in which a dimension is said to people, as they were set.
  public func scale(of dimension: Dimension) -> [Unit]? { scales[dimension] }

  public func exchangeScale(_ dimension: Dimension, _ units: [Unit]?) -> [Unit]? {
    defer { scales[dimension] = units }
    return scales[dimension]
  }

  /// The units in which quantities like `units` are said to people, smallest first.
  public func setScale(_ units: [Unit]) {
    guard let first = units.first else { return }
    scales[first.dimension] = units.sorted { $0.factor < $1.factor }
  }

  /// The unit that makes `value` (in base units) at least 1, for the way people say it; a hundredth is enough for the
  /// smallest of a scale that goes below the base unit: 0.37 ns.
  public func humanUnit(for value: Num, _ dimension: Dimension) -> Unit? {
    if let units = scales[dimension] {
      return Units.unit(of: units, for: value)
    }
    // A rate is scaled by what it counts: bytes/s as GB/s.
    for (numerator, units) in scales {
      let rest = dimension.divided(by: numerator)
      guard dimension != numerator, isRate(rest, of: numerator) else { continue }
      guard let unit = Units.unit(of: units, for: value) else { return nil }
      return Unit(name: unit.name + name(of: rest), dimension: dimension, factor: unit.factor)
    }
    return nil
  }

  private static func unit(of scale: [Unit], for value: Num) -> Unit? {
    if let unit = scale.last(where: { reaches(value, $0.factor) }) { return unit }
    guard let smallest = scale.first, smallest.factor < .one,
      !(value.magnitude.multiplying(.int(100)) < smallest.factor)
    else { return nil }
    return smallest
  }

  /// Whether `rest` only divides, and by other things than `numerator`: a plain number is no GB/byte.
  private func isRate(_ rest: Dimension, of numerator: Dimension) -> Bool {
    var hasPower = rest.labelPower == -1
    for index in 0..<8 {
      if rest.powers[index] > 0 || rest.powers[index] != 0 && numerator.powers[index] != 0 { return false }
      hasPower = hasPower || rest.powers[index] < 0
    }
    return hasPower && rest.labelPower <= 0
  }

  /// `bytes`, `FLOP/s`, `bytes/param`; empty for a plain number, `/s` for a bare rate.
  public func name(of dimension: Dimension) -> String {
    if let last = lastName, last.dimension == dimension { return last.text }
    let text = composedName(of: dimension)
    lastName = (dimension, text)
    return text
  }

  private func composedName(of dimension: Dimension) -> String {
    var above: [String] = []
    var below: [String] = []
    func add(_ names: (singular: String, plural: String), _ power: Int8) {
      let size = power.magnitude
      let name = power > 0 && size == 1 ? names.plural : names.singular
      let text = size == 1 ? name : "\(name)^\(size)"
      if power > 0 { above.append(text) } else if power < 0 { below.append(text) }
    }
    for index in 0..<baseNames.count { add(baseNames[index], dimension.powers[index]) }
    if dimension.label > 0 { add(labelNames[Int(dimension.label) - 1], dimension.labelPower) }
    let denominator = below.map { "/" + $0 }.joined()
    return above.joined(separator: "*") + denominator
  }

  /// The same with what it measures: `information (bytes)`, `time (s)`.
  public func kind(of dimension: Dimension) -> String {
    for (index, kind) in baseKinds where dimension == .base(index) {
      return "\(kind) (\(name(of: dimension)))"
    }
    return description(of: dimension)
  }

  /// What the dimension is called when two do not fit: `bytes`, `seconds`, `a plain number`.
  public func description(of dimension: Dimension) -> String {
    let text = name(of: dimension)
    return text.isEmpty ? "a plain number" : text == "s" ? "seconds" : text
  }
}
