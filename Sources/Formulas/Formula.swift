/// A formula: a place in an `Arena`.
public struct Formula: Hashable, Sendable {
  public let index: Int32
  @inlinable public init(index: Int32) { self.index = index }
}

/// One node of a formula. The comment beside each case is the text it stands for.
public enum Node: Hashable, Sendable {
  /// `1_024`, `80 GB`, `"text"`, `true`
  case constant(Int32)
  /// `d_model`
  case name(Symbol)
  /// `memory.weights`
  case member(Formula, Symbol)
  /// `sizes[2]`, `accelerator[bf16]`
  case element(Formula, Formula)
  /// `-x`, `not x`
  case unary(UnaryOperator, Formula)
  /// `a + b`
  case binary(BinaryOperator, Formula, Formula)
  /// `if c then a else b`
  case choice(Formula, Formula, Formula)
  /// `f(a, b)`
  case call(Symbol, ListID)
  /// `[a, b, c]`
  case list(ListID)
  /// `a..b step s`, `a..b step *s`; the step is `Formula.absent` where none is written
  case range(Formula, Formula, step: Formula, geometric: Bool)
  /// `e with a = 1, b = 2`
  case with(Formula, BindingsID)
  /// `e -> GiB`
  case convert(Formula, Int32)
  /// `"text {e:.2}"`
  case interpolation(ListID)
  /// `_`
  case last
  /// `2 × a`: a row of a ledger and how often it counts, made by the program when it sums rows
  case total(ListID)
}

public struct ListID: Hashable, Sendable { public let index: Int32 }
public struct BindingsID: Hashable, Sendable { public let index: Int32 }

public enum UnaryOperator: String, Sendable {
  case negate = "-"
  case not
}

public enum BinaryOperator: String, Sendable, CaseIterable {
  case or, and
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "mod"
  case power = "^"

  /// How tightly it binds; `not` sits at 3, unary minus at 7.
  public var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: 4
    case .add, .subtract: 5
    case .multiply, .divide, .floorDivide, .modulo: 6
    case .power: 8
    }
  }

  public var isComparison: Bool { precedence == 4 }
  public var isArithmetic: Bool { precedence > 4 }
}

/// One item of a `with`: `name = formula`, `name := formula`, or a variant by its name (`gpt2-xl`, a scenario).
public struct Override: Hashable, Sendable {
  public var name: Symbol
  /// `Formula.absent` for a variant.
  public var formula: Formula
  /// Whether the name follows its inputs inside, instead of being bound to its value outside.
  public var isLive: Bool
  public var span: Span

  public init(name: Symbol, formula: Formula, isLive: Bool = false, span: Span) {
    (self.name, self.formula, self.isLive, self.span) = (name, formula, isLive, span)
  }

  public var isVariant: Bool { formula.isAbsent }
}

extension Formula {
  /// No formula: an optional part that was not written.
  public static let absent = Formula(index: -1)
  public var isAbsent: Bool { index < 0 }
}

/// Where all formulas live: nodes in one array, so that a formula is an index, costs nothing to copy, and needs
/// no recursion to free.
///
/// A class, because the parser, the worksheet and the models all add to the same one.
public final class Arena {
  public let names: Names
  public let units: Units
  // Read for every step of every evaluation; nothing here is written while it is read.
  @exclusivity(unchecked) public private(set) var nodes: [Node] = []
  @exclusivity(unchecked) public private(set) var spans: [Span] = []
  @exclusivity(unchecked) public private(set) var depths: [UInt16] = []
  @exclusivity(unchecked) public private(set) var constants: [Value] = []
  public private(set) var lists: [[Formula]] = []
  public private(set) var overrides: [[Override]] = []
  public private(set) var displays: [Display] = []

  /// The deepest tree that evaluation follows; deeper ones are refused where they are written.
  public static let depthLimit = 1000

  public init(names: Names = Names(), units: Units = Units()) {
    self.names = names
    self.units = units
    nodes.reserveCapacity(16_384)
    spans.reserveCapacity(16_384)
    depths.reserveCapacity(16_384)
  }

  @inlinable public subscript(formula: Formula) -> Node { nodes[Int(formula.index)] }

  public func span(_ formula: Formula) -> Span { formula.isAbsent ? .none : spans[Int(formula.index)] }
  public func depth(_ formula: Formula) -> Int { formula.isAbsent ? 0 : Int(depths[Int(formula.index)]) }
  public func list(_ id: ListID) -> [Formula] { lists[Int(id.index)] }
  public func overrides(_ id: BindingsID) -> [Override] { overrides[Int(id.index)] }
  public func display(_ index: Int32) -> Display { displays[Int(index)] }
  public func constant(_ index: Int32) -> Value { constants[Int(index)] }

  public func add(_ node: Node, _ span: Span = .none) -> Formula {
    var depth = 0
    switch node {
    case .constant, .name, .last: break
    case .member(let a, _), .unary(_, let a), .convert(let a, _): depth = self.depth(a)
    case .element(let a, let b), .binary(_, let a, let b): depth = max(self.depth(a), self.depth(b))
    case .choice(let a, let b, let c): depth = max(self.depth(a), self.depth(b), self.depth(c))
    case .range(let a, let b, let c, _): depth = max(self.depth(a), self.depth(b), self.depth(c))
    case .call(_, let id), .list(let id), .interpolation(let id), .total(let id):
      for item in list(id) { depth = max(depth, self.depth(item)) }
    case .with(let a, let id):
      depth = self.depth(a)
      for item in overrides(id) { depth = max(depth, self.depth(item.formula)) }
    }
    nodes.append(node)
    spans.append(span)
    depths.append(UInt16(clamping: depth + 1))
    return Formula(index: Int32(nodes.count - 1))
  }

  public func constant(_ value: Value, _ span: Span = .none) -> Formula {
    constants.append(value)
    return add(.constant(Int32(constants.count - 1)), span)
  }

  public func number(_ value: Int, _ span: Span = .none) -> Formula {
    constant(.quantity(Quantity(.int(value))), span)
  }

  public func list(_ items: [Formula]) -> ListID {
    lists.append(items)
    return ListID(index: Int32(lists.count - 1))
  }

  public func overrides(_ items: [Override]) -> BindingsID {
    overrides.append(items)
    return BindingsID(index: Int32(overrides.count - 1))
  }

  public func display(_ display: Display) -> Int32 {
    displays.append(display)
    return Int32(displays.count - 1)
  }

  /// The constant that a node is, if it is one.
  public func constantValue(_ formula: Formula) -> Value? {
    guard case .constant(let index) = self[formula] else { return nil }
    return constants[Int(index)]
  }
}
