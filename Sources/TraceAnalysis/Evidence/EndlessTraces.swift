import TraceModel

/// Traces that were asked something and have neither answer nor verdict.
///
/// One that still ran when the logs ended is no finding, so those of the last hour wait until the
/// newest event of all is known. Times are whole seconds.
struct EndlessTraces: Sendable {
  /// Of any event of the input.
  private(set) var newest = Int64.min
  private(set) var ended = FindingDigest()
  /// By the second of their last event.
  private(set) var waiting: [Int64: FindingDigest] = [:]

  static let patience: Int64 = 3600

  init() {}

  init(newest: Int64, ended: FindingDigest, waiting: [Int64: FindingDigest]) {
    self.newest = newest
    self.ended = ended
    self.waiting = waiting
  }

  /// The second that a time in nanoseconds lies in.
  static func second(_ nanoseconds: Int64) -> Int64 {
    let (second, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return rest < 0 ? second - 1 : second
  }

  func isOver(_ last: Int64) -> Bool { newest != .min && last < newest - Self.patience }

  @inline(__always)
  mutating func see(_ nanoseconds: Int64) {
    let second = Self.second(nanoseconds)
    if second > newest { newest = second }
  }

  mutating func add(_ candidate: Candidate, last: Int64) {
    func count(_ digest: inout FindingDigest) {
      digest.traces += 1
      candidate.offer(to: &digest.examples, atMost: FindingDigest.exampleCount)
    }
    let second = Self.second(last)
    if isOver(second) { count(&ended) } else { count(&waiting[second, default: FindingDigest()]) }
    if waiting.count > 2 * Int(Self.patience) { settle() }
  }

  mutating func merge(_ other: EndlessTraces) {
    newest = max(newest, other.newest)
    ended.merge(other.ended)
    waiting.merge(other.waiting) {
      var merged = $0
      merged.merge($1)
      return merged
    }
    settle()
  }

  private mutating func settle() {
    for (second, digest) in waiting where isOver(second) {
      ended.merge(digest)
      waiting[second] = nil
    }
  }
}
