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
    guard baseNames.count < 8, let first = spellings.first else { return nil }
    if let colon = description.firstIndex(of: ":") {
      baseKinds[baseNames.count] = description[..<colon].lowercased()
    }
    baseNames.append((first, spellings.count > 1 ? spellings[1] : first))
    return .base(baseNames.count - 1)
  }

  public func addLabel(_ spellings: [String]) -> Dimension? {
    guard labelNames.count < 100, let first = spellings.first else { return nil }
    labelNames.append((first, spellings.count > 1 ? spellings[1] : first))
    return .label(Int8(labelNames.count))
  }

  public func add(_ spellings: [String], dimension: Dimension, factor: Num, description: String) {
    for name in spellings {
      if table[name] == nil { names.append(name) }
      table[name] = Unit(name: name, dimension: dimension, factor: factor)
      descriptions[name] = description
    }
  }

  /// Units that are known no more, with all that is needed to know them again.
  public struct Removed {
    var units: [(unit: Unit, description: String)]
  }

  /// Forgets units; their dimension stays, since values may have it.
  public func remove(_ spellings: [String]) -> Removed {
    let units = spellings.compactMap { name in table[name].map { ($0, descriptions[name] ?? "") } }
    names.removeAll(where: spellings.contains)
    for name in spellings { (table[name], descriptions[name]) = (nil, nil) }
    return Removed(units: units)
  }

  /// Knows again what was forgotten.
  public func restore(_ removed: Removed) {
    for (unit, description) in removed.units {
      add([unit.name], dimension: unit.dimension, factor: unit.factor, description: description)
    }
  }

  /// The units in which quantities like `units` are said to people, smallest first.
  public func setScale(_ units: [Unit]) {
    guard let first = units.first else { return }
    scales[first.dimension] = units.sorted { $0.factor < $1.factor }
  }

  /// The unit that makes `value` (in base units) at least 1, for the way people say it.
  public func humanUnit(for value: Num, _ dimension: Dimension) -> Unit? {
    if let units = scales[dimension] {
      return units.last { Units.reaches(value, $0.factor) }
    }
    // A rate is scaled by what it counts: bytes/s as GB/s.
    for (numerator, units) in scales {
      let rest = dimension.divided(by: numerator)
      guard dimension != numerator, isRate(rest, of: numerator) else { continue }
      guard let unit = units.last(where: { Units.reaches(value, $0.factor) }) else { return nil }
      return Unit(name: unit.name + name(of: rest), dimension: dimension, factor: unit.factor)
    }
    return nil
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
