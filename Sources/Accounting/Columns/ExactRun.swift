import Formulas

/// A program run at one point after the other, in exact numbers.
///
/// Holds the registers between points: where only inner variables moved, only inner levels are run again.
struct ExactRun {
  private let program: Program
  /// Nil where an operation has no value.
  private var registers: [Num?]
  private var isFresh = true

  init(_ program: Program) {
    self.program = program
    registers = Array(repeating: nil, count: program.registerCount)
    for constant in program.constants { registers[Int(constant.register)] = constant.value }
  }

  /// Moves to a point: the value of each variable by level, of which those before `level` are as they were.
  mutating func move(to values: [Num], from level: Int) {
    let first = isFresh ? 0 : level
    isFresh = false
    for index in max(0, first - 1)..<program.levels.count {
      if index > 0, program.variables[index - 1] >= 0 {
        registers[Int(program.variables[index - 1])] = values[index - 1]
      }
      for instruction in program.levels[index] { run(instruction) }
    }
  }

  /// Whether the model is built at this point as the program was.
  var isDecided: Bool { holds(program.decision) }
  /// Whether the point is legal.
  var isLegal: Bool { holds(program.guardian) }

  private func holds(_ register: Int32) -> Bool {
    register < 0 || !(registers[Int(register)]?.isZero ?? true)
  }

  func result(_ index: Int) -> Num? { registers[Int(program.results[index])] }

  private mutating func run(_ instruction: Program.Instruction) {
    let target = Int(instruction.target)
    guard let a = registers[Int(instruction.a)] else {
      registers[target] = nil
      return
    }
    if instruction.operation == .select {
      registers[target] = registers[Int(a.isZero ? instruction.c : instruction.b)]
      return
    }
    registers[target] = registers[Int(instruction.b)].flatMap {
      ExactRun.value(instruction.operation, a, $0)
    }
  }

  private static func value(_ operation: Program.Instruction.Operation, _ a: Num, _ b: Num) -> Num? {
    switch operation {
    case .add: a.adding(b)
    case .subtract: a.subtracting(b)
    case .multiply: a.multiplying(b)
    case .divide: a.dividing(by: b)
    case .floorQuotient: a.dividing(by: b)?.floor
    case .ceilingQuotient: a.dividing(by: b)?.ceiling
    case .isWhole: a.dividing(by: b).map { $0.isInteger ? .one : .zero }
    case .isPositive: a.sign > 0 ? .one : .zero
    case .isZero: a.isZero ? .one : .zero
    case .least: b < a ? b : a
    case .greatest: a < b ? b : a
    case .power: a.power(b)
    case .exp: .real(Num.exp(a.double))
    case .log: .real(Num.log(a.double))
    case .log2: .real(Num.log2(a.double))
    case .log10: .real(Num.log10(a.double))
    case .round: a.rounded
    case .select: nil
    }
  }
}
