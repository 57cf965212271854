import Formulas

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program run over many points at a time in `Double`, eight lanes an instruction.
///
/// The innermost variables are spread over the lanes of a block; outer levels are run once for all of them. Floating
/// point only sorts the points: where it can't be sure on which side of a condition a point lies, it says so in
/// `doubt`, and the point is worked out exactly.
///
/// A class, because it owns its memory. One for each thread.
final class ColumnRun {
  typealias Lanes = SIMD8<Double>

  static let width = 512
  private static let groups = width / 8
  /// What rounding may add up to in a program, relative to the size of the terms.
  private static let tolerance = Lanes(repeating: 1e-11)
  private static let countable = Lanes(repeating: 9_007_199_254_740_992)

  let program: Program
  /// The first level that is spread over lanes.
  let laneLevel: Int
  /// Blocks of lanes whose columns are kept from one outer point to the next; 0 where there are too many.
  private let keptBlocks: Int
  private let memory: UnsafeMutablePointer<Lanes>
  private var places: [UnsafeMutablePointer<Lanes>]
  /// 0 where one value serves all lanes.
  private var strides: [Int]
  /// What depends on the lanes alone: the same at every outer point.
  private var steady: [Program.Instruction] = []
  /// What depends on the lanes and on outer variables.
  private var mixed: [Program.Instruction] = []
  /// Registers of what is steady, and where the columns of each begin.
  private var columns: [(register: Int, start: UnsafeMutablePointer<Lanes>)] = []
  private let steadyDoubt: UnsafeMutablePointer<Lanes>
  /// Doubt of each scalar level, then of the lanes.
  private let doubts: UnsafeMutablePointer<Lanes>
  private let laneDoubt: UnsafeMutablePointer<Lanes>

  /// `keptBlocks` blocks of lanes are to be prepared before the first run; 0 where each is filled anew.
  init(_ program: Program, laneLevel: Int, keptBlocks: Int) {
    self.program = program
    self.laneLevel = laneLevel
    self.keptBlocks = keptBlocks
    let isSteady = ColumnRun.sort(program, laneLevel, isKept: keptBlocks > 0, &steady, &mixed)
    let blockSize = ColumnRun.groups
    var size = 0
    var offsets: [Int] = []
    for (register, level) in program.levelOf.enumerated() {
      offsets.append(size)
      size += level < laneLevel ? 1 : isSteady[register] ? max(1, keptBlocks) * blockSize : blockSize
    }
    memory = .allocate(capacity: max(1, size))
    memory.initialize(repeating: .zero, count: max(1, size))
    doubts = .allocate(capacity: laneLevel + 1)
    doubts.initialize(repeating: .zero, count: laneLevel + 1)
    laneDoubt = .allocate(capacity: blockSize)
    laneDoubt.initialize(repeating: .zero, count: blockSize)
    steadyDoubt = .allocate(capacity: max(1, keptBlocks) * blockSize)
    steadyDoubt.initialize(repeating: .zero, count: max(1, keptBlocks) * blockSize)
    let start = memory
    places = offsets.map { start + $0 }
    strides = program.levelOf.map { $0 >= laneLevel ? 1 : 0 }
    for instruction in steady { columns.append((Int(instruction.target), places[Int(instruction.target)])) }
    for constant in program.constants {
      places[Int(constant.register)].pointee = Lanes(repeating: constant.value.double)
    }
    runOuter(level: 0)
  }

  deinit {
    memory.deallocate()
    doubts.deallocate()
    laneDoubt.deallocate()
    steadyDoubt.deallocate()
  }

  /// Sorts the instructions of the lanes; says of each register whether it is steady.
  private static func sort(
    _ program: Program, _ laneLevel: Int, isKept: Bool, _ steady: inout [Program.Instruction],
    _ mixed: inout [Program.Instruction]
  ) -> [Bool] {
    var isSteady = program.levelOf.map { $0 == 0 }
    for register in program.variables[(laneLevel - 1)...] where register >= 0 {
      isSteady[Int(register)] = true
    }
    for instruction in program.levels[laneLevel...].joined() {
      var operands = [instruction.a, instruction.b]
      if instruction.operation == .select { operands.append(instruction.c) }
      if isKept, operands.allSatisfy({ isSteady[Int($0)] }) {
        isSteady[Int(instruction.target)] = true
        steady.append(instruction)
      } else {
        mixed.append(instruction)
      }
    }
    return isSteady
  }

