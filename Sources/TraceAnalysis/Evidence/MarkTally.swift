// Some rules know only at the end which marks make a finding of a trace: a tool without a charge is
// one if the tool is charged for elsewhere. A trace may carry several marks and must count once:
//
//   trace 1: a        marks  a 2  b 2       traces with a or b = 2 + 2 − 1 = 3
//   trace 2: a b      overlaps  {a b} 1
//   trace 3: b
//
// so only the traces with several marks are kept by their sets.

/// How many traces carry any of the marks that turn out to matter; marks are content hashes.
struct MarkTally: Sendable {
  private(set) var traces: [UInt64: Int] = [:]
  /// Traces with several marks, by them.
  private(set) var overlaps: [[UInt64]: Int] = [:]

  private static let most = 16_384

  init() {}

  init(traces: [UInt64: Int], overlaps: [[UInt64]: Int]) {
    self.traces = traces
    self.overlaps = overlaps
  }

  /// Counts a trace with these marks, of which none is there twice.
  mutating func add(_ marks: [UInt64]) {
    for mark in marks { traces[mark, default: 0] += 1 }
    if traces.count > 2 * Self.most { traces.keepSmallest(Self.most) }
    guard marks.count > 1 else { return }
    overlaps[marks.sorted(), default: 0] += 1
    if overlaps.count > 2 * Self.most { cutOverlaps() }
  }

  mutating func merge(_ other: MarkTally) {
    traces.merge(other.traces, uniquingKeysWith: +)
    overlaps.merge(other.overlaps, uniquingKeysWith: +)
    traces.keepSmallest(Self.most)
    cutOverlaps()
  }

  private mutating func cutOverlaps() {
    guard overlaps.count > Self.most else { return }
    let kept = overlaps.keys.sorted { $0.lexicographicallyPrecedes($1) }.prefix(Self.most)
    overlaps = Dictionary(
      uniqueKeysWithValues: kept.compactMap { key in overlaps[key].map { (key, $0) } })
  }

  /// The traces that carry at least one of the marks.
  func traces(with isMarked: (UInt64) -> Bool) -> Int {
    let single = traces.reduce(0) { $0 + (isMarked($1.key) ? $1.value : 0) }
    return overlaps.reduce(single) { sum, entry in
      sum - max(0, entry.key.count(where: isMarked) - 1) * entry.value
    }
  }
}
