import TraceModel

/// An event's bytes in canonical form: keys sorted, no white space. Asked for only to rank two
/// events of the same ids and time.
package typealias CanonicalBytes = @Sendable (EventRecord) -> [UInt8]

/// Joins the records of one partition into traces, in the order of their ids.
package func join(
  _ batch: RecordBatch, canonicalBytes: CanonicalBytes, _ body: (JoinedTrace) -> Void
) {
  for indices in traces(of: batch) {
    body(joinTrace(batch, indices, canonicalBytes))
  }
}

/// The records of each trace, by place in the batch.
private func traces(of batch: RecordBatch) -> [ArraySlice<Int32>] {
  let events = batch.events
  let order = events.indices.map { Int32($0) }.sorted {
    let left = events[Int($0)]
    let right = events[Int($1)]
    if left.traceHash != right.traceHash { return left.traceHash < right.traceHash }
    if !batch.isEqual(left.trace, right.trace) { return batch.isOrdered(left.trace, right.trace) }
    return $0 < $1
  }
  var traces: [ArraySlice<Int32>] = []
  var start = 0
  for index in order.indices.dropFirst() {
    let before = events[Int(order[index - 1])]
    let here = events[Int(order[index])]
    if before.traceHash != here.traceHash || !batch.isEqual(before.trace, here.trace) {
      traces.append(order[start..<index])
      start = index
    }
  }
  if start < order.count { traces.append(order[start...]) }
  return traces
}

private func joinTrace(
  _ batch: RecordBatch, _ indices: ArraySlice<Int32>, _ canonicalBytes: CanonicalBytes
) -> JoinedTrace {
  let first = batch.events[Int(indices[indices.startIndex])]
  var trace = JoinedTrace(
    id: first.trace, hash: first.traceHash, events: [], calls: [], duplicateFiles: [])
  keepEachOnce(batch, indices, canonicalBytes, &trace)
  let places = EventPlaces(order(&trace.events, of: batch), batch)
  connect(&trace, places, batch)
  findCalls(&trace, places, batch)
  measure(&trace, batch)
  return trace
}

// MARK: - Duplicates and conflicts

/// Drops repeated events; of different ones under the same ids all but the last-ranking are marked.
private func keepEachOnce(
  _ batch: RecordBatch, _ indices: ArraySlice<Int32>, _ canonicalBytes: CanonicalBytes,
  _ trace: inout JoinedTrace
) {
  let events = batch.events
  let byID = indices.sorted {
    let left = events[Int($0)]
    let right = events[Int($1)]
    if !batch.isEqual(left.event, right.event) { return batch.isOrdered(left.event, right.event) }
    if left.content != right.content { return left.content < right.content }
    return (left.file, left.offset) < (right.file, right.offset)
  }
  trace.events.reserveCapacity(byID.count)
  var runStart = 0
  for index in byID {
    let event = events[Int(index)]
    if let before = trace.events.last, runStart < trace.events.count {
      let kept = events[Int(before.record)]
      if batch.isEqual(kept.event, event.event) {
        if kept.content == event.content {
          trace.duplicateFiles.append(event.file)
          continue
        }
      } else {
        rank(&trace, from: runStart, batch, canonicalBytes)
        runStart = trace.events.count
      }
    }
    trace.events.append(JoinedEvent(record: index))
  }
  rank(&trace, from: runStart, batch, canonicalBytes)
}

/// Of the events from `start` on, which have the same ids, only the last-ranking one counts.
private func rank(
  _ trace: inout JoinedTrace, from start: Int, _ batch: RecordBatch,
  _ canonicalBytes: CanonicalBytes
) {
  guard trace.events.count - start > 1 else { return }
  trace.hasConflict = true
  var last = start
  var lastBytes: [UInt8]?
  for index in start..<trace.events.count {
    trace.events[index].isSuperseded = true
    guard index > start else { continue }
    let best = batch.events[Int(trace.events[last].record)]
    let here = batch.events[Int(trace.events[index].record)]
    if here.start == best.start {
      let bestBytes = lastBytes ?? canonicalBytes(best)
      let bytes = canonicalBytes(here)
      if bestBytes.lexicographicallyPrecedes(bytes) {
        last = index
        lastBytes = bytes
      } else {
        lastBytes = bestBytes
      }
    } else if here.start > best.start {
      last = index
      lastBytes = nil
    }
  }
  trace.events[last].isSuperseded = false
}

// MARK: - Order

/// Puts events in order of start, then parent before child, then event id. Returns for each place
/// the events sorted by id.
private func order(_ events: inout [JoinedEvent], of batch: RecordBatch) -> [JoinedEvent] {
  events.sort {
    let left = batch.events[Int($0.record)]
    let right = batch.events[Int($1.record)]
    if left.hasClock != right.hasClock { return left.hasClock }
    if left.start != right.start { return left.start < right.start }
    if !batch.isEqual(left.event, right.event) { return batch.isOrdered(left.event, right.event) }
    if $0.isSuperseded != $1.isSuperseded { return $0.isSuperseded }
    return left.content < right.content
  }
  var start = 0
  while start < events.count {
    let first = batch.events[Int(events[start].record)]
    var end = start + 1
    while end < events.count {
      let next = batch.events[Int(events[end].record)]
      guard next.start == first.start, next.hasClock == first.hasClock else { break }
      end += 1
    }
    if end - start > 1 { putParentsFirst(&events[start..<end], batch) }
    start = end
  }
  return events
}