  /// Gives an outer variable its value.
  func set(level: Int, to value: Double) {
    let register = program.variables[level - 1]
    if register >= 0 { places[Int(register)].pointee = Lanes(repeating: value) }
  }

  /// Lets the variable of a level that is spread over lanes read its values there; they must stay in place.
  func spread(level: Int, from values: UnsafeMutablePointer<Lanes>) {
    let register = program.variables[level - 1]
    if register >= 0 { places[Int(register)] = values }
  }

  /// Runs an outer level, after its variable was set.
  func runOuter(level: Int) {
    doubts[level] = .zero
    run(program.levels[level], groups: 1, doubts + level)
  }

  /// Works out what is steady in a block, once its variables are spread.
  func prepare(block: Int) {
    select(block: block)
    run(steady, groups: ColumnRun.groups, steadyDoubt + block * ColumnRun.groups)
  }

  private func select(block: Int) {
    for (register, start) in columns { places[register] = start + block * ColumnRun.groups }
  }

  /// Runs the first `count` lanes of a block at the outer point.
  func runLanes(block: Int, count: Int) {
    let groups = (count + 7) / 8
    var outer = Lanes.zero
    for level in 0..<laneLevel { outer = outer + doubts[level] }
    if keptBlocks > 0 {
      select(block: block)
      let kept = steadyDoubt + block * ColumnRun.groups
      for group in 0..<groups { laneDoubt[group] = outer + kept[group] }
    } else {
      for group in 0..<groups { laneDoubt[group] = outer }
    }
    run(mixed, groups: groups, laneDoubt)
  }

  /// The values of a register; `stride` is 0 where the first serves all lanes.
  func values(_ register: Int32) -> (start: UnsafeMutablePointer<Lanes>, stride: Int) {
    (places[Int(register)], strides[Int(register)])
  }

  /// Above 0 where the lanes can't be trusted.
  var doubt: UnsafeMutablePointer<Lanes> { laneDoubt }

  // MARK: Instructions

  private func run(
    _ instructions: [Program.Instruction], groups: Int, _ doubt: UnsafeMutablePointer<Lanes>
  ) {
    instructions.withUnsafeBufferPointer { instructions in
      for instruction in instructions { run(instruction, groups, doubt) }
    }
  }

  private func run(
    _ instruction: Program.Instruction, _ groups: Int, _ doubt: UnsafeMutablePointer<Lanes>
  ) {
    switch instruction.operation {
    case .add: each(instruction, groups) { $0 + $1 }
    case .subtract: each(instruction, groups) { $0 - $1 }
    case .multiply: each(instruction, groups) { $0 * $1 }
    case .divide: each(instruction, groups) { $0 / $1 }
    case .least: each(instruction, groups) { $1.replacing(with: $0, where: $0 .< $1) }
    case .greatest: each(instruction, groups) { $1.replacing(with: $0, where: $0 .> $1) }
    case .ceilingQuotient:
      judged(instruction, groups, doubt) { a, b in
        let quotient = a / b
        return (quotient.rounded(.up), ColumnRun.nearWhole(quotient, a, b, instruction.isOfWholes))
      }
    case .floorQuotient:
      judged(instruction, groups, doubt) { a, b in
        let quotient = a / b
        return (quotient.rounded(.down), ColumnRun.nearWhole(quotient, a, b, instruction.isOfWholes))
      }
    case .isWhole:
      judged(instruction, groups, doubt) { a, b in
        let quotient = a / b
        let flags = Lanes.zero.replacing(with: 1, where: quotient .== quotient.rounded(.toNearestOrEven))
        return (flags, ColumnRun.nearWhole(quotient, a, b, instruction.isOfWholes))
      }
    case .isPositive:
      judged(instruction, groups, doubt) { a, size in
        (Lanes.zero.replacing(with: 1, where: a .> 0), ColumnRun.nearZero(a, size, instruction.isOfWholes))
      }
    case .isZero:
      judged(instruction, groups, doubt) { a, size in
        (Lanes.zero.replacing(with: 1, where: a .== 0), ColumnRun.nearZero(a, size, instruction.isOfWholes))
      }
    case .round:
      judged(instruction, groups, doubt) { a, _ in
        let rest = (a - a.rounded(.towardZero))
        let half = magnitude(magnitude(rest) - 0.5)
        return (
          a.rounded(.toNearestOrAwayFromZero),
          .zero.replacing(with: 1, where: .!(half .> ColumnRun.tolerance * (1 + magnitude(a))))
        )
      }
    case .select:
      let (c, s) = (places[Int(instruction.c)], strides[Int(instruction.c)])
      let (b, t) = (places[Int(instruction.b)], strides[Int(instruction.b)])
      let (a, r) = (places[Int(instruction.a)], strides[Int(instruction.a)])
      let target = places[Int(instruction.target)]
      for group in 0..<groups {
        target[group] = c[group * s].replacing(with: b[group * t], where: a[group * r] .!= 0)
      }
    case .power: each(instruction, groups) { a, b in ColumnRun.map(a, b, pow) }
    case .exp: each(instruction, groups) { a, _ in ColumnRun.map(a, a) { x, _ in Num.exp(x) } }
    case .log: each(instruction, groups) { a, _ in ColumnRun.map(a, a) { x, _ in Num.log(x) } }
    case .log2: each(instruction, groups) { a, _ in ColumnRun.map(a, a) { x, _ in Num.log2(x) } }
    case .log10: each(instruction, groups) { a, _ in ColumnRun.map(a, a) { x, _ in Num.log10(x) } }
    }
  }

