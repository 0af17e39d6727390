// Records of one trace → events in order, each once, with their parents and calls.
//
// Every week has a million traces of a handful of events, so the usual trace takes no memory of its
// own and no table: a few comparisons put it in order. What is rare (an event logged twice, parents
// that start with their children, failures that something follows, a trace of a million events) is
// looked for by a cheap test and then done by a thorough way that never takes n² steps.

import TraceModel

/// Joins one trace after another; each worker has one.
struct TraceJoiner {
  private let lines: LineLookup
  private var merger: CallMerger
  private var index = EventIndex()
  private var calls: CallFinder
  private var keys: [SortKey] = []

  private struct SortKey {
    var hasNoClock: Bool
    var start: Int64
    var record: Int32
    var rank: Int32 = 0
    var isSuperseded = false
  }

  init(_ tables: RecordTables, _ lines: @escaping LineLookup) {
    merger = CallMerger(tables)
    calls = CallFinder(tables)
    self.lines = lines
  }

  /// Joins the records of one trace, given by their places in the batch, after what belongs together
  /// was put together.
  mutating func join(
    _ records: inout RecordBatch, _ group: ArraySlice<Int32>, into trace: inout JoinedTrace
  ) throws {
    merger.merge(&records, group)
    try join(records, merger, into: &trace)
  }

  /// Joins the records that a merger has left.
  mutating func join(
    _ records: RecordBatch, _ merger: CallMerger, into trace: inout JoinedTrace
  ) throws {
    trace.clear(for: records)
    trace.duplicateFiles += merger.duplicateFiles
    trace.absorbed += merger.absorbed
    trace.changed.formUnion(merger.changed)
    try join(records, merger.kept[...], &trace)
  }

  private mutating func join(
    _ records: RecordBatch, _ indices: ArraySlice<Int32>, _ trace: inout JoinedTrace
  ) throws {
    keys.removeAll(keepingCapacity: true)
    for record in indices {
      keys.append(
        SortKey(
          hasNoClock: !records.events[Int(record)].traits.contains(.clock),
          start: records.events[Int(record)].start, record: record))
    }
    fill(&trace)
    if index.build(trace) {
      try keepEachOnce(&trace)
      fill(&trace)
      _ = index.build(trace)
    }
    putParentsFirst(&trace)
    connect(&trace)
    calls.find(in: &trace, index)
    measure(&trace)
    try findContradicted(&trace, lines)
  }

  /// Puts the events in order of start, then of id.
  private mutating func fill(_ trace: inout JoinedTrace) {
    let records = trace.records
    func isBefore(_ left: SortKey, _ right: SortKey) -> Bool {
      if left.hasNoClock != right.hasNoClock { return right.hasNoClock }
      if left.start != right.start { return left.start < right.start }
      let leftID = records.eventID(of: Int(left.record))
      let rightID = records.eventID(of: Int(right.record))
      return leftID == rightID ? left.rank < right.rank : leftID < rightID
    }
    if keys.count <= 32 {
      for end in keys.indices.dropFirst() {
        let key = keys[end]
        var place = end
        while place > 0, isBefore(key, keys[place - 1]) {
          keys[place] = keys[place - 1]
          place -= 1
        }
        keys[place] = key
      }
    } else {
      keys.sort(by: isBefore)
    }
    trace.events.removeAll(keepingCapacity: true)
    for key in keys {
      var event = JoinedEvent(record: key.record)
      event.rank = key.rank
      event.isSuperseded = key.isSuperseded
      trace.events.append(event)
    }
  }
}

// MARK: - Duplicates and conflicts

extension TraceJoiner {
  /// Drops repeated events; of different ones under the same ids all but the last-ranking are marked.
  private mutating func keepEachOnce(_ trace: inout JoinedTrace) throws {
    let records = trace.records
    keys.sort { one, other in
      let left = records.events[Int(one.record)]
      let right = records.events[Int(other.record)]
      let leftID = records.eventID(of: Int(one.record))
      let rightID = records.eventID(of: Int(other.record))
      guard leftID == rightID else { return leftID < rightID }
      if left.content != right.content { return left.content < right.content }
      return (left.file, left.offset) < (right.file, right.offset)
    }
    var kept: [SortKey] = []
    var start = 0
    while start < keys.count {
      let id = records.eventID(of: Int(keys[start].record))
      var end = start + 1
      while end < keys.count, records.eventID(of: Int(keys[end].record)) == id {
        end += 1
      }
      var run: [SortKey] = []
      for key in keys[start..<end] {
        let event = records.events[Int(key.record)]
        if let last = run.last, records.events[Int(last.record)].content == event.content {
          trace.duplicateFiles.append(event.file)
        } else {
          run.append(key)
        }
      }
      if run.count > 1 { try rank(&run, &trace) }
      kept += run
      start = end
    }
    keys = kept
  }

