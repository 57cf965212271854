/// How many representable values apart two numbers are; NaN is at one place of its own.
func unitsApart(_ a: Float, _ b: Float) -> Int {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .max }
  return abs(ordinal(a) - ordinal(b))
}

func unitsApart(_ a: Double, _ b: Double) -> Int {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .max }
  let (distance, overflow) = ordinal(a).subtractingReportingOverflow(ordinal(b))
  return overflow ? .max : Int(clamping: distance.magnitude)
}

func unitsApart(_ a: [Float], _ b: [Float]) -> Int {
  a.count == b.count ? zip(a, b).map { unitsApart($0, $1) }.max() ?? 0 : .max
}

func unitsApart(_ a: [Double], _ b: [Double]) -> Int {
  a.count == b.count ? zip(a, b).map { unitsApart($0, $1) }.max() ?? 0 : .max
}

private func ordinal(_ value: Float) -> Int {
  let bits = Int(Int32(bitPattern: value.bitPattern))
  return bits < 0 ? Int(Int32.min) - bits : bits
}

private func ordinal(_ value: Double) -> Int {
  let bits = Int(Int64(bitPattern: value.bitPattern))
  return bits < 0 ? Int.min &- bits : bits
}
