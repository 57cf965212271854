import Formulas
import Language

/// Reading the formulas of ops: names of operands replaced by what they stand for, choices decided, tensors made.
extension Elaborator {
  mutating func formula(_ formula: Formula) throws(Diagnostic) -> Formula {
    switch try meaning(formula) {
    case .formula(let result): return result
    case .tensor, .weight, .operation:
      throw Diagnostic(
        .declaration, "a number is wanted here, and this is a tensor", at: arena.span(formula),
        "its size is .elements")
    }
  }

  mutating func tensor(_ formula: Formula, _ span: Span) throws(Diagnostic) -> Graph.Tensor {
    guard case .tensor(let tensor) = try meaning(formula) else {
      throw Diagnostic(
        .declaration, "a tensor is wanted here", at: arena.span(formula).isNone ? span : arena.span(formula))
    }
    return tensor
  }

  /// The sizes in `[a, b, c]`.
  mutating func sizes(_ formula: Formula) throws(Diagnostic) -> [Formula] {
    guard case .list(let id) = arena[formula] else {
      throw Diagnostic(
        .declaration, "sizes in brackets are wanted here", at: arena.span(formula), "[rows, columns]")
    }
    var result: [Formula] = []
    for item in arena.list(id) { result.append(try self.formula(item)) }
    return result
  }

  mutating func meaning(_ formula: Formula) throws(Diagnostic) -> Meaning {
    let span = arena.span(formula)
    switch arena[formula] {
    case .constant: return .formula(shared.constant(formula, arena))
    case .name(let name):
      if let variable = variables[name] { return variable }
      if name == symbols.row, let scope { return .formula(text(scope.row, span)) }
      if sheet.isConvention(name), !consulted.contains(name) { consulted.append(name) }
      return .formula(shared.node(.name(name), arena, span))
    case .member(let base, let attribute):
      if attribute == symbols.requiresGradient { return .formula(try requiresGradient(base, span)) }
      if let opened = try opened(base, attribute) { return opened }
      switch try meaning(base) {
      case .operation(let operation): return .formula(try self.attribute(attribute, of: operation, span))
      case .weight(let weight, let isRepeated):
        return .formula(try self.attribute(attribute, of: weight, isRepeated, span))
      case .tensor(let tensor): return try self.attribute(attribute, of: tensor, span)
      case .formula(let inner): return .formula(shared.node(.member(inner, attribute), arena, span))
      }
    case .choice(let condition, let yes, let no): return try meaning(try decide(condition) ? yes : no)
    case .call(let name, let arguments): return try call(name, arena.list(arguments), formula)
    case .binary(let operation, let left, let right):
      if operation.isComparison, let word = word(right, of: left) {
        return .formula(shared.node(.binary(operation, try self.formula(left), word), arena, span))
      }
      let (a, b) = (try self.formula(left), try self.formula(right))
      if operation == .multiply { return .formula(times(a, b)) }
      if operation == .divide, shared.isOne(b, arena) { return .formula(a) }
      return .formula(shared.node(.binary(operation, a, b), arena, span))
    case .unary(let operation, let operand):
      return .formula(shared.node(.unary(operation, try self.formula(operand)), arena, span))
    case .element(let base, let index):
      return .formula(shared.node(.element(try self.formula(base), try self.formula(index)), arena, span))
    default:
      throw Diagnostic(.declaration, "this has no use inside an op", at: span)
    }
  }

  /// `right`, where it is a named value of the input `left`: then no tensor of that name is meant.
  private mutating func word(_ right: Formula, of left: Formula) -> Formula? {
    guard case .name(let input) = arena[left], variables[input] == nil, case .name(let word) = arena[right],
      let words = sheet.words(of: input), words.contains(sheet.names[word])
    else { return nil }
    return shared.node(.name(word), arena, arena.span(right))
  }

  private mutating func attribute(_ name: Symbol, of tensor: Graph.Tensor, _ span: Span) throws(Diagnostic)
    -> Meaning
  {
    switch name {
    case symbols.width: return .formula(tensor.sizes.last ?? one)
    case symbols.rows: return .formula(product(Array(tensor.sizes.dropLast())))
    case symbols.elements: return .formula(product(tensor.sizes))
    case symbols.dtype: return .formula(shared.node(.name(tensor.type), arena, span))
    case symbols.isPermuted:
      return .formula(shared.constant(arena.constant(.boolean(tensor.isPermuted), span), arena))
    default:
      throw .noMember(
        sheet.names[name], in: "a tensor", has: ["width", "rows", "elements", "dtype", "permuted"], at: span)
    }
  }

