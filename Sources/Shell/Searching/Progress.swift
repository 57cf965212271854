import Formulas
import Kernels

/// A bar for long work, where someone watches: how much is done, how fast, how long it may still take.
struct Progress {
  private let show: (String?) -> Void
  private let total: Int
  private let noun: String
  private let clock = Stopwatch()
  private var lastShown = 0.0
  private var isShown = false

  /// Nothing is shown of work that takes no longer than this.
  private static let patience = 0.4
  private static let interval = 0.1
  private static let width = 24

  init(_ session: Session, total: Int, of noun: String) {
    (show, self.total, self.noun) = (session.progress, total, noun)
  }

  /// Says that `part` of the work, from 0 to 1, is done.
  mutating func update(_ part: Double) {
    let now = clock.seconds
    guard now >= Progress.patience, now - lastShown >= Progress.interval else { return }
    lastShown = now
    isShown = true
    show(line(part, after: now))
  }

  func line(_ part: Double, after seconds: Double) -> String {
    let part = min(max(part, 0), 1)
    let filled = Int((part * Double(Progress.width)).rounded(.down))
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: Progress.width - filled)
    let percent = Num.real((part * 1000).rounded(.down) / 10).fixedText(1)
    let rate = seconds > 0 ? Double(total) * part / seconds : 0
    let left = part > 0 ? seconds * (1 - part) / part : 0
    return
      "\(bar) \(percent) %   \(Progress.count(rate)) \(noun)/s   \(Progress.duration(left)) left"
  }

  private static func count(_ rate: Double) -> String {
    for (factor, name) in [(1e9, "B"), (1e6, "M"), (1e3, "k")] where rate >= factor {
      return Num.real(rate / factor).roundedText(significant: 3) + name
    }
    return Num.real(rate).fixedText(0)
  }

  private static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return Num.real(seconds).fixedText(0) + " s" }
    if seconds < 3600 { return Num.real(seconds / 60).fixedText(0) + " min" }
    return Num.real(seconds / 3600).fixedText(1) + " h"
  }

  /// Takes the bar away.
  func finish() { if isShown { show(nil) } }
}
