/// A function of the language that is mechanism rather than knowledge: one row each.
public struct Function: Sendable {
  public let name: String
  /// How many arguments it takes.
  public let arity: ClosedRange<Int>
  /// The arguments, for messages and help.
  public let signature: String
  public let summary: String
  public let example: String
  let apply: @Sendable (Call) throws(Diagnostic) -> Value

  struct Call {
    let values: [Value]
    let formulas: [Formula]
    let formula: Formula
    let evaluation: Evaluation

    func quantity(_ index: Int) throws(Diagnostic) -> Quantity {
      guard let quantity = values[index].quantity else { throw .notANumber(values[index], span(index)) }
      return quantity
    }

    func span(_ index: Int) -> Span { evaluation.arena.span(formulas[index]) }

    /// All numbers: the arguments, or the members of the one list given.
    func quantities() throws(Diagnostic) -> [Quantity] {
      var result: [Quantity] = []
      for index in values.indices {
        switch values[index] {
        case .list(let items):
          for item in items {
            guard let quantity = item.quantity else { throw .notANumber(item, span(index)) }
            result.append(quantity)
          }
        case .range(let range): result += try evaluation.members(range, span(index))
        default: result.append(try quantity(index))
        }
      }
      return result
    }

    func fold(_ verb: String, _ combine: (Num, Num) -> Num) throws(Diagnostic) -> Value {
      let all = try quantities()
      guard var result = all.first else {
        throw Diagnostic(
          .undefinedResult, "an empty list has no such value", at: evaluation.arena.span(formula))
      }
      for next in all.dropFirst() {
        try evaluation.attend()
        guard let dimension = result.sums(with: next) else {
          throw .unlike(verb, result, span(0), next, span(values.count - 1), evaluation.units)
        }
        result = Quantity(combine(result.number, next.number), dimension)
      }
      return .quantity(result)
    }

    func map(_ change: (Num) -> Num) throws(Diagnostic) -> Value {
      let quantity = try quantity(0)
      return .quantity(Quantity(change(quantity.number), quantity.dimension))
    }

    /// A function of a plain number whose result is real.
    func real(_ change: (Double) -> Double) throws(Diagnostic) -> Value {
      let quantity = try quantity(0)
      guard quantity.dimension.unlabelled.isNone else {
        throw Diagnostic(
          .wrongKind,
          "a plain number is wanted here, and this is in \(evaluation.units.description(of: quantity.dimension))",
          at: span(0))
      }
      let result = change(quantity.number.double)
      guard result.isFinite else {
        throw Diagnostic(.undefinedResult, "no value there", at: evaluation.arena.span(formula))
      }
      return .quantity(Quantity(.real(result)))
    }

    /// Both arguments in one unit.
    func pair(_ verb: String) throws(Diagnostic) -> (Num, Num, Dimension) {
      let (a, b) = (try quantity(0), try quantity(1))
      guard let dimension = a.sums(with: b) else {
        throw .unlike(verb, a, span(0), b, span(1), evaluation.units)
      }
      return (a.number, b.number, dimension)
    }
  }

  public static func named(_ name: String) -> Function? { table[name] }

