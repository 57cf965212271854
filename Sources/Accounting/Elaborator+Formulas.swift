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
    // A single number is there on each device.
    let elements = product(sizes)
    let share = shared.isOne(elements, arena) ? nil : share.activations
    graph.storages.append(Graph.Storage(elements: elements, type: type, path: path, share: share))
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
