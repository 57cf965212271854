/// Values as people read them.
extension Units {
  /// A quantity as the language reads it back: `1_024`, `19_500_000_000_000 FLOP/s`.
  public func literal(_ quantity: Quantity) -> String {
    let unit = name(of: quantity.dimension)
    // A rounded number is written so that it reads back as the same.
    if case .real(let real) = quantity.number, real.isFinite {
      let shortest = Num(shortest: real)
      if shortest.isExact { return literal(Quantity(shortest, quantity.dimension)) }
      let text = "\(real)"
      return unit.isEmpty ? text : text + " " + unit
    }
    let number = quantity.number.exactText()
    if number == nil, let (top, bottom) = quantity.number.fraction {
      let below = Num.wide(bottom, 1).exactText() ?? "\(bottom)"
      return literal(Quantity(Num.wide(top, 1), quantity.dimension)) + " / " + below
    }
    let text = number ?? literal(Quantity(.real(quantity.number.double)))
    if unit.isEmpty { return text }
    return unit.hasPrefix("/") ? text + " " + "1" + unit : text + " " + unit
  }

  /// In full: `34_032_921_600 bytes`, `≈ 66.6667`.
  public func exact(_ quantity: Quantity) -> String {
    attach(Units.exact(quantity.number), name(of: quantity.dimension))
  }

  /// The number in full, or marked as rounded.
  public static func exact(_ number: Num) -> String {
    if let text = number.exactText() { return text }
    // Too many decimals to write out, but few digits: 1e-13 is the whole value.
    return number.hasAtMost(significant: 6) ? number.scientificText() : "≈ " + rounded(number)
  }

  /// Rounded for people: `34.03 GB`, `2.13B`; nil where the exact text is already short.
  public func human(_ quantity: Quantity, from threshold: Num = .int(1000)) -> String? {
    if quantity.number.magnitude < threshold, quantity.number.isInteger { return nil }
    if let unit = humanUnit(for: quantity.number, quantity.dimension) {
      if unit.factor == .one { return nil }
      guard let scaled = quantity.number.dividing(by: unit.factor) else { return nil }
      if !(scaled.magnitude < .int(1_000_000)) {
        return attach(quantity.number.scientificText(3), name(of: quantity.dimension))
      }
      return attach(Units.short(scaled), unit.name)
    }
    if quantity.dimension.unlabelled.isNone, quantity.dimension.labelPower >= 0 {
      return magnitude(quantity.number)
    }
    // A unit that nobody scales, dollars or tokens/s: worth a magnitude once it is hard to read.
    guard !(quantity.number.magnitude < .int(1_000_000)), let number = magnitude(quantity.number) else {
      return nil
    }
    return attach(number, name(of: quantity.dimension))
  }

  /// `2.13B`: a count with its magnitude letter.
  public func magnitude(_ number: Num) -> String? {
    let magnitudes: [(String, Num)] = [
      ("T", .int(1_000_000_000_000)), ("B", .int(1_000_000_000)), ("M", .int(1_000_000)), ("k", .int(1000)),
    ]
    if !(number.magnitude < .int(1_000_000_000_000_000)) { return number.scientificText(3) }
    for (letter, factor) in magnitudes where Units.reaches(number, factor) {
      return number.dividing(by: factor).map { Units.short($0) + letter }
    }
    return nil
  }

  /// A value in the unit or format it asked for.
  public func text(_ value: Value, as display: Display, _ names: Names) -> String {
    guard let quantity = value.quantity else { return phrase(value, names) }
    switch display {
    case .unit(let unit):
      guard let scaled = quantity.number.dividing(by: unit.factor) else { return exact(quantity) }
      return attach(scaled.exactText(limit: 4) ?? "≈ " + Units.rounded(scaled), unit.name)
    case .format(.human): return human(quantity) ?? exact(quantity)
    case .format(.exact):
      let number = quantity.number
      let fraction = number.fraction.map { "\($0.numerator)/\($0.denominator)" }
      return attach(
        number.exactText(limit: 30) ?? fraction ?? "≈ " + number.scientificText(17),
        name(of: quantity.dimension))
    case .format(.sci):
      return attach(
        (quantity.number.hasAtMost(significant: 6) ? "" : "≈ ") + quantity.number.scientificText(),
        name(of: quantity.dimension))
    case .format(.hex):
      guard let (top, bottom) = quantity.number.fraction, bottom == 1 else { return exact(quantity) }
      let digits = String(top.magnitude, radix: 16)
      return attach((top < 0 ? "-0x" : "0x") + digits, name(of: quantity.dimension))
    case .format(.percent): return percent(quantity.number)
    case .places(let places): return quantity.number.fixedText(places)
    }
  }

  public func percent(_ number: Num) -> String {
    let scaled = number.multiplying(.int(100))
    return
      (scaled.exactText(limit: 1)
      ?? (scaled.magnitude < .wide(1, 20)
        ? "≈ " + scaled.roundedText(significant: 2) : "≈ " + scaled.fixedText(1)))
      + "%"
  }

  /// One value in running text: exact where short, otherwise in human units.
  public func phrase(_ value: Value, _ names: Names) -> String {
    switch value {
    case .shown(let inner, let display): return text(inner, as: display, names)
    case .quantity(let quantity):
      return human(quantity, from: .int(1_000_000)) ?? exact(quantity)
    case .ledger(let ledger): return phrase(.quantity(ledger.total), names)
    default: return plain(value, names)
    }
  }

  /// One value in full: as `exact`, with lists and ranges spelled out.
  public func plain(_ value: Value, _ names: Names) -> String {
    switch value {
    case .quantity(let quantity): return exact(quantity)
    case .boolean(let flag): return flag ? "true" : "false"
    case .word(let word): return names[word]
    case .text(let text): return text
    case .list(let items): return "[" + items.map { plain($0, names) }.joined(separator: ", ") + "]"
    case .range(let range):
      let step =
        range.step == .one && !range.isGeometric
        ? "" : " step \(range.isGeometric ? "*" : "")\(range.step.exactText() ?? range.step.roundedText())"
      return "\(exact(range.first))..\(exact(range.last))\(step)"
    case .ledger(let ledger): return exact(ledger.total)
    case .shown(let inner, let display):
      if case .list(let items) = inner {
        return "[" + items.map { text($0, as: display, names) }.joined(separator: ", ") + "]"
      }
      return text(inner, as: display, names)
    }
  }

  /// Whether the number is at least `factor`, or would be rounded to it: 999_999_999 is 1.00B, not 1_000.00M.
  static func reaches(_ number: Num, _ factor: Num) -> Bool {
    !(number.magnitude.multiplying(.int(200_000)) < factor.multiplying(.int(199_999)))
  }

  /// Two decimals below a thousand, one above: `34.03`, `6_583.6`.
  static func short(_ number: Num) -> String {
    number.fixedText(number.magnitude < .int(1000) ? 2 : 1)
  }

  /// Six significant digits, or two decimals where the whole part is longer.
  private static func rounded(_ number: Num) -> String {
    let magnitude = number.magnitude
    if !(magnitude < .int(100_000)), magnitude < .int(1_000_000_000_000_000) { return number.fixedText(2) }
    return number.roundedText()
  }

  private func attach(_ number: String, _ unit: String) -> String {
    unit.isEmpty ? number : number + (unit.hasPrefix("/") ? " 1" : " ") + unit
  }
}