  /// Of lines that differ in their bytes: drops those that say the same, and puts the others in the
  /// order in which they rank.
  private func rank(_ run: inout [SortKey], _ trace: inout JoinedTrace) throws {
    let records = trace.records
    var told = try run.map { (key: $0, line: try lines(records.events[Int($0.record)])) }
    told.sort {
      let left = records.events[Int($0.key.record)]
      let right = records.events[Int($1.key.record)]
      if $0.line.content != $1.line.content { return $0.line.content < $1.line.content }
      return (left.file, left.offset) < (right.file, right.offset)
    }
    var different: [(key: SortKey, line: EventLine)] = []
    for entry in told {
      if different.last?.line.content == entry.line.content {
        trace.duplicateFiles.append(records.events[Int(entry.key.record)].file)
      } else {
        different.append(entry)
      }
    }
    different.sort {
      $0.key.start != $1.key.start
        ? $0.key.start < $1.key.start
        : $0.line.canonical.lexicographicallyPrecedes($1.line.canonical)
    }
    run = different.map(\.key)
    guard run.count > 1 else { return }
    trace.hasConflict = true
    for place in run.indices {
      run[place].rank = Int32(place)
      run[place].isSuperseded = place < run.count - 1
    }
  }
}

// MARK: - Order and parents

extension TraceJoiner {
  /// Of events that start together: each after its parent, else in the order of their ids; the
  /// members of a cycle stay in theirs.
  private mutating func putParentsFirst(_ trace: inout JoinedTrace) {
    var start = 0
    var hasMoved = false
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end].start == keys[start].start,
        keys[end].hasNoClock == keys[start].hasNoClock
      {
        end += 1
      }
      if end - start > 1, let order = parentsFirst(start..<end, in: trace) {
        let group = Array(trace.events[start..<end])
        for (offset, place) in order.enumerated() { trace.events[start + offset] = group[place] }
        hasMoved = true
      }
      start = end
    }
    if hasMoved { _ = index.build(trace) }
  }

  /// The order of a group, by places in it; nil where it has no child before its parent.
  private func parentsFirst(_ group: Range<Int>, in trace: JoinedTrace) -> [Int]? {
    var isInOrder = true
    var parents = [Int]()
    for place in group {
      let parent = index.place(of: trace.records.parentID(of: trace.index(place)), in: trace)
      if let parent, group.contains(parent), parent != place {
        if parent > place { isInOrder = false }
        parents.append(parent - group.lowerBound)
      } else {
        parents.append(-1)
      }
    }
    guard !isInOrder else { return nil }
    var children: [[Int]] = Array(repeating: [], count: group.count)
    // The smallest free one next: a heap of places, which are in order of id.
    var heap = MinimumHeap()
    for (place, parent) in parents.enumerated() {
      if parent >= 0 { children[parent].append(place) } else { heap.insert(place) }
    }
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
    return order
  }

  private func connect(_ trace: inout JoinedTrace) {
    let records = trace.records
    for place in trace.events.indices {
      let parentID = records.parentID(of: trace.index(place))
      guard !parentID.isEmpty else { continue }
      if let parent = index.place(of: parentID, in: trace) {
        trace.events[place].parent = Int32(parent)
      } else {
        trace.events[place].isOrphan = true
        trace.hasOrphan = true
      }
    }
  }
}

private struct MinimumHeap {
  private var items: [Int] = []

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

// MARK: - What the whole trace is

private func measure(_ trace: inout JoinedTrace) {
  let records = trace.records
  var requests = 0
  var answerEnd: Int64?
  var lastCallEnd: Int64?
  for place in trace.events.indices {
    let index = trace.index(place)
    let context = records.events[index].context
    if context >= 0 { trace.add(records.contexts[Int(context)]) }
    guard records.events[index].traits.contains(.clock) else { continue }
    let start = records.events[index].start
    let duration = records.events[index].duration
    let end = start.addingReportingOverflow(max(duration, 0)).partialValue
    if trace.start == nil { trace.start = start }
    trace.end = max(trace.end ?? end, end)
    guard !trace.events[place].isSuperseded else { continue }
    switch records.events[index].stage {
    case .request: requests += 1
    // A follow-up is the user's time, not the system's: the first request's answer counts.
    case .answer where requests <= 1 || answerEnd == nil: answerEnd = max(answerEnd ?? end, end)
    // An end that nobody logged is no end.
    case .model where duration >= 0, .tool where duration >= 0:
      lastCallEnd = max(lastCallEnd ?? end, end)
    default: break
    }
  }
  if let start = trace.start, let end = answerEnd ?? lastCallEnd {
    trace.latency = max(0, end.subtractingReportingOverflow(start).partialValue)
  }
}

extension JoinedTrace {
  /// The first event that says it counts.
  fileprivate mutating func add(_ context: ContextRecord) {
    if feature == .none { feature = context.feature }
    if route == .none { route = context.route }
    if environment == .none { environment = context.environment }
    if session == 0 { session = context.session }
  }
}