  private mutating func call(_ name: Symbol, _ arguments: [Formula], _ formula: Formula) throws(Diagnostic)
    -> Meaning
  {
    let span = arena.span(formula)
    if let maker = symbols.makers[name] { return .tensor(try make(maker, arguments, span)) }
    if case .function(let parameters, let body) = sheet.meaning(of: name) {
      guard parameters.count == arguments.count else {
        throw .argumentCount(sheet.names[name], takes: "\(parameters.count)", got: arguments.count, at: span)
      }
      var locals: [Symbol: Meaning] = [:]
      for (parameter, argument) in zip(parameters, arguments) { locals[parameter] = try meaning(argument) }
      guard opening.insert(body).inserted else {
        throw Diagnostic(.circular, "\(sheet.names[name]) needs itself", at: span)
      }
      defer { opening.remove(body) }
      let outer = variables
      variables = locals
      let result = try meaning(body)
      variables = outer
      return result
    }
    var operands: [Formula] = []
    for argument in arguments { operands.append(try self.formula(argument)) }
    return .formula(shared.call(name, operands, arena, span))
  }

  private mutating func make(_ maker: GraphSymbols.Maker, _ arguments: [Formula], _ span: Span)
    throws(Diagnostic) -> Graph.Tensor
  {
    guard arguments.count == maker.count else {
      throw .argumentCount(maker.rawValue, takes: maker.signature, got: arguments.count, at: span)
    }
    if maker == .tensor { return made(try sizes(arguments[0]), try type(try formula(arguments[1]))) }
    let x = try tensor(arguments[0], span)
    switch maker {
    case .tensor, .like: return made(x.sizes, try type(try formula(arguments[1])), isPermuted: x.isPermuted)
    case .withWidth:
      return made(
        Array(x.sizes.dropLast()) + [try formula(arguments[1])], try type(try formula(arguments[2])))
    case .cast:
      let type = try type(try formula(arguments[1]))
      if type == x.type { return x }
      // A copy of another type is where its original is.
      let outer = share
      share.activations = graph.storages[x.storage].share
      defer { share = outer }
      return copy(of: x, as: type)
    case .view:
      var view = x
      view.sizes = try sizes(arguments[1])
      if product(view.sizes) != product(x.sizes) { view.part = graph.nextPart() }
      return view
    case .permuted:
      var view = x
      (view.sizes, view.isPermuted) = (try sizes(arguments[1]), true)
      return view
    }
  }

  /// A tensor in memory of its own.
  mutating func made(_ sizes: [Formula], _ type: Symbol, isPermuted: Bool = false) -> Graph.Tensor {
    graph.storages.append(
      Graph.Storage(elements: product(sizes), type: type, path: path, share: share.activations))
    return Graph.Tensor(storage: graph.storages.count - 1, sizes: sizes, type: type, isPermuted: isPermuted)
  }

  /// Another tensor of the same shape, that requires a gradient where the first does.
  mutating func copy(of tensor: Graph.Tensor, as type: Symbol) -> Graph.Tensor {
    let copy = made(tensor.sizes, type, isPermuted: tensor.isPermuted)
    graph.storages[copy.storage].gradient = graph.storages[tensor.storage].gradient
    return copy
  }

  /// A name as a text, to compare with others.
  mutating func text(_ name: Symbol, _ span: Span) -> Formula {
    if let known = shared.texts[name] { return known }
    let text = arena.constant(.text(sheet.names[name]), span)
    shared.texts[name] = text
    return text
  }

  // MARK: Products

  var one: Formula { mutating get { shared.number(1, arena) } }

  mutating func product(_ factors: [Formula]) -> Formula {
    shared.product(factors, arena)
  }

  /// `a * b`, flat and without factors of one: `2 * (x * y)` becomes `2 * x * y`.
  mutating func times(_ a: Formula, _ b: Formula) -> Formula { shared.times(a, b, arena) }

  /// The size of one number of a type, as a formula.
  mutating func size(_ type: Symbol) -> Formula {
    if let known = shared.sizes[type] { return known }
    let member = shared.node(.member(shared.node(.name(type), arena, .none), symbols.size), arena, .none)
    let value = try? evaluation.aside { (evaluation) throws(Diagnostic) in try evaluation.value(member).bare }
    let result = value.map { shared.constant(arena.constant($0), arena) } ?? member
    shared.sizes[type] = result
    return result
  }
}

/// Formulas made while a model is worked out, each form once: equal formulas are the same formula.
struct SharedFormulas {
  private var nodes: [Node: Formula] = [:]
  private var numbers: [Quantity: Formula] = [:]
  private var flags: [Bool: Formula] = [:]
  private var lists: [[Formula]: ListID] = [:]
  var sizes: [Symbol: Formula] = [:]
  var texts: [Symbol: Formula] = [:]