/// Of events that start together: each after its parent, else in the order they have; the members
/// of a cycle stay in theirs.
private func putParentsFirst(_ events: inout ArraySlice<JoinedEvent>, _ batch: RecordBatch) {
  let group = Array(events)
  let places = EventPlaces(group, batch)
  var children: [[Int]] = Array(repeating: [], count: group.count)
  var roots: [Int] = []
  for (index, event) in group.enumerated() {
    let record = batch.events[Int(event.record)]
    if let parent = places.place(of: record.parent), parent != index {
      children[parent].append(index)
    } else {
      roots.append(index)
    }
  }
  guard roots.count < group.count else { return }
  // The smallest free one next: a heap of places, which are in order of id.
  var heap = MinimumHeap(roots)
  var order: [Int] = []
  var isPlaced = Array(repeating: false, count: group.count)
  var rest = 0
  while order.count < group.count {
    while let next = heap.popFirst() {
      guard !isPlaced[next] else { continue }
      isPlaced[next] = true
      order.append(next)
      for child in children[next] { heap.insert(child) }
    }
    // What is left hangs on a cycle: its first member is let go first.
    while rest < group.count, isPlaced[rest] { rest += 1 }
    if rest < group.count { heap.insert(rest) }
  }
  for (offset, index) in order.enumerated() { events[events.startIndex + offset] = group[index] }
}

private struct MinimumHeap {
  private var items: [Int]

  init(_ sorted: [Int]) { items = sorted }

  mutating func insert(_ item: Int) {
    items.append(item)
    var index = items.count - 1
    while index > 0, items[index] < items[(index - 1) / 2] {
      items.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  mutating func popFirst() -> Int? {
    guard let first = items.first else { return nil }
    let last = items.removeLast()
    guard !items.isEmpty else { return first }
    items[0] = last
    var index = 0
    while true {
      let left = 2 * index + 1
      guard left < items.count else { break }
      let child = left + 1 < items.count && items[left + 1] < items[left] ? left + 1 : left
      guard items[child] < items[index] else { break }
      items.swapAt(index, child)
      index = child
    }
    return first
  }
}

/// Finds an event of a trace by its id.
struct EventPlaces {
  private let batch: RecordBatch
  /// Places sorted by event id; of the same id the one that counts comes first.
  private let sorted: [Int32]
  private let events: [JoinedEvent]

  init(_ events: [JoinedEvent], _ batch: RecordBatch) {
    self.batch = batch
    self.events = events
    sorted = events.indices.map { Int32($0) }.sorted {
      let left = events[Int($0)]
      let right = events[Int($1)]
      let leftID = batch.events[Int(left.record)].event
      let rightID = batch.events[Int(right.record)].event
      if !batch.isEqual(leftID, rightID) { return batch.isOrdered(leftID, rightID) }
      if left.isSuperseded != right.isSuperseded { return right.isSuperseded }
      return $0 < $1
    }
  }

  func place(of id: IDSlice) -> Int? {
    guard id.length > 0 else { return nil }
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if batch.isOrdered(eventID(middle), id) { low = middle + 1 } else { high = middle }
    }
    guard low < sorted.count, batch.isEqual(eventID(low), id) else { return nil }
    return Int(sorted[low])
  }

  private func eventID(_ index: Int) -> IDSlice {
    batch.events[Int(events[Int(sorted[index])].record)].event
  }
}

// MARK: - What the whole trace is

private func connect(_ trace: inout JoinedTrace, _ places: EventPlaces, _ batch: RecordBatch) {
  for index in trace.events.indices {
    let record = batch.events[Int(trace.events[index].record)]
    guard record.parent.length > 0 else { continue }
    if let parent = places.place(of: record.parent) {
      trace.events[index].parent = Int32(parent)
    } else {
      trace.events[index].isOrphan = true
      trace.hasOrphan = true
    }
  }
}

private func measure(_ trace: inout JoinedTrace, _ batch: RecordBatch) {
  var requests = 0
  var answerEnd: Int64?
  var lastCallEnd: Int64?
  for event in trace.events {
    let record = batch.events[Int(event.record)]
    if trace.feature == .none { trace.feature = record.feature }
    if trace.route == .none { trace.route = record.route }
    if trace.session == .none { trace.session = record.session }
    if trace.user == .none { trace.user = record.user }
    if trace.environment == .none { trace.environment = record.environment }
    guard record.hasClock else { continue }
    if trace.start == nil { trace.start = record.start }
    trace.end = max(trace.end ?? record.end, record.end)
    guard !event.isSuperseded else { continue }
    if record.stage == .request { requests += 1 }
    // A follow-up is the user's time, not the system's: the first request's answer counts.
    if record.stage == .answer, requests <= 1 || answerEnd == nil {
      answerEnd = max(answerEnd ?? record.end, record.end)
    }
    // An end that nobody logged is no end.
    if record.isAttempt, record.duration >= 0 {
      lastCallEnd = max(lastCallEnd ?? record.end, record.end)
    }
  }
  if let start = trace.start, let end = answerEnd ?? lastCallEnd {
    trace.latency = max(0, end.subtractingReportingOverflow(start).partialValue)
  }
}
