extension Measurement {
  /// A number of parameters worth measuring, and where its arrays lie.
  public struct Size: Equatable, Sendable {
    public let parameters: Int
    /// The cache all arrays of a step fit into, or nil for memory.
    public let cache: Machine.Cache?
  }

  /// One size inside each cache and two in memory: half of a cache, 4 and 16 times the largest (powers of two, as
  /// far as free memory goes).
  public static func sizes(
    for precision: Precision = .float32, on machine: Machine = .current,
    memory: UInt64? = Machine.availableMemory
  ) -> [Size] {
    let inside = machine.caches.map { cache in
      Size(parameters: powerOfTwo(atMost: Double(cache.bytes) / 2 / precision.bytesTouched), cache: cache)
    }
    let fallback = 32 << 20
    let largest = Double(machine.caches.last?.bytes ?? fallback)
    let outside = [4.0, 16.0].map { factor in
      Size(parameters: powerOfTwo(atMost: factor * largest / precision.bytesTouched), cache: nil)
    }
    return (inside + outside).filter { size in
      guard let memory else { return true }
      return Double(size.parameters) * precision.bytesTouched < 0.8 * Double(memory)
    }
  }

  private static func powerOfTwo(atMost limit: Double) -> Int {
    var size = 1
    while Double(size * 2) <= limit { size *= 2 }
    return size
  }
}