  mutating func node(_ node: Node, _ arena: Arena, _ span: Span) -> Formula {
    if let known = nodes[node] { return known }
    let formula = arena.add(node, span)
    nodes[node] = formula
    return formula
  }

  mutating func constant(_ formula: Formula, _ arena: Arena) -> Formula {
    switch arena.constantValue(formula) {
    case .quantity(let quantity):
      if let known = numbers[quantity] { return known }
      numbers[quantity] = formula
    case .boolean(let flag):
      if let known = flags[flag] { return known }
      flags[flag] = formula
    default: break
    }
    return formula
  }

  mutating func number(_ value: Int, _ arena: Arena) -> Formula {
    if let known = numbers[Quantity(.int(value))] { return known }
    let formula = arena.number(value)
    numbers[Quantity(.int(value))] = formula
    return formula
  }

  mutating func fraction(_ top: Int, _ bottom: Int, _ arena: Arena) -> Formula {
    let value = Quantity(Num.int(top).dividing(by: .int(bottom)) ?? .one)
    return constant(arena.constant(.quantity(value)), arena)
  }

  mutating func call(_ name: Symbol, _ arguments: [Formula], _ arena: Arena, _ span: Span) -> Formula {
    let list: ListID
    if let known = lists[arguments] {
      list = known
    } else {
      list = arena.list(arguments)
      lists[arguments] = list
    }
    return node(.call(name, list), arena, span)
  }

  /// The sum of some terms; nothing is zero.
  mutating func sum(_ terms: [Formula], _ arena: Arena) -> Formula {
    guard let first = terms.first else { return number(0, arena) }
    return terms.dropFirst().reduce(first) { node(.binary(.add, $0, $1), arena, .none) }
  }

  mutating func product(_ factors: [Formula], _ arena: Arena) -> Formula {
    factors.reduce(number(1, arena)) { times($0, $1, arena) }
  }

  /// What each of `count` has of something; nil is one.
  mutating func divided(_ formula: Formula, by count: Formula?, _ arena: Arena) -> Formula {
    count.map { node(.binary(.divide, formula, $0), arena, .none) } ?? formula
  }

  mutating func lessOne(_ formula: Formula, _ arena: Arena) -> Formula {
    node(.binary(.subtract, formula, number(1, arena)), arena, .none)
  }

  func isOne(_ formula: Formula, _ arena: Arena) -> Bool {
    guard case .quantity(let quantity)? = arena.constantValue(formula) else { return false }
    return quantity.number == .one && quantity.dimension.isNone
  }

  mutating func times(_ a: Formula, _ b: Formula, _ arena: Arena) -> Formula {
    if isOne(a, arena) { return b }
    if isOne(b, arena) { return a }
    if case .quantity(let x)? = arena.constantValue(a), case .quantity(let y)? = arena.constantValue(b) {
      return constant(arena.constant(.quantity(x.multiplying(y))), arena)
    }
    if case .binary(.multiply, let left, let right) = arena[b] {
      return node(.binary(.multiply, times(a, left, arena), right), arena, .none)
    }
    return node(.binary(.multiply, a, b), arena, .none)
  }
}

/// The names that mean something to the elaborator.
struct GraphSymbols {
  let width, rows, elements, dtype, isPermuted, size, checkpoint, weight, precision: Symbol
  let row, requiresGradient, isFrozen, isTrained: Symbol
  let makers: [Symbol: Maker]

  /// What makes or reshapes tensors.
  enum Maker: String, CaseIterable {
    case tensor, like
    case withWidth = "with_width"
    case cast, view, permuted

    var count: Int { self == .withWidth ? 3 : 2 }

    var signature: String {
      switch self {
      case .tensor: "2 ([sizes], type)"
      case .like, .cast: "2 (a tensor, a type)"
      case .withWidth: "3 (a tensor, a width, a type)"
      case .view, .permuted: "2 (a tensor, [sizes])"
      }
    }
  }

  init(_ names: Names) {
    width = names.symbol("width")
    rows = names.symbol("rows")
    elements = names.symbol("elements")
    dtype = names.symbol("dtype")
    isPermuted = names.symbol("permuted")
    size = names.symbol("size")
    checkpoint = names.symbol("checkpoint")
    weight = names.symbol("weight")
    precision = names.symbol("precision")
    row = names.symbol("row")
    requiresGradient = names.symbol("requires_grad")
    isFrozen = names.symbol("is_frozen")
    isTrained = names.symbol("is_trained")
    makers = Dictionary(Maker.allCases.map { (names.symbol($0.rawValue), $0) }) { first, _ in first }
  }
}
