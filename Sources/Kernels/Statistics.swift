/// Repeated timings of one thing, summed up so that a few disturbed ones do not matter.
public struct Statistics: Equatable, Sendable {
  /// The timings, in the order they were taken.
  public let samples: [Double]
  public let median: Double
  /// Median distance from the median, scaled to agree with the standard deviation of normal noise.
  public let spread: Double
  public let fastest: Double
  public let slowest: Double
  /// Timings whose modified Z-score |0.6745·(x − median) / MAD| is above 3.5. Iglewicz and Hoaglin 1993.
  public let outliers: Int

  /// Nil without samples.
  public init?(_ samples: [Double]) {
    guard let fastest = samples.min(), let slowest = samples.max() else { return nil }
    self.samples = samples
    let median = Statistics.median(samples)
    let deviation = Statistics.median(samples.map { abs($0 - median) })
    self.median = median
    self.fastest = fastest
    self.slowest = slowest
    spread = deviation / Statistics.normalQuartile
    let limit = Statistics.outlierScore * deviation / Statistics.normalQuartile
    outliers = deviation == 0 ? 0 : samples.count { abs($0 - median) > limit }
  }

  /// Spread as a part of the median.
  public var relativeSpread: Double { median > 0 ? spread / median : 0 }

  /// 75th percentile of the standard normal distribution, which is its median distance from 0.
  private static let normalQuartile = 0.6745
  private static let outlierScore = 3.5

  /// The middle value, or the mean of the two in the middle; 0 for none.
  public static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension Statistics {
  /// How far the timings can be trusted.
  public enum Noise: Equatable, Sendable {
    case quiet
    /// Differences smaller than the spread mean nothing.
    case unsteady
    /// Something else was using the machine.
    case noisy
  }

  /// Whether the spread is more than a tenth of the median.
  public var varies: Bool { relativeSpread > 0.1 }

  public var noise: Noise {
    let outlying = Double(outliers) / Double(samples.count)
    // One outlier among three samples tells nothing.
    if varies || outliers > 1 && outlying > 0.2 { return .noisy }
    if relativeSpread > 0.03 || outliers > 1 && outlying > 0.1 { return .unsteady }
    return .quiet
  }
}
