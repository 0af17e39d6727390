import TraceModel

/// A trace by its id, in an order that has nothing to do with what is in it.
package struct TraceReference: Sendable, Hashable, Comparable {
  package var hash: UInt64
  package var id: Name

  package static func < (left: Self, right: Self) -> Bool {
    left.hash != right.hash ? left.hash < right.hash : left.id < right.id
  }
}

/// The traces that may get a page: a bounded number, the same however the traces were cut up.
package struct PageCandidates: Sendable {
  package static let sampleSize = 1000
  package static let extremes = 20

  /// The smallest hashes: drawn at random in proportion to the traffic, and all of a small week.
  package private(set) var sample: [TraceReference] = []
  /// One trace for each path, label, outcome and finding: the smallest hash.
  package private(set) var examples: [Name: TraceReference] = [:]
  package private(set) var costliest: [Ranked] = []
  package private(set) var slowest: [Ranked] = []

  package struct Ranked: Sendable, Comparable {
    package var rank: Int128
    package var trace: TraceReference

    package static func < (left: Self, right: Self) -> Bool {
      left.rank != right.rank ? left.rank > right.rank : left.trace < right.trace
    }
  }

  package init() {}

  mutating func add(
    _ trace: TraceReference, cost: ExactDecimal, latency: Int64?, of kinds: [Name]
  ) {
    sample.append(trace)
    if sample.count > 2 * Self.sampleSize { cutSample() }
    for kind in kinds { examples[kind] = min(examples[kind] ?? trace, trace) }
    costliest.append(Ranked(rank: cost.units, trace: trace))
    if let latency { slowest.append(Ranked(rank: Int128(latency), trace: trace)) }
    if costliest.count > 8 * Self.extremes { costliest.keepFirst(Self.extremes) }
    if slowest.count > 8 * Self.extremes { slowest.keepFirst(Self.extremes) }
  }

  mutating func merge(_ other: PageCandidates) {
    sample += other.sample
    cutSample()
    examples.merge(other.examples, uniquingKeysWith: min)
    costliest = costliest + other.costliest
    costliest.keepFirst(Self.extremes)
    slowest = slowest + other.slowest
    slowest.keepFirst(Self.extremes)
  }

  private mutating func cutSample() {
    sample.sort()
    sample.removeLast(max(0, sample.count - Self.sampleSize))
  }
}

extension Array where Element: Comparable {
  fileprivate mutating func keepFirst(_ count: Int) {
    sort()
    removeLast(Swift.max(0, self.count - count))
  }
}
