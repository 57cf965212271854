import CKernels

extension AdamW {
  /// Moments and step count of one group of parameters. Not copyable, because it owns its arrays.
  public struct State: ~Copyable {
    public let parameters: Int
    public let precision: Precision
    /// Steps taken; the first step makes it 1.
    public internal(set) var step = 0

    private let first: AlignedArray<UInt8>
    private let second: AlignedArray<UInt8>
    private let peak: AlignedArray<Float>
    private let scales: AlignedArray<Float>
    private let scratch: AlignedArray<Float>

    init(parameters: Int, kernel: Kernel, configuration: Configuration, crew: borrowing Crew)
      throws(KernelError)
    {
      let precision = kernel.precision
      let moments = parameters * precision.momentBytes
      let first = try AlignedArray<UInt8>(count: moments, place: 2)
      let second = try AlignedArray<UInt8>(count: moments, place: 3)
      let peaks = configuration.secondMoment == .largest ? parameters : 0
      let peak = try AlignedArray<Float>(count: peaks, place: 4)
      let scales = try AlignedArray<Float>(count: precision.scales(of: parameters), place: 4)
      let scratch = try AlignedArray<Float>(count: kernel.needsScratch ? parameters : 0, place: 5)
      self.parameters = parameters
      self.precision = precision
      self.first = first
      self.second = second
      self.peak = peak
      self.scales = scales
      self.scratch = scratch
      clear(crew)
    }

    /// What the arrays take.
    static func bytes(parameters: Int, kernel: Kernel, configuration: Configuration) -> UInt64 {
      let peaks: UInt64 = configuration.secondMoment == .largest ? 4 : 0
      let scratch: UInt64 = kernel.needsScratch ? 4 : 0
      return kernel.precision.momentBytes(of: parameters) + (peaks + scratch) * UInt64(parameters)
    }

    /// Zero moments, each slice first touched by the thread that will work on it.
    private func clear(_ crew: borrowing Crew) {
      let size = precision.momentBytes
      crew.run(over: parameters) { range in
        let bytes = range.lowerBound * size..<range.upperBound * size
        first.elements[bytes].update(repeating: 0)
        second.elements[bytes].update(repeating: 0)
        if peak.count > 0 { peak.elements[range].update(repeating: 0) }
        if scratch.count > 0 { scratch.elements[range].update(repeating: 0) }
      }
    }

    /// The arrays of a step, with the caller's parameters and gradients.
    func arrays(
      parameters: UnsafeMutablePointer<Float>?, gradients: UnsafeRawPointer?,
      copy: UnsafeMutablePointer<BFloat16>? = nil
    ) -> kernels_arrays {
      kernels_arrays(
        parameters: parameters, gradients: gradients, first: first.address, second: second.address,
        peak: peak.elements.baseAddress,
        copy: copy.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt16.self) },
        scales: scales.elements.baseAddress, scratch: scratch.elements.baseAddress)
    }
  }
}

extension AdamW.State {
  /// m of every parameter, as fp32.
  public var firstMoments: [Float] {
    decoded(first.elements) { code, i in
      let scale = scales.elements[Precision.scales(ofParameter: i).first]
      return CompandedCode.decode(first: Int8(bitPattern: code)) * scale
    }
  }

  /// v of every parameter, as fp32.
  public var secondMoments: [Float] {
    decoded(second.elements) { code, i in
      let root = scales.elements[Precision.scales(ofParameter: i).root]
      return CompandedCode.decode(second: code) * root * root
    }
  }

  /// The largest v so far of every parameter under AMSGrad, else empty.
  public var peaks: [Float] { Array(peak.elements) }

  var peaksCount: Int { peak.count }

  private func decoded(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ decode: (_ code: UInt8, _ index: Int) -> Float
  ) -> [Float] {
    let raw = UnsafeRawBufferPointer(bytes)
    return (0..<parameters).map { i in
      switch precision.momentBytes {
      case 4: raw.load(fromByteOffset: 4 * i, as: Float.self)
      case 2: Float(raw.load(fromByteOffset: 2 * i, as: BFloat16.self))
      default: decode(bytes[i], i)
      }
    }
  }

  mutating func resume(step: Int, first: [Float], second: [Float], peaks: [Float]) throws(KernelError) {
    guard step >= 0 else { throw .step(step) }
    guard precision.momentBytes == 4 else { throw .precision(state: precision.name, wanted: "fp32") }
    let given = [("first moments", first.count), ("second moments", second.count)]
    for (name, count) in given where count != parameters {
      throw .lengths(parameters: parameters, other: count, of: name)
    }
    guard peaks.count == peak.count else {
      throw .lengths(parameters: peak.count, other: peaks.count, of: "peaks")
    }
    self.step = step
    first.withUnsafeBytes { UnsafeMutableRawBufferPointer(self.first.elements).copyMemory(from: $0) }
    second.withUnsafeBytes { UnsafeMutableRawBufferPointer(self.second.elements).copyMemory(from: $0) }
    peaks.withUnsafeBytes { UnsafeMutableRawBufferPointer(peak.elements).copyMemory(from: $0) }
  }
}
