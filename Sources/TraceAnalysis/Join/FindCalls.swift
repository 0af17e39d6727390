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
  for index in trace.events.indices where !trace.events[index].isSuperseded {
    let record = batch.events[Int(trace.events[index].record)]
    guard record.isAttempt else { continue }
    var attempt = JoinedAttempt()
    let task = CallTask(record, batch)
    if record.attemptOf.length > 0 {
      if let previous = places.place(of: record.attemptOf), previous < index,
        trace.events[previous].attempt != nil
      {
        attempt.previous = Int32(previous)
        open.close(previous)
      }
    } else if !record.hasAttempt || isContinuation(record) {
      attempt.isInferred = !record.hasAttempt
      if let previous = open.take(for: task, target: record.target) {
        attempt.previous = Int32(previous)
      }
    }
    attempt.kind = record.attemptKind ?? kind(of: record, attempt, trace, batch)
    trace.events[index].attempt = attempt
    if record.status != .ok { open.add(index, task: task, target: record.target) }
  }
  gatherCalls(&trace, batch)
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

private func gatherCalls(_ trace: inout JoinedTrace, _ batch: RecordBatch) {
  for index in trace.events.indices {
    guard var attempt = trace.events[index].attempt else { continue }
    if attempt.previous >= 0, let previous = trace.events[Int(attempt.previous)].attempt {
      attempt.call = previous.call
      trace.calls[Int(attempt.call)].attempts.append(Int32(index))
    } else {
      attempt.call = Int32(trace.calls.count)
      trace.calls.append(JoinedCall(attempts: [Int32(index)]))
    }
    attempt.number = Int32(trace.calls[Int(attempt.call)].attempts.count)
    trace.events[index].attempt = attempt
  }
  for call in trace.calls {
    guard let last = call.attempts.last else { continue }
    let record = batch.events[Int(trace.events[Int(last)].record)]
    trace.events[Int(last)].attempt?.isUsed = record.status == .ok
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
    if let index = Self.latest(of: &sameTarget[Target(task: task, name: target)], but: closed) {
      closed.insert(index)
      return index
    }
    // Without an input nothing says that another model was asked for the same.
    guard task.input != .none, let index = Self.latest(of: &anyTarget[task], but: closed) else {
      return nil
    }
    closed.insert(index)
    return index
  }

  // Static: a method would hold the dictionaries a second time, and each change copy them whole.
  private static func latest(of indices: inout [Int]?, but closed: Set<Int>) -> Int? {
    while let last = indices?.popLast() {
      if !closed.contains(last) { return last }
    }
    return nil
  }
}
