/// Threads to share long work among, as whoever owns the process has them.
public struct Workers {
  public let count: Int
  /// Calls its argument once for each number below `count`, each on a thread of its own, and returns when all are
  /// done.
  public let run: ((Int) -> Void) -> Void

  public init(count: Int, run: @escaping ((Int) -> Void) -> Void) { (self.count, self.run) = (count, run) }

  /// The caller's thread alone.
  public static var one: Workers { Workers(count: 1) { $0(0) } }
}
