import CKernels

/// An array of zeros on pages of its own, aligned to 2 MiB and huge where the system has such pages.
///
/// Its memory comes into being where it is first written: let the threads that will work on it fill it.
/// Not copyable, because it owns its pages.
public struct AlignedArray<Element: BitwiseCopyable>: ~Copyable {
  public let count: Int
  private let base: UnsafeMutableRawPointer?

  /// - Throws: `KernelError.allocation` when the system has no room.
  public init(count: Int) throws(KernelError) {
    self.count = count
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, bytes >= 0 else { throw .allocation(bytes: UInt64(clamping: count)) }
    guard bytes > 0 else {
      base = nil
      return
    }
    guard let pages = kernels_pages_map(bytes) else { throw .allocation(bytes: UInt64(bytes)) }
    base = pages
  }

  deinit {
    if let base { kernels_pages_unmap(base, count * MemoryLayout<Element>.stride) }
  }

  /// Valid as long as the array lives.
  public var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: base?.assumingMemoryBound(to: Element.self), count: count)
  }

  var address: UnsafeMutableRawPointer? { base }
}
