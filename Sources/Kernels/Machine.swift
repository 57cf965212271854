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

  /// Cores this process may run on, without asking for the rest.
  public static var coreCount: Int { Int(kernels_cpu_count()) }

  /// Bytes that can be allocated now without pushing others out, or nil when the system does not say.
  public static var availableMemory: UInt64? {
    let bytes = kernels_memory_available()
    return bytes > 0 ? bytes : nil
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
