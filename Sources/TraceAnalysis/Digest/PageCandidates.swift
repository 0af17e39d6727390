import TraceModel

/// A trace by its id, in an order that has nothing to do with what is in it.
package struct TraceReference: Sendable, Hashable, Comparable {
  package var hash: UInt64
  package var id: Name

  package init(hash: UInt64, id: Name) {
    self.hash = hash
    self.id = id
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.hash != right.hash ? left.hash < right.hash : left.id < right.id
  }

  static func smallest(_ left: Self?, _ right: Self?) -> Self? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }
}

/// A trace that may become an example. Its id is read only if it does, which is rare.
struct Candidate {
  let hash: UInt64
  let id: IDBytes

  var reference: TraceReference {
    TraceReference(hash: hash, id: Name(String(decoding: id, as: UTF8.self)))
  }

  func offer(to example: inout TraceReference?) {
    if let known = example {
      guard hash <= known.hash else { return }
      example = min(known, reference)
    } else {
      example = reference
    }
  }

  /// Keeps so many traces, each once, however many of its steps are examples.
  func offer(to examples: inout [TraceReference], atMost count: Int) {
    if examples.count == count, let last = examples.last, hash > last.hash { return }
    guard !examples.contains(reference) else { return }
    examples.append(reference)
    examples.sort()
    if examples.count > count { examples.removeLast() }
  }
}

/// The traces that may get a page: a bounded number, the same however the traces were cut up.
package struct PageCandidates: Sendable {
  package static let sampleSize = 1000
  package static let extremes = 20

  /// The smallest hashes: drawn at random in proportion to the traffic, and all of a small week.
  package private(set) var sample: [TraceReference] = []
  package private(set) var costliest: [Ranked] = []
  package private(set) var slowest: [Ranked] = []
  /// No larger hash can come into the sample.
  private var sampleBound = UInt64.max

  package struct Ranked: Sendable, Comparable {
    package var rank: Int128
    package var trace: TraceReference

    package init(rank: Int128, trace: TraceReference) {
      self.rank = rank
      self.trace = trace
    }

    package static func < (left: Self, right: Self) -> Bool {
      left.rank != right.rank ? left.rank > right.rank : left.trace < right.trace
    }
  }

  package init() {}

  package init(sample: [TraceReference], costliest: [Ranked], slowest: [Ranked]) {
    self.sample = sample
    self.costliest = costliest
    self.slowest = slowest
    cutSample()
  }

  mutating func add(_ candidate: Candidate, cost: ExactDecimal, latency: Int64?) {
    if candidate.hash <= sampleBound {
      sample.append(candidate.reference)
      if sample.count >= 2 * Self.sampleSize { cutSample() }
    }
    Self.offer(candidate, rank: cost.units, to: &costliest)
    if let latency { Self.offer(candidate, rank: Int128(latency), to: &slowest) }
  }

  private static func offer(_ candidate: Candidate, rank: Int128, to ranked: inout [Ranked]) {
    if ranked.count == extremes, let last = ranked.last, rank < last.rank { return }
    ranked.append(Ranked(rank: rank, trace: candidate.reference))
    ranked.keepFirst(extremes)
  }

  mutating func merge(_ other: PageCandidates) {
    sample += other.sample
    cutSample()
    costliest += other.costliest
    costliest.keepFirst(Self.extremes)
    slowest += other.slowest
    slowest.keepFirst(Self.extremes)
  }

  private mutating func cutSample() {
    sample.sort()
    sample.removeLast(max(0, sample.count - Self.sampleSize))
    if sample.count == Self.sampleSize, let last = sample.last { sampleBound = last.hash }
  }
}

extension Array where Element: Comparable {
  fileprivate mutating func keepFirst(_ count: Int) {
    sort()
    removeLast(Swift.max(0, self.count - count))
  }
}
