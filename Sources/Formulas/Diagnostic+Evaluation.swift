/// What evaluation can find wrong.
extension Diagnostic {
  static func unlike(
    _ verb: String, _ left: Quantity, _ leftSpan: Span, _ right: Quantity, _ rightSpan: Span, _ units: Units
  ) -> Diagnostic {
    let (a, b) = (units.description(of: left.dimension), units.description(of: right.dimension))
    return Diagnostic(
      .unlikeUnits, "can't \(verb) \(a) and \(b)",
      [Mark(leftSpan, units.kind(of: left.dimension)), Mark(rightSpan, units.kind(of: right.dimension))])
  }

  public static func notANumber(_ value: Value, _ span: Span) -> Diagnostic {
    Diagnostic(.wrongKind, "a number is wanted here, and this is \(value.kind)", at: span)
  }

  static func notACondition(_ value: Value, _ span: Span) -> Diagnostic {
    Diagnostic(
      .wrongKind, "true or false is wanted here, and this is \(value.kind)", at: span,
      "compare it: == < <= > >=")
  }

  static func divisionByZero(_ span: Span) -> Diagnostic {
    Diagnostic(.undefinedResult, "division by zero", at: span, "this is zero")
  }

  public static func tooLarge(_ span: Span) -> Diagnostic {
    Diagnostic(.undefinedResult, "this number is too large", at: span, "the largest is about 1.8e308")
  }

  static func undefinedPower(_ span: Span) -> Diagnostic {
    Diagnostic(.undefinedResult, "this power has no value", at: span)
  }

  static func dimensionTooLarge(_ span: Span) -> Diagnostic {
    Diagnostic(.undefinedResult, "the unit of this result is past all measure", at: span)
  }

  static func noConversion(_ quantity: Quantity, to unit: Unit, _ span: Span, _ units: Units) -> Diagnostic {
    let from =
      quantity.dimension.label > 0 && quantity.dimension.unlabelled.isNone
      ? "a count of \(units.description(of: quantity.dimension))" : units.description(of: quantity.dimension)
    var note = ""
    if units.name(of: quantity.dimension) == "params", units.name(of: unit.dimension) == "bytes" {
      note = "params have no size until a precision is chosen. Try: memory.weights -> \(unit.name)"
    }
    if note.isEmpty, units.kind(of: unit.dimension) != unit.name {
      note = "\(unit.name) measures \(units.kind(of: unit.dimension))"
    }
    var target = span
    target.start = max(span.start, span.end - Int32(unit.name.utf8.count))
    return Diagnostic(.cannotConvert, "can't convert \(from) to \(unit.name)", at: target, note)
  }

  static func tooLong(_ what: String, _ span: Span) -> Diagnostic {
    Diagnostic(.tooDeep, "this \(what) has more than a million parts", at: span)
  }

  static let tooMuchWork = Diagnostic(.tooDeep, "this takes more than half a million steps, and is given up")

  static func chainTooDeep(_ span: Span) -> Diagnostic {
    Diagnostic(.tooDeep, "too deep to follow: what this leans on leans on more, and so on", at: span)
  }

  public static func noMember(_ member: String, in base: String, has rows: [String], at span: Span)
    -> Diagnostic
  {
    let near = Suggestion.nearest(to: member, among: rows)
    let listing = rows.isEmpty ? "\(base) has no rows" : "\(base) has: \(rows.joined(separator: " "))"
    var caret = span
    if caret.end > caret.start { caret.start = max(caret.start, caret.end - Int32(member.utf8.count)) }
    return Diagnostic(
      .noMember, "no member \"\(member)\" in \(base)", at: caret,
      near.map { "did you mean \($0)?   \(listing)" } ?? listing)
  }

  static func index(_ index: String, count: Int, _ span: Span) -> Diagnostic {
    Diagnostic(
      .noMember, "there is no element \(index): the list has \(count)", at: span,
      count > 0 ? "1 to \(count)" : "")
  }

  public static func argumentCount(_ name: String, takes: String, got: Int, at span: Span) -> Diagnostic {
    Diagnostic(.wrongKind, "\(name) takes \(takes), but got \(got)", at: span)
  }

  public static let stopped = Diagnostic(.interrupted, "interrupted; everything is kept")
}
