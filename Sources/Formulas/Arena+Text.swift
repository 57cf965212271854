/// Formulas as text that reads back as the same formula.
extension Arena {
  public func text(_ formula: Formula) -> String {
    if formula.isAbsent { return "" }
    var text = ""
    write(formula, &text, above: 0) { _ in nil }
    return text
  }

  /// The text of a formula that becomes a factor of a product: a sum stands in brackets.
  public func text(factor formula: Formula) -> String {
    if formula.isAbsent { return "" }
    var text = ""
    write(formula, &text, above: BinaryOperator.multiply.precedence) { _ in nil }
    return text
  }

  /// The same, with `substitute` giving other text for the nodes it wants to replace.
  public func text(_ formula: Formula, substituting substitute: (Formula) -> String?) -> String {
    var text = ""
    write(formula, &text, above: 0, substitute)
    return text
  }

  /// The text of a formula that is one bare word, perhaps with hyphens: `bf16`, `h100-sxm`; otherwise nil.
  public func wordText(_ formula: Formula) -> String? {
    switch self[formula] {
    case .name(let name): return names[name]
    case .binary(.subtract, let left, let right):
      guard case .name(let last) = self[right], let head = wordText(left),
        span(right).start == span(left).end + 1
      else { return nil }
      return head + "-" + names[last]
    default: return nil
    }
  }

  private func write(_ formula: Formula, _ out: inout String, above: Int, _ substitute: (Formula) -> String?)
  {
    if let replacement = substitute(formula) {
      out += replacement
      return
    }
    let precedence = precedence(formula)
    if precedence < above { out += "(" }
    defer { if precedence < above { out += ")" } }
    switch self[formula] {
    case .constant(let index): out += literal(constants[Int(index)])
    case .name(let name): out += names[name]
    case .last: out += "_"
    case .member(let base, let name):
      write(base, &out, above: 10, substitute)
      out += "." + names[name]
    case .element(let base, let index):
      write(base, &out, above: 10, substitute)
      out += "["
      write(index, &out, above: 0, substitute)
      out += "]"
    case .unary(let operation, let operand):
      out += operation == .not ? "not " : "-"
      write(operand, &out, above: operation == .not ? 4 : 7, substitute)
    case .binary(.subtract, _, _) where wordText(formula) != nil: out += wordText(formula) ?? ""
    case .binary(let operation, let left, let right):
      write(left, &out, above: operation == .power ? 9 : operation.isComparison ? 5 : precedence, substitute)
      out += operation == .power ? "^" : " \(operation.rawValue) "
      write(right, &out, above: operation == .power ? 7 : precedence + 1, substitute)
    case .choice(let condition, let yes, let no):
      out += "if "
      write(condition, &out, above: 0, substitute)
      out += " then "
      write(yes, &out, above: 0, substitute)
      out += " else "
      write(no, &out, above: 0, substitute)
    case .call(let name, let arguments):
      out += names[name] + "("
      join(list(arguments), ", ", &out, substitute)
      out += ")"
    case .list(let id):
      out += "["
      join(list(id), ", ", &out, substitute)
      out += "]"
    case .range(let first, let last, let step, let isGeometric):
      write(first, &out, above: 5, substitute)
      out += ".."
      write(last, &out, above: 5, substitute)
      if !step.isAbsent {
        out += isGeometric ? " step *" : " step "
        write(step, &out, above: 5, substitute)
      }
    case .with(let body, let id):
      write(body, &out, above: -1, substitute)
      out += " with "
      for (index, override) in overrides(id).enumerated() {
        if index > 0 { out += ", " }
        out += names[override.name]
        if override.isVariant { continue }
        out += override.isLive ? " := " : " = "
        write(override.formula, &out, above: 0, substitute)
      }
    case .convert(let body, let display):
      write(body, &out, above: -1, substitute)
      switch self.display(display) {
      case .unit(let unit): out += " -> " + unit.name
      case .format(let format): out += " -> " + format.rawValue
      case .places(let places): out += ":.\(places)"
      }
    case .interpolation(let id):
      out += "\""
      for part in list(id) {
        if case .text(let piece)? = constantValue(part) {
          out += Arena.escape(piece)
        } else {
          out += "{"
          write(part, &out, above: -1, substitute)
          out += "}"
        }
      }
      out += "\""
    case .total(let id): join(list(id), " + ", &out, substitute)
    }
  }

  private func join(
    _ items: [Formula], _ separator: String, _ out: inout String, _ substitute: (Formula) -> String?
  ) {
    for (index, item) in items.enumerated() {
      if index > 0 { out += separator }
      write(item, &out, above: separator == " + " ? 5 : 0, substitute)
    }
  }

  /// How tightly the outermost part of a formula binds; −1 for `with` and `->`, which bind loosest.
  func precedence(_ formula: Formula) -> Int {
    switch self[formula] {
    case .with, .convert: -1
    case .choice, .range: 0
    case .binary(let operation, _, _): operation.precedence
    case .unary(.not, _): 3
    case .unary(.negate, _): 7
    case .total: 5
    case .constant(let index):
      if case .quantity(let quantity) = constants[Int(index)] { precedence(quantity) } else { 11 }
    default: 11
    }
  }

  /// How tightly a number binds as it is written: `-2`, `1 / 3`, `7 bytes`.
  private func precedence(_ quantity: Quantity) -> Int {
    if quantity.number.sign < 0 { return 7 }
    let isFraction = quantity.number.fraction?.denominator ?? 1 != 1
    if isFraction, quantity.number.exactText() == nil { return 6 }
    return quantity.dimension.isNone ? 11 : 8
  }

  private func literal(_ value: Value) -> String {
    switch value {
    case .quantity(let quantity): units.literal(quantity)
    case .boolean(let flag): flag ? "true" : "false"
    case .text(let text): "\"" + Arena.escape(text) + "\""
    case .word(let word): names[word]
    default: "…"
    }
  }

  static func escape(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "{", "}": out += "\\\(character)"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}
