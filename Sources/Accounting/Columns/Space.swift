import Formulas
import Language

/// What a sweep or a search runs over: each variable with its values. Points are counted in the order of nested
/// loops, the last variable innermost.
public struct Space {
  public struct Variable {
    public var name: Symbol
    public var span: Span
    public var values: Values

    public var count: Int { values.count }
  }

  /// The values of a variable, counted from 0.
  public enum Values {
    case numbers([Quantity])
    /// From `first` by steps; too many to hold, perhaps.
    case range(first: Quantity, step: Num, count: Int)
    /// Named values and truth values.
    case choices([Value])
    /// Scenarios, presets, families, accelerators.
    case variants([Override])

    public var count: Int {
      switch self {
      case .numbers(let list): list.count
      case .range(_, _, let count): count
      case .choices(let list): list.count
      case .variants(let list): list.count
      }
    }

    /// Whether polynomials can hold it as a variable.
    public var isNumeric: Bool {
      switch self {
      case .numbers, .range: true
      case .choices, .variants: false
      }
    }

    public subscript(index: Int) -> Value {
      switch self {
      case .numbers(let list): .quantity(list[index])
      case .range(let first, let step, _):
        .quantity(Quantity(first.number.adding(step.multiplying(.int(index))), first.dimension))
      case .choices(let list): list[index]
      case .variants(let list): .word(list[index].name)
      }
    }

    public func number(_ index: Int) -> Num {
      switch self {
      case .numbers(let list): list[index].number
      case .range(let first, let step, _): first.number.adding(step.multiplying(.int(index)))
      case .choices, .variants: .zero
      }
    }

    var dimension: Dimension {
      switch self {
      case .numbers(let list): list.first?.dimension ?? .none
      case .range(let first, _, _): first.dimension
      case .choices, .variants: .none
      }
    }

    /// What holds of every value.
    var facts: Atoms.Facts {
      func facts(_ numbers: [Num]) -> Atoms.Facts {
        let isExact = numbers.allSatisfy(\.isExact)
        return Atoms.Facts(
          isWhole: isExact && numbers.allSatisfy(\.isInteger),
          isPositive: numbers.allSatisfy { $0.sign > 0 }, isNotNegative: numbers.allSatisfy { $0.sign >= 0 },
          least: isExact ? numbers.min() : nil, most: isExact ? numbers.max() : nil)
      }
      switch self {
      case .numbers(let list): return facts(list.map(\.number))
      case .range(_, _, let count):
        let ends = [number(0), number(count - 1)]
        var all = facts(ends)
        all.isWhole = all.isWhole && number(min(1, count - 1)).isInteger
        return all
      case .choices, .variants: return Atoms.Facts()
      }
    }
  }

  public var variables: [Variable]
  /// How many points there are.
  public let count: Int

  /// More points than this are refused.
  public static let limit = 1_000_000_000_000
  /// More values than this no list holds.
  static let listLimit = 1_000_000

  /// The words that stand for "which variant": `sweep model = [gpt2, gpt2-xl]`.
  public static let variantNames = ["model", "preset", "scenario", "variant"]

  /// The place of each variable's value at a point.
  public func places(of point: Int) -> [Int] {
    var rest = point
    var places = Array(repeating: 0, count: variables.count)
    for index in variables.indices.reversed() {
      (rest, places[index]) = rest.quotientAndRemainder(dividingBy: variables[index].count)
    }
    return places
  }

  /// Points to look at where any legal one will do: the first few, then others spread over all, each once. They are all
  /// points, or a thousand.
  public var probes: [Int] {
    let first = min(count, 16)
    let spread = min(count, 1_000) - first
    guard spread > 0 else { return Array(0..<first) }
    // Multiples of a golden section of the points leave no gap much wider than others.
    var step = Int(Double(count) * 0.618)
    while !isCoprime(step, count) { step += 1 }
    var found = Array(0..<first)
    var point = 0
    while found.count < first + spread {
      point = (point + step) % count
      if point >= first { found.append(point) }
    }
    return found
  }

  private func isCoprime(_ a: Int, _ b: Int) -> Bool {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 1
  }

  /// A space that is known to be small.
  init(_ variables: [Variable]) {
    self.variables = variables
    count = variables.reduce(1) { $0 * $1.count }
  }
}
