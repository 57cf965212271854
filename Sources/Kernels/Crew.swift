import CKernels

/// Threads that stay, each with its own slice of every array.
///
/// Not Dispatch: slice i must always be worked on by thread i, so that first-touched memory stays near its
/// core, and a measurement on two threads must use two. Not copyable, because it owns its threads.
public struct Crew: ~Copyable {
  public let threads: Int
  private let handle: OpaquePointer?

  static let limit = 1024

  /// Below this many parameters for each thread, waking threads costs more than they save.
  private static let smallestSlice = 8192

  /// - Throws: `KernelError.threads` outside 1…1024, or when the system refuses that many.
  public init(threads: Int) throws(KernelError) {
    guard (1...Crew.limit).contains(threads) else { throw .threads(threads) }
    guard let handle = kernels_crew_create(Int32(threads)) else { throw .threads(threads) }
    self.threads = threads
    self.handle = handle
  }

  deinit {
    if let handle { kernels_crew_destroy(handle) }
  }

  private struct Work {
    let slices: Int
    let body: (Int) -> Void
  }

  /// Calls `body` once on each thread with the thread's number, and returns when all are done. `body` may write only
  /// what no other thread touches.
  public func each(_ body: (Int) -> Void) { run(slices: threads, body) }

  /// Calls `body` with disjoint slices of 0 ..< count, each on its thread, and returns when all are done.
  /// `body` may write only to its own slice.
  func run(over count: Int, _ body: (Range<Int>) -> Void) {
    let slices = min(threads, max(1, count / Crew.smallestSlice))
    guard slices > 1 else { return body(0..<count) }
    run(slices: slices) { body(Crew.slice($0, of: slices, over: count)) }
  }

  private func run(slices: Int, _ body: (Int) -> Void) {
    guard slices > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: Work(slices: slices, body: body)) { work in
        kernels_crew_run(
          handle,
          { context, thread in
            guard let work = context?.assumingMemoryBound(to: Work.self).pointee else { return }
            if thread < work.slices { work.body(Int(thread)) }
          }, UnsafeMutableRawPointer(mutating: work))
      }
    }
  }

  /// Slice `index` of `slices` nearly equal ones, beginning at multiples of the block of 8-bit codes.
  static func slice(_ index: Int, of slices: Int, over count: Int) -> Range<Int> {
    let block = Int(KERNELS_BLOCK)
    let blocks = (count + block - 1) / block
    let start = blocks * index / slices * block
    let end = blocks * (index + 1) / slices * block
    return min(start, count)..<min(end, count)
  }
}
