import CKernels

/// The arrays that kernels and rooflines are timed on: the same memory for all of one precision, and the same
/// parameters for all precisions. Not copyable, because it owns them.
struct Workload: ~Copyable {
  let parameters: Int
  private let masters: AlignedArray<Float>
  private let gradients: AlignedArray<Float>
  private let narrowGradients: AlignedArray<BFloat16>
  private let copies: AlignedArray<BFloat16>
  private let scratch: AlignedArray<Float>
  private let wide: Moments
  private let narrow: Moments
  private let coded: Moments

  /// m and v of one width, empty when no kernel keeps them so.
  private struct Moments: ~Copyable {
    let first: AlignedArray<UInt8>
    let second: AlignedArray<UInt8>
    let scales: AlignedArray<Float>
  }

  /// - Throws: `KernelError.memory` before anything is allocated, when it would not fit.
  init(
    _ kernels: [Kernel], parameters: Int, crew: borrowing Crew, shouldStop: () -> Bool
  ) throws(KernelError) {
    try Machine.checkMemory(bytes: Workload.bytes(kernels, parameters: parameters))
    let needs = Needs(kernels)
    let wide = try Workload.moments(of: needs.wide ? .float32 : nil, parameters)
    let narrow = try Workload.moments(of: needs.narrow ? .bfloat16Moments : nil, parameters)
    let coded = try Workload.moments(of: needs.coded ? .blockwise8 : nil, parameters)
    let masters = try AlignedArray<Float>(count: parameters)
    let gradients = try AlignedArray<Float>(count: parameters, place: 1)
    let narrowGradients = try AlignedArray<BFloat16>(count: needs.copies ? parameters : 0, place: 1)
    let copies = try AlignedArray<BFloat16>(count: needs.copies ? parameters : 0, place: 4)
    let scratch = try AlignedArray<Float>(count: needs.scratch ? parameters : 0, place: 5)
    self.parameters = parameters
    self.masters = masters
    self.gradients = gradients
    self.narrowGradients = narrowGradients
    self.copies = copies
    self.scratch = scratch
    self.wide = wide
    self.narrow = narrow
    self.coded = coded
    fill(crew, shouldStop)
  }

  private static func moments(of precision: Precision?, _ parameters: Int) throws(KernelError) -> Moments {
    let bytes = parameters * (precision?.momentBytes ?? 0)
    let first = try AlignedArray<UInt8>(count: bytes, place: 2)
    let second = try AlignedArray<UInt8>(count: bytes, place: 3)
    let scales = try AlignedArray<Float>(count: precision?.scales(of: parameters) ?? 0, place: 4)
    return Moments(first: first, second: second, scales: scales)
  }

  func arrays(for precision: Precision) -> kernels_arrays {
    switch precision.momentBytes {
    case 4: arrays(wide, gradients: precision.writesCopy ? narrowGradients.address : gradients.address)
    case 2: arrays(narrow, gradients: gradients.address)
    default: arrays(coded, gradients: gradients.address)
    }
  }

  private func arrays(_ moments: borrowing Moments, gradients: UnsafeMutableRawPointer?) -> kernels_arrays {
    kernels_arrays(
      parameters: masters.elements.baseAddress, gradients: UnsafeRawPointer(gradients),
      first: moments.first.address, second: moments.second.address, peak: nil,
      copy: copies.address?.assumingMemoryBound(to: UInt16.self),
      scales: moments.scales.elements.baseAddress, scratch: scratch.elements.baseAddress)
  }

  /// Ordinary values, no zeros or denormals, each slice first touched by the thread that will work on it.
  /// A stop leaves the rest as it is.
  func fill(_ crew: borrowing Crew, _ shouldStop: () -> Bool) {
    crew.run(over: parameters) { range in
      var start = range.lowerBound
      while start < range.upperBound, start == range.lowerBound || !shouldStop() {
        let end = min(range.upperBound, start + Workload.longestPiece)
        fill(start..<end)
        start = end
      }
    }
  }

  /// A multiple of the block of 8-bit codes; touching so much memory first takes some milliseconds.
  private static let longestPiece = 1 << 20

  private func fill(_ range: Range<Int>) {
    let zero = BFloat16(0)
    for i in range {
      let gradient = Workload.gradient(i)
      masters.elements[i] = 1
      gradients.elements[i] = gradient
      if copies.count > 0 {
        narrowGradients.elements[i] = BFloat16(gradient)
        copies.elements[i] = zero
      }
      if scratch.count > 0 { scratch.elements[i] = 0 }
    }
    fillMoments(range)
  }

  /// A spread of gradients near ±0.01.
  private static func gradient(_ index: Int) -> Float {
    let bits = UInt32(truncatingIfNeeded: index) &* 0x9e37_79b9
    let size = 0.005 + 0.01 * Float(bits >> 16) / 65_536
    return bits & 1 == 0 ? size : -size
  }

  private func fillMoments(_ range: Range<Int>) {
    fill(wide, range, \.bitPattern, \.bitPattern)
    fill(narrow, range, { BFloat16($0).bitPattern }, { BFloat16($0).bitPattern })
    // Not less than the largest m and √v, so that decoded ones are like the others.
    let (firstScale, rootScale) = (Float(0.0015), Float(5e-4))
    fill(
      coded, range, { UInt8(bitPattern: CompandedCode.encode(first: $0 / firstScale)) },
      { CompandedCode.encode(secondRoot: $0.squareRoot() / rootScale) })
    guard coded.scales.count > 0 else { return }
    for i in range {
      let scales = Precision.scales(ofParameter: i)
      coded.scales.elements[scales.first] = firstScale
      coded.scales.elements[scales.root] = rootScale
    }
  }

  private func fill<Bits: BitwiseCopyable>(
    _ moments: borrowing Moments, _ range: Range<Int>, _ first: (Float) -> Bits,
    _ second: (Float) -> Bits
  ) {
    guard let m = moments.first.address, let v = moments.second.address else { return }
    for i in range {
      let gradient = Workload.gradient(i)
      let offset = i * MemoryLayout<Bits>.size
      m.storeBytes(of: first(0.1 * gradient), toByteOffset: offset, as: Bits.self)
      v.storeBytes(of: second(0.001 * gradient * gradient), toByteOffset: offset, as: Bits.self)
    }
  }
}

extension Workload {
  /// Which arrays a set of kernels uses.
  private struct Needs {
    let wide, narrow, coded, copies, scratch: Bool

    init(_ kernels: [Kernel]) {
      wide = kernels.contains { $0.precision.momentBytes == 4 }
      narrow = kernels.contains { $0.precision.momentBytes == 2 }
      coded = kernels.contains { $0.precision.momentBytes == 1 }
      copies = kernels.contains { $0.precision.writesCopy }
      scratch = kernels.contains { $0.needsScratch }
    }
  }

  /// Bytes all arrays take.
  static func bytes(_ kernels: [Kernel], parameters: Int) -> UInt64 {
    let needs = Needs(kernels)
    var perParameter = 8
    if needs.copies { perParameter += 4 }
    if needs.scratch { perParameter += 4 }
    var bytes = UInt64(parameters) * UInt64(perParameter)
    if needs.wide { bytes += Precision.float32.momentBytes(of: parameters) }
    if needs.narrow { bytes += Precision.bfloat16Moments.momentBytes(of: parameters) }
    if needs.coded { bytes += Precision.blockwise8.momentBytes(of: parameters) }
    return bytes
  }
}
