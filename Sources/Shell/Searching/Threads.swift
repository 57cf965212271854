import Accounting
import Kernels

/// The threads of a session, started when work first wants them.
///
/// A class, because all work shares them.
final class Threads {
  private final class Box {
    let crew: Crew
    init?(_ count: Int) {
      do throws(KernelError) { crew = try Crew(threads: count) } catch { return nil }
    }
  }

  private let count = Machine.coreCount
  private lazy var box = Box(count)

  var workers: Workers {
    Workers(count: count) { [unowned self] body in
      if let box = self.box {
        box.crew.each(body)
      } else {
        for worker in 0..<self.count { body(worker) }
      }
    }
  }
}
