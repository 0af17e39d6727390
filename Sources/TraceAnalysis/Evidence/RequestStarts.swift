import TraceModel

/// When each request started, by a hash of who asked what: the same within five seconds under two
/// trace ids is one request that was split.
///
/// Sixteen bytes a trace, as any two may turn out to be one. The ids are kept for a bounded part.
struct RequestStarts: Sendable {
  struct Start: Sendable, Hashable, Comparable {
    /// Of session, user, feature and the request's text.
    var key: UInt64
    /// Since 1970, in milliseconds.
    var at: Int64

    static func < (left: Start, right: Start) -> Bool {
      left.key != right.key ? left.key < right.key : left.at < right.at
    }

    func isSplit(from other: Start) -> Bool {
      key == other.key && abs(other.at.subtractingReportingOverflow(at).partialValue) <= 5000
    }
  }

  struct Known: Sendable, Comparable {
    var start: Start
    var trace: TraceReference

    static func < (left: Known, right: Known) -> Bool {
      left.start != right.start ? left.start < right.start : left.trace < right.trace
    }
  }

  private(set) var all: [Start] = []
  /// Those of the smallest keys, with their traces.
  private(set) var known: [Known] = []
  /// No larger key can come among the known ones.
  private var bound = UInt64.max

  static let mostKnown = 4096

  init() {}

  init(_ all: [Start], known: [Known]) {
    self.all = all
    self.known = known
    cut()
  }

  mutating func add(_ start: Start, _ candidate: Candidate) {
    all.append(start)
    guard start.key <= bound else { return }
    known.append(Known(start: start, trace: candidate.reference))
    if known.count >= 2 * Self.mostKnown { cut() }
  }

  mutating func merge(_ other: RequestStarts) {
    all += other.all
    known += other.known
    cut()
  }

  private mutating func cut() {
    known.sort()
    known.removeLast(max(0, known.count - Self.mostKnown))
    if known.count == Self.mostKnown, let last = known.last { bound = last.start.key }
  }

  /// The starts that lie within five seconds of another one of the same key, in order.
  var split: [Start] {
    let sorted = all.sorted()
    return sorted.indices.filter { index in
      index > 0 && sorted[index].isSplit(from: sorted[index - 1])
        || index + 1 < sorted.count && sorted[index].isSplit(from: sorted[index + 1])
    }.map { sorted[$0] }
  }

  /// Of the known ones: the traces of split requests.
  var splitTraces: [Known] {
    let sorted = known.sorted()
    return sorted.indices.filter { index in
      index > 0 && sorted[index].start.isSplit(from: sorted[index - 1].start)
        || index + 1 < sorted.count && sorted[index].start.isSplit(from: sorted[index + 1].start)
    }.map { sorted[$0] }
  }
}

extension JudgedTrace {
  /// Where the log says who asked what and when.
  var requestStart: ((_ feature: UInt64) -> RequestStarts.Start)? {
    requestStart(asked: joined.asked)
  }

  func requestStart(asked: Asked)
    -> ((_ feature: UInt64) -> RequestStarts.Start)?
  {
    guard joined.session != 0, let start = joined.start, asked.text != 0 else { return nil }
    let session = joined.session
    return { feature in
      RequestStarts.Start(
        key: session.folded(with: asked.user).folded(with: asked.text ^ feature),
        at: start.wholeMilliseconds)
    }
  }
}
