/// What a formula evaluates to.
public enum Value: Sendable {
  case quantity(Quantity)
  case boolean(Bool)
  /// A named value of an input's domain: `bf16`, `swiglu`, `none`.
  case word(Symbol)
  case text(String)
  case list([Value])
  indirect case range(NumberRange)
  case ledger(Ledger)
  /// A value with the unit or format it asked to be shown in.
  indirect case shown(Value, Display)

  /// The value without what it asked of its display.
  public var bare: Value {
    if case .shown(let value, _) = self { value.bare } else { self }
  }

  /// The number in it: a ledger counts as its total.
  public var quantity: Quantity? {
    switch bare {
    case .quantity(let quantity): quantity
    case .ledger(let ledger): ledger.total
    default: nil
    }
  }

  /// What kind of thing it is, for messages.
  public var kind: String {
    switch bare {
    case .quantity: "a number"
    case .boolean: "true or false"
    case .word: "a named value"
    case .text: "a text"
    case .list: "a list"
    case .range: "a range"
    case .ledger: "a ledger"
    case .shown: "a value"
    }
  }
}

/// How a value asked to be written, after `->`.
public enum Display: Sendable, Hashable {
  case unit(Unit)
  case format(Format)
  /// `{x:.2}`: so many decimals, without a unit's name.
  case places(Int)

  /// The formats that `->` knows besides units.
  public enum Format: String, CaseIterable, Sendable {
    case human, exact, sci, hex, percent

    public var summary: String {
      switch self {
      case .human: "rounded, in the unit people say it in"
      case .exact: "every digit, or a fraction"
      case .sci: "a power of ten"
      case .hex: "hexadecimal"
      case .percent: "hundredths"
      }
    }
  }
}

/// Numbers from `first` to `last`, both included: by adding `step`, or by multiplying with it.
public struct NumberRange: Sendable {
  public var first: Quantity
  public var last: Quantity
  public var step: Num
  public var isGeometric: Bool

  public init(first: Quantity, last: Quantity, step: Num, isGeometric: Bool) {
    (self.first, self.last, self.step, self.isGeometric) = (first, last, step, isGeometric)
  }

  /// How many members, at most `limit`.
  public func count(limit: Int) -> Int { prefix(limit).reduce(0) { count, _ in count + 1 } }

  /// The members, at most `limit` of them.
  public func members(limit: Int) -> [Quantity] { Array(prefix(limit)) }
}

extension NumberRange {
  /// Whether the step after `number` is lost in the rounding, so that the end is never reached.
  func isLost(after number: Num) -> Bool {
    let next = isGeometric ? number.multiplying(step) : number.adding(step)
    return next == number && number != last.number
  }
}

extension NumberRange: Sequence {
  public func makeIterator() -> some IteratorProtocol<Quantity> {
    sequence(state: Optional(first.number)) { (next: inout Num?) -> Quantity? in
      guard let current = next, holds(current) else { return nil }
      let following = isGeometric ? current.multiplying(step) : current.adding(step)
      next = following == current ? nil : following
      return Quantity(current, first.dimension)
    }
  }

  private func holds(_ number: Num) -> Bool {
    isGeometric || step.sign >= 0 ? !(last.number < number) : !(number < last.number)
  }
}

extension Value {
  /// Whether the value has at most `room` parts, which are taken off.
  func fits(_ room: inout Int) -> Bool {
    room -= 1
    switch self {
    case .list(let items): for item in items where room >= 0 { if !item.fits(&room) { return false } }
    case .text(let text): room -= text.utf8.count / 8
    default: break
    }
    return room >= 0
  }
}
