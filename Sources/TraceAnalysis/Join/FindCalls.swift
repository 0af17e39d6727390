// An attempt names the one before it, or the rule finds it:
//
//   A  aurora-mini  timeout   parent p, input "refund?"
//   B  aurora-mini  ok        parent p, input "refund?"    → a retry of A: the same target
//   C  borealis-mid ok        parent p, input "refund?"    → a fallback, had B failed
//   D  aurora-mini  ok        parent p, input "order?"     → a call of its own: another input
//
// Open failures are kept by what they could be continued by, so that a trace of a million attempts
// takes a million steps.

import TraceModel

func findCalls(_ trace: inout JoinedTrace, _ places: EventPlaces, _ batch: RecordBatch) {
  var open = OpenFailures()
  followLoggedAttempts(&trace, places, batch, &open)
  for index in trace.events.indices {
    guard var attempt = trace.events[index].attempt else { continue }
    let record = batch.events[Int(trace.events[index].record)]
    let task = CallTask(record, batch)
    if attempt.previous < 0, record.attemptOf.length == 0,
      !record.hasAttempt || isContinuation(record)
    {
      attempt.isInferred = !record.hasAttempt
      if let previous = open.take(for: task, target: record.target) {
        attempt.previous = Int32(previous)
      }
    }
    attempt.kind = record.attemptKind ?? kind(of: record, attempt, trace, batch)
    trace.events[index].attempt = attempt
    if record.status != .ok { open.add(index, task: task, target: record.target) }
  }
  openRings(&trace)
  gatherCalls(&trace, batch)
}

/// Links each attempt to the one it names, wherever that stands: clocks differ, and two attempts of
/// one second are ordered by their ids.
private func followLoggedAttempts(
  _ trace: inout JoinedTrace, _ places: EventPlaces, _ batch: RecordBatch,
  _ open: inout OpenFailures
) {
  for index in trace.events.indices where !trace.events[index].isSuperseded {
    if batch.events[Int(trace.events[index].record)].isAttempt {
      trace.events[index].attempt = JoinedAttempt()
    }
  }
  for index in trace.events.indices where trace.events[index].attempt != nil {
    let record = batch.events[Int(trace.events[index].record)]
    guard let previous = places.place(of: record.attemptOf), previous != index,
      trace.events[previous].attempt != nil
    else { continue }
    trace.events[index].attempt?.previous = Int32(previous)
  }
  for event in trace.events {
    if let previous = event.attempt?.previous, previous >= 0 { open.close(Int(previous)) }
  }
}

private func isContinuation(_ record: EventRecord) -> Bool {
  record.attemptKind.map { $0 != .first } ?? (record.attemptNumber > 1)
}

private func kind(
  of record: EventRecord, _ attempt: JoinedAttempt, _ trace: JoinedTrace, _ batch: RecordBatch
) -> AttemptKind {
  guard attempt.previous >= 0 else { return .first }
  let previous = batch.events[Int(trace.events[Int(attempt.previous)].record)]
  return previous.target == record.target ? .retry : .fallback
}

/// Cuts the link that the rule found, if there is one, else that of the earliest attempt.
private func open(_ ring: ArraySlice<Int>, of trace: inout JoinedTrace) {
  if let found = ring.first(where: { trace.events[$0].attempt?.isInferred == true }) {
    trace.events[found].attempt?.previous = -1
    trace.events[found].attempt?.kind = .first
  } else if let earliest = ring.min() {
    trace.events[earliest].attempt?.previous = -1
  }
}

/// Attempts that name each other in a ring have no first one; one of them becomes it.
private func openRings(_ trace: inout JoinedTrace) {
  // 0 unseen, 1 on the way up, 2 known to end.
  var state = Array(repeating: UInt8(0), count: trace.events.count)
  for index in trace.events.indices where trace.events[index].attempt != nil {
    var way: [Int] = []
    var here = index
    while state[here] == 0 {
      state[here] = 1
      way.append(here)
      guard let previous = trace.events[here].attempt?.previous, previous >= 0 else { break }
      here = Int(previous)
      if state[here] == 1 {
        let ring = way[(way.firstIndex(of: here) ?? 0)...]
        open(ring, of: &trace)
      }
    }
    for place in way { state[place] = 2 }
  }
}

/// Makes calls of linked attempts: each after the one it follows, else in order of start.
private func gatherCalls(_ trace: inout JoinedTrace, _ batch: RecordBatch) {
  var followers: [Int32: [Int32]] = [:]
  for index in trace.events.indices {
    guard let previous = trace.events[index].attempt?.previous, previous >= 0 else { continue }
    followers[previous, default: []].append(Int32(index))
  }
  for index in trace.events.indices {
    guard let first = trace.events[index].attempt, first.previous < 0 else { continue }
    var attempts = [Int32(index)]
    var next = 0
    while next < attempts.count {
      attempts += followers[attempts[next]] ?? []
      next += 1
    }
    for (number, place) in attempts.enumerated() {
      trace.events[Int(place)].attempt?.call = Int32(trace.calls.count)
      trace.events[Int(place)].attempt?.number = Int32(number + 1)
    }
    if let last = attempts.last {
      let record = batch.events[Int(trace.events[Int(last)].record)]
      trace.events[Int(last)].attempt?.isUsed = record.status == .ok
    }
    trace.calls.append(JoinedCall(attempts: attempts))
  }
}

extension EventRecord {
  /// The model's or tool's name; what an attempt asked.
  package var target: NameID {
    switch stage {
    case .model: model == .none ? name : model
    default: tool == .none ? name : tool
    }
  }
}

/// What a call wants done: the parent it works for, and the input.
private struct CallTask: Hashable {
  var stage: Stage
  var parent: ArraySlice<UInt8>
  /// None where the log keeps no inputs.
  var input: ContentHash

  init(_ record: EventRecord, _ batch: RecordBatch) {
    stage = record.stage
    parent = batch.bytes(record.parent)
    input = record.input != .none ? record.input : record.inputSummary
  }

  static func == (left: CallTask, right: CallTask) -> Bool {
    left.stage == right.stage && left.input == right.input && left.parent == right.parent
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(stage)
    hasher.combine(input)
    parent.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

/// Failed attempts that nothing has followed yet, the latest last.
private struct OpenFailures {
  private struct Target: Hashable {
    var task: CallTask
    var name: NameID
  }

  private var sameTarget: [Target: [Int]] = [:]
  private var anyTarget: [CallTask: [Int]] = [:]
  private var closed: Set<Int> = []

  mutating func add(_ index: Int, task: CallTask, target: NameID) {
    sameTarget[Target(task: task, name: target), default: []].append(index)
    anyTarget[task, default: []].append(index)
  }

  mutating func close(_ index: Int) { closed.insert(index) }

  /// The failure that an attempt continues: of the same target, else of another one.
  mutating func take(for task: CallTask, target: NameID) -> Int? {
    let same = Target(task: task, name: target)
    if let index = Self.latest(&sameTarget[same], without: closed) {
      closed.insert(index)
      return index
    }
    // Without an input nothing says that another model was asked for the same.
    guard task.input != .none, let index = Self.latest(&anyTarget[task], without: closed) else {
      return nil
    }
    closed.insert(index)
    return index
  }

  private static func latest(_ indices: inout [Int]?, without closed: Set<Int>) -> Int? {
    while let last = indices?.popLast() {
      if !closed.contains(last) { return last }
    }
    return nil
  }
}