  private static let table = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  public static let all: [Function] = [
    Function("min", 1...64, "numbers, or one list", "the smallest", "min(3, 2, 5)") {
      (call) throws(Diagnostic) in
      try call.fold("take the least of") { $1 < $0 ? $1 : $0 }
    },
    Function("max", 1...64, "numbers, or one list", "the largest", "max([3, 2, 5])") {
      (call) throws(Diagnostic) in
      try call.fold("take the greatest of") { $0 < $1 ? $1 : $0 }
    },
    Function("sum", 1...64, "numbers, or one list", "the sum", "sum(1..100)") { (call) throws(Diagnostic) in
      let all = try call.quantities()
      return all.isEmpty ? .quantity(.zero) : try call.fold("add") { $0.adding($1) }
    },
    Function("length", 1...1, "1 (a list)", "how many members", "length(1..48 step 2)") {
      (call) throws(Diagnostic) in
      .quantity(Quantity(.int(try call.quantities().count)))
    },
    Function("abs", 1...1, "1 number", "the value without its sign", "abs(-3)") { (call) throws(Diagnostic) in
      try call.map { $0.magnitude }
    },
    Function("floor", 1...1, "1 number", "the largest whole number not above", "floor(80 GB / 34.03 GB)") {
      (call) throws(Diagnostic) in
      try call.map { $0.floor }
    },
    Function("ceil", 1...1, "1 number", "the smallest whole number not below", "ceil(2.1)") {
      (call) throws(Diagnostic) in
      try call.map { $0.ceiling }
    },
    Function(
      "round", 1...2, "1 or 2 (a number, a multiple)", "to the nearest whole number, or multiple",
      "round(8/3 * 1600, 64)"
    ) { (call) throws(Diagnostic) in
      if call.values.count == 1 { return try call.map { $0.rounded } }
      let (number, multiple, dimension) = try call.pair("round")
      guard let ratio = number.dividing(by: multiple) else { throw .divisionByZero(call.span(1)) }
      return .quantity(Quantity(ratio.rounded.multiplying(multiple), dimension))
    },
    Function("ceil_to", 2...2, "2 (a number, a multiple)", "up to the next multiple", "ceil_to(50257, 64)") {
      (call) throws(Diagnostic) in
      let (number, multiple, dimension) = try call.pair("round")
      guard let ratio = number.dividing(by: multiple) else { throw .divisionByZero(call.span(1)) }
      return .quantity(Quantity(ratio.ceiling.multiplying(multiple), dimension))
    },
    Function("share", 2...2, "2 (a part, a whole)", "the part of the whole, in percent", "share(1, 8)") {
      (call) throws(Diagnostic) in
      let (part, whole, _) = try call.pair("take the share of")
      guard let ratio = part.dividing(by: whole) else { throw .divisionByZero(call.span(1)) }
      return .shown(.quantity(Quantity(ratio)), .format(.percent))
    },
    Function("divides", 2...2, "2 whole numbers", "whether the first divides the second", "divides(25, 1600)")
    { (call) throws(Diagnostic) in
      let (divisor, number, _) = try call.pair("divide")
      guard let rest = number.modulo(divisor) else { throw .divisionByZero(call.span(0)) }
      return .boolean(rest.isZero)
    },
    Function("sqrt", 1...1, "1 number", "the square root", "sqrt(2)") { (call) throws(Diagnostic) in
      let quantity = try call.quantity(0)
      let half = Num.wide(1, 2)
      guard let dimension = quantity.dimension.raised(to: half), let root = quantity.number.power(half) else {
        throw Diagnostic(.undefinedResult, "this has no square root", at: call.span(0))
      }
      return .quantity(Quantity(root, dimension))
    },
    Function("exp", 1...1, "1 plain number", "e to that power", "exp(1)") { (call) throws(Diagnostic) in
      try call.real(Num.exp)
    },
    Function("log", 1...1, "1 plain number", "the natural logarithm", "log(10)") {
      (call) throws(Diagnostic) in try call.real(Num.log)
    },
    Function("log2", 1...1, "1 plain number", "the logarithm to base 2", "log2(1024)") {
      (call) throws(Diagnostic) in
      if let exponent = try call.quantity(0).number.exactLogarithm(base: 2) {
        return .quantity(Quantity(.int(exponent)))
      }
      return try call.real(Num.log2)
    },
    Function("log10", 1...1, "1 plain number", "the logarithm to base 10", "log10(1000)") {
      (call) throws(Diagnostic) in
      if let exponent = try call.quantity(0).number.exactLogarithm(base: 10) {
        return .quantity(Quantity(.int(exponent)))
      }
      return try call.real(Num.log10)
    },
  ]

  private init(
    _ name: String, _ arity: ClosedRange<Int>, _ signature: String, _ summary: String, _ example: String,
    _ apply: @escaping @Sendable (Call) throws(Diagnostic) -> Value
  ) {
    self.name = name
    self.arity = arity
    self.signature = signature
    self.summary = summary
    self.example = example
    self.apply = apply
  }
}
