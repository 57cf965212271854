import Formulas

/// The numeric variables of a space laid out for columns: which are spread over lanes, and their values there.
///
/// Variables with many values go innermost, whatever the order of the space: the more points share what depends on
/// the outer ones, the better. A class, because threads share its columns.
final class Layout {
  /// The variables of the space by level, outermost first.
  let order: [Int]
  /// The first level that is spread over lanes, counted from 1.
  let laneLevel: Int
  /// How many points the lanes of one outer point hold.
  let laneCount: Int
  let outerCount: Int
  let blocks: Int
  private let values: [Space.Values]
  private var columns: [UnsafeMutablePointer<ColumnRun.Lanes>?] = []

  /// Columns of more points than this are filled block by block.
  private static let columnLimit = 1 << 20

  init(_ space: Space, numeric: [Int]) {
    order = numeric.sorted { (space.variables[$0].count, $0) < (space.variables[$1].count, $1) }
    values = order.map { space.variables[$0].values }
    var (level, lanes) = (order.count + 1, 1)
    while level > 1, lanes < 256 {
      level -= 1
      lanes *= values[level - 1].count
    }
    (laneLevel, laneCount) = (level, lanes)
    outerCount = values[..<(level - 1)].reduce(1) { $0 * $1.count }
    blocks = (lanes + ColumnRun.width - 1) / ColumnRun.width
    columns = values.indices.map { index in
      index + 1 < level || lanes > Layout.columnLimit ? nil : column(index, from: 0, count: lanes)
    }
  }

  deinit { for column in columns { column?.deallocate() } }

  var unitCount: Int { outerCount * blocks }

  /// Lanes up to this many keep what depends on them alone.
  private static let keptLimit = 1 << 16

  private var keepsLanes: Bool { laneCount <= Layout.keptLimit && outerCount > 1 }

  /// Registers for a program, with everything in them that no outer variable moves.
  func run(_ program: Program) -> ColumnRun {
    let run = ColumnRun(program, laneLevel: laneLevel, keptBlocks: keepsLanes ? blocks : 0)
    guard keepsLanes else { return run }
    for block in 0..<blocks {
      spread(run, block)
      run.prepare(block: block)
    }
    return run
  }

  private func spread(_ run: ColumnRun, _ block: Int) {
    for level in laneLevel..<(order.count + 1) {
      if let column = columns[level - 1] {
        run.spread(level: level, from: column + block * ColumnRun.width / 8)
      }
    }
  }

  private func column(_ index: Int, from start: Int, count: Int) -> UnsafeMutablePointer<ColumnRun.Lanes> {
    let groups = blocks * ColumnRun.width / 8
    let column = UnsafeMutablePointer<ColumnRun.Lanes>.allocate(capacity: groups)
    column.initialize(repeating: .zero, count: groups)
    fill(column, index, from: start, count: count)
    return column
  }

  private func fill(
    _ column: UnsafeMutablePointer<ColumnRun.Lanes>, _ index: Int, from start: Int, count: Int
  ) {
    // How many points lie between two values of the variable.
    let stride = values[(index + 1)...].reduce(1) { $0 * $1.count }
    let values = values[index]
    column.withMemoryRebound(to: Double.self, capacity: (count + 7) / 8 * 8) { column in
      if case .range(let first, let step, _) = values, let first = first.number.integer,
        let step = step.integer
      {
        for point in 0..<count {
          column[point] = Double(first &+ step &* ((start + point) / stride % values.count))
        }
      } else {
        for point in 0..<count {
          column[point] = values.number((start + point) / stride % values.count).double
        }
      }
    }
  }

  /// The place of each variable of the order at a lane of an outer point.
  func place(level: Int, outer: Int, lane: Int) -> Int {
    let stride = values[level..<(level < laneLevel ? laneLevel - 1 : order.count)].reduce(1) { $0 * $1.count }
    return (level < laneLevel ? outer : lane) / stride % values[level - 1].count
  }

  /// Moves a run to a block of lanes; returns how many lanes it has. `last` is the outer point it was at, −1 for none;
  /// `spare` has room for a block of each variable.
  func move(
    _ run: ColumnRun, to unit: Int, from last: inout Int, spare: UnsafeMutablePointer<ColumnRun.Lanes>
  ) -> Int {
    let (outer, block) = unit.quotientAndRemainder(dividingBy: blocks)
    if outer != last {
      var isMoved = last < 0
      for level in 1..<max(1, laneLevel) {
        let place = place(level: level, outer: outer, lane: 0)
        if !isMoved, place == self.place(level: level, outer: last, lane: 0) { continue }
        isMoved = true
        run.set(level: level, to: values[level - 1].number(place).double)
        run.runOuter(level: level)
      }
      last = outer
    }
    let start = block * ColumnRun.width
    let count = min(ColumnRun.width, laneCount - start)
    spread(run, block)
    for level in laneLevel..<(order.count + 1) where columns[level - 1] == nil {
      let room = spare + (level - 1) * ColumnRun.width / 8
      fill(room, level - 1, from: start, count: count)
      run.spread(level: level, from: room)
    }
    run.runLanes(block: block, count: count)
    return count
  }

  /// The values of a point in the order of the levels.
  func numbers(outer: Int, lane: Int) -> [Num] {
    (1..<(order.count + 1)).map { values[$0 - 1].number(place(level: $0, outer: outer, lane: lane)) }
  }
}
