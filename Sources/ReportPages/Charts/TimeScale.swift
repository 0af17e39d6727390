// A request of 6 s with a complaint a minute later would be a sliver on a scale of 67 s. A pause
// longer than a third of the whole is cut out of the scale and drawn as a strip of fixed width:
//
//   logged   ├── 6 s ──┤·············· 60 s ··············┤1s├
//   drawn    ├────────────── 6 s ──────────────┤▒▒▒├── 1 s ──┤

/// Places moments of a trace on an axis from 0 to 100 %.
struct TimeScale: Sendable {
  /// Without activity, in nanoseconds since the start.
  struct Pause: Sendable, Equatable {
    var start: Int64
    var end: Int64
    var length: Int64 { end - start }
  }

  let end: Int64
  let pauses: [Pause]
  private let visible: Int64
  private let stripWidth: Double
  private let usedWidth: Double

  /// - Parameters:
  ///   - spans: start and end of every step, not before 0.
  ///   - headroom: percent left free at the right.
  ///   - strip: percent that a cut pause takes.
  init(_ spans: [ClosedRange<Int64>], headroom: Double = 0, strip: Double = 4.6) {
    let end = max(1, spans.map(\.upperBound).max() ?? 1)
    var pauses: [Pause] = []
    var covered: Int64 = 0
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if span.lowerBound > covered, span.lowerBound - covered > end / 3 {
        pauses.append(Pause(start: covered, end: span.lowerBound))
      }
      covered = max(covered, span.upperBound)
    }
    let visible = end - pauses.reduce(0) { $0 + $1.length }
    // Nothing but a pause is no scale: two moments far apart stay where they are.
    let isUsable = visible > 0
    self.end = end
    self.pauses = isUsable ? pauses : []
    self.visible = isUsable ? visible : end
    stripWidth = strip
    usedWidth = 100 - headroom - strip * Double(isUsable ? pauses.count : 0)
  }

  /// A plain scale from 0 to an end.
  init(upTo end: Int64, headroom: Double = 0) {
    self.end = max(1, end)
    pauses = []
    visible = max(1, end)
    stripWidth = 0
    usedWidth = 100 - headroom
  }

  /// Percent from the left.
  func position(_ moment: Int64) -> Double {
    let moment = min(max(moment, 0), end)
    var shown = moment
    var strips = 0.0
    for pause in pauses where moment > pause.start {
      shown -= min(moment, pause.end) - pause.start
      strips += moment >= pause.end ? 1 : Double(moment - pause.start) / Double(pause.length)
    }
    return usedWidth * Double(shown) / Double(visible) + strips * stripWidth
  }

  /// Round moments, at most eight, none inside a pause.
  var ticks: [Int64] {
    let step = tickStep
    let starts = [0] + pauses.map(\.end)
    let ends = pauses.map(\.start) + [end]
    return zip(starts, ends).flatMap { start, end in
      let first = start % step == 0 ? start : (start - start % step).addingClamped(step)
      return stride(from: first, through: end, by: Int64.Stride(step))
    }
  }

  /// The time from one tick to the next.
  var tickStep: Int64 { Self.steps.first { visible / $0 < 8 } ?? (visible / 8 + 1) }

  private static let steps: [Int64] = {
    let millisecond: Int64 = 1_000_000
    let second: Int64 = 1_000_000_000
    let small = [1, 2, 5, 10, 20, 50, 100, 200, 500].map { $0 * millisecond }
    let large = [1, 2, 5, 10, 20, 60, 120, 300, 600, 1200, 3600, 7200, 18_000, 36_000, 86_400]
      .map { $0 * second }
    return small + large
  }()
}
