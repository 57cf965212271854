import CKernels

/// What this computer says about itself.
public struct Machine: Equatable, Sendable {
  /// The CPU's model name; empty when the system does not say.
  public let processor: String
  /// Cores this process may run on.
  public let cores: Int
  public let caches: [Cache]

  public struct Cache: Equatable, Sendable {
    /// 1, 2 or 3.
    public let level: Int
    public let bytes: Int

    public init(level: Int, bytes: Int) {
      self.level = level
      self.bytes = bytes
    }
  }

  public init(processor: String, cores: Int, caches: [Cache]) {
    self.processor = processor
    self.cores = cores
    self.caches = caches
  }

  public static let current = Machine(
    processor: processorName, cores: coreCount,
    caches: (1...3).compactMap { level in
      let bytes = kernels_cache_bytes(Int32(level))
      return bytes > 0 ? Cache(level: level, bytes: bytes) : nil
    })

  /// The bytes that a level holds for so many cores: the last is shared, of the others each has one.
  public func capacity(of cache: Cache, cores: Int) -> Double {
    Double(cache.bytes) * (cache == caches.last ? 1 : Double(cores))
  }

  /// The first cache that holds so many bytes worked on by so many cores; nil for memory.
  public func cache(holding bytes: Double, cores: Int) -> Cache? {
    caches.first { bytes <= capacity(of: $0, cores: cores) }
  }

  /// Cores this process may run on, without asking for the rest.
  public static var coreCount: Int { Int(kernels_cpu_count()) }

  /// Bytes that can be allocated now without pushing others out, or nil when the system does not say.
  public static var availableMemory: UInt64? {
    let bytes = kernels_memory_available()
    return bytes > 0 ? bytes : nil
  }

  /// Leaves the system a sixteenth of what is free.
  static func checkMemory(bytes: UInt64) throws(KernelError) {
    guard let available = availableMemory else { return }
    guard bytes <= available - available / 16 else {
      throw .memory(neededBytes: bytes, availableBytes: available)
    }
  }

  private static var processorName: String {
    let capacity = 128
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { name in
      guard let base = name.baseAddress else { return "" }
      kernels_cpu_name(base, capacity)
      return String(cString: base)
    }
  }
}
