// A failed attempt may say that another one follows, and that one need not know:
//
//   chat b                      the attempt that answered      agent
//   └─ model request attempt a  failed                         ├─ look  failed, to be tried again
//                                                              └─ look  the retry, of other arguments
//
// It is the next call beside the failed one, of a tool the same tool's, or else the call around it.

import TraceModel

extension CallFinder {
  /// How many calls beside a failed one are looked at.
  private static let mostBeside = 16

  /// Links what follows the failed attempts that say so, where nothing else does yet.
  func followRetried(_ trace: inout JoinedTrace, _ index: EventIndex) {
    var failed = trace.events.indices.filter { place in
      trace.events[place].attempt != nil && trace.record(place).status != .ok
        && trace.retry(after: place) != .none
    }
    guard !failed.isEmpty else { return }
    let followed = Set(trace.events.compactMap { $0.attempt.map { Int($0.previous) } })
    failed.removeAll { followed.contains($0) }
    var beside: [[UInt8]: [Int]] = [:]
    for place in trace.events.indices where trace.events[place].attempt != nil {
      beside[Array(trace.records.parentID(of: trace.index(place))), default: []].append(place)
    }
    for place in failed {
      let parent = trace.records.parentID(of: trace.index(place))
      let siblings = beside[Array(parent)] ?? []
      let next = siblings[siblings.firstIndex(after: place)...].prefix(Self.mostBeside)
      let follower =
        next.first { trace.mayFollow($0, place) }
        ?? index.place(of: parent, in: trace).flatMap { around in
          trace.mayContinue(around, place) ? around : nil
        }
      guard let follower else { continue }
      let record = trace.index(follower)
      let kind: AttemptKind = trace.asks(follower, theSameAs: place) ? .retry : .fallback
      trace.events[follower].attempt?.previous = Int32(place)
      trace.events[follower].attempt?.kind = trace.records.events[record].attemptKind ?? kind
      if trace.records.events[record].trigger == .none {
        trace.records.events[record].trigger = trace.retry(after: place)
        trace.changed.insert(Int32(record))
      }
    }
  }
}

extension JoinedTrace {
  fileprivate func retry(after place: Int) -> NameID {
    let link = records.events[index(place)].link
    return link < 0 ? .none : records.links[Int(link)].retry
  }

  /// Whether a call beside a failed one may be its next attempt.
  fileprivate func mayFollow(_ place: Int, _ failed: Int) -> Bool {
    mayContinue(place, failed) && record(place).begins(after: record(failed))
      && (record(place).stage == .model || record(place).target == record(failed).target)
  }

  /// Whether nothing says that it is another attempt than the one behind the failed one.
  fileprivate func mayContinue(_ place: Int, _ failed: Int) -> Bool {
    let (record, before) = (record(place), record(failed))
    guard let attempt = events[place].attempt, attempt.previous < 0, record.stage == before.stage
    else { return false }
    return record.attemptNumber == 0
      || Int(record.attemptNumber) == max(1, Int(before.attemptNumber)) + 1
  }

  fileprivate func asks(_ place: Int, theSameAs other: Int) -> Bool {
    let (one, two) = (record(place), record(other))
    guard one.stage == .model else { return one.target == two.target }
    return (one.requested == .none ? one.model : one.requested)
      == (two.requested == .none ? two.model : two.requested)
  }
}

extension [Int] {
  /// The first place of those in order that is behind another one.
  fileprivate func firstIndex(after place: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
