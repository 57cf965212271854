import Formulas

/// Polynomials as a flat list of instructions over registers, sorted by the innermost variable they depend on: what
/// depends on outer variables alone is worked out once for each of their values.
struct Program {
  struct Instruction {
    enum Operation: UInt8 {
      case add, subtract, multiply, divide
      /// The largest whole number not above `a / b`, the smallest not below it.
      case floorQuotient, ceilingQuotient
      /// 1 where `a / b` is a whole number.
      case isWhole
      /// 1 where `a` is above zero, is zero. `b` holds the size of what was subtracted to give `a`.
      case isPositive, isZero
      /// `b` where `a` is not 0, else `c`.
      case select
      case least, greatest, power, exp, log, log2, log10, round
    }

    var operation: Operation
    var target: Int32
    var a: Int32
    var b: Int32 = 0
    var c: Int32 = 0
    /// For quotients: whether both sides are whole numbers, so that floating point tells exactly while it can count.
    var isOfWholes = false
  }

  struct Constant {
    var register: Int32
    var value: Num
  }

  var constants: [Constant] = []
  /// The instructions of level 0 depend on no variable, those of level k on the k-th and perhaps earlier ones.
  var levels: [[Instruction]]
  /// The register of each variable, in the order of the levels; −1 where nothing depends on it.
  var variables: [Int32]
  /// The level of each register.
  var levelOf: [Int] = []
  /// What was asked, and beside each the sum of its terms without their signs, which bounds its rounding.
  var results: [Int32] = []
  var sizes: [Int32] = []
  /// Whether a point is as the model was built; −1 for always.
  var decision: Int32 = -1
  /// Whether a point is legal; −1 for always.
  var guardian: Int32 = -1

  var registerCount: Int { levelOf.count }

  init(variables count: Int) {
    levels = Array(repeating: [], count: count + 1)
    variables = Array(repeating: -1, count: count)
  }
}

extension Program {
  /// The part of it that `registers` need; the others have no value there.
  func reaching(_ registers: [Int32]) -> Program {
    var isNeeded = Array(repeating: false, count: registerCount)
    for register in registers where register >= 0 { isNeeded[Int(register)] = true }
    var part = self
    for level in levels.indices.reversed() {
      part.levels[level] = levels[level].reversed().filter { instruction in
        guard isNeeded[Int(instruction.target)] else { return false }
        for operand in [instruction.a, instruction.b, instruction.c] { isNeeded[Int(operand)] = true }
        return true
      }.reversed()
    }
    return part
  }
}