  @inline(__always)
  private func each(_ instruction: Program.Instruction, _ groups: Int, _ work: (Lanes, Lanes) -> Lanes) {
    let (a, r) = (places[Int(instruction.a)], strides[Int(instruction.a)])
    let (b, s) = (places[Int(instruction.b)], strides[Int(instruction.b)])
    let target = places[Int(instruction.target)]
    for group in 0..<groups { target[group] = work(a[group &* r], b[group &* s]) }
  }

  @inline(__always)
  private func judged(
    _ instruction: Program.Instruction, _ groups: Int, _ doubt: UnsafeMutablePointer<Lanes>,
    _ work: (Lanes, Lanes) -> (Lanes, Lanes)
  ) {
    let (a, r) = (places[Int(instruction.a)], strides[Int(instruction.a)])
    let (b, s) = (places[Int(instruction.b)], strides[Int(instruction.b)])
    let target = places[Int(instruction.target)]
    for group in 0..<groups {
      let (result, doubts) = work(a[group &* r], b[group &* s])
      target[group] = result
      doubt[group] = doubt[group] + doubts
    }
  }

  /// Quotients of whole numbers that a double counts are on the right side of every whole number; others may not be.
  @inline(__always)
  private static func nearWhole(_ quotient: Lanes, _ a: Lanes, _ b: Lanes, _ isOfWholes: Bool) -> Lanes {
    let distance = magnitude(quotient - quotient.rounded(.toNearestOrEven))
    let isNear = .!(distance .> tolerance * (1 + magnitude(quotient)))
    guard isOfWholes else { return .zero.replacing(with: 1, where: isNear) }
    return .zero.replacing(with: 1, where: isNear .& .!(a .< countable .& b .< countable))
  }

  @inline(__always)
  private static func nearZero(_ value: Lanes, _ size: Lanes, _ isOfWholes: Bool) -> Lanes {
    let isNear = .!(magnitude(value) .> tolerance * magnitude(size))
    return .zero.replacing(with: 1, where: isOfWholes ? isNear .& .!(size .< countable) : isNear)
  }

  private static func map(_ a: Lanes, _ b: Lanes, _ function: (Double, Double) -> Double) -> Lanes {
    var result = Lanes.zero
    for lane in 0..<8 { result[lane] = function(a[lane], b[lane]) }
    return result
  }
}

@inline(__always)
private func magnitude(_ lanes: SIMD8<Double>) -> SIMD8<Double> {
  lanes.replacing(with: -lanes, where: lanes .< 0)
}
