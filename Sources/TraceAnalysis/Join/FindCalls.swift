// An attempt names the one before it, or the rule finds it:
//
//   A  aurora-mini  timeout   parent p, input "refund?"
//   B  aurora-mini  ok        parent p, input "refund?"    → a retry of A: the same target
//   C  borealis-mid ok        parent p, input "refund?"    → a fallback, had B failed
//   D  aurora-mini  ok        parent p, input "order?"     → a call of its own: another input
//
// Other formats put spans around calls that say nothing of their own. There a call that begins within a
// minute after a failure has ended may also continue it across such spans, if it was asked the very same:
//
//   request ─┬─ agent ── step ── chat a   failed, input "refund?"
//            └─ fallback ─── chat b   input "refund?"      → a fallback of A
//
// A gateway is asked for a group of models and chooses one: the same group again is a retry, another one
// a fallback, also where its log keeps no inputs.
//
// Some logs name the model that answered, and only of a failed attempt the one that was asked. So a name
// and the same with the date of a version are one target; two dates are two.
//
// Where a log keeps no inputs, the prompt's name and version say what was asked, as soon after.
//
// Open failures are kept by what they could be continued by, so that a trace of a million attempts
// takes a million steps. Where nothing failed and nothing is named, every attempt is a call.

import TraceModel

/// Finds the calls of one trace after another.
struct CallFinder {
  private var open = OpenFailures()
  private var followers: [Int32: [Int32]] = [:]
  private var undated: UndatedNames
  private let tables: RecordTables
  /// The latest step below each parent that says why the next attempt is made, as one that waits does.
  private var reasons: [UInt64: Int] = [:]

  init(_ tables: RecordTables) {
    undated = UndatedNames(tables)
    self.tables = tables
  }

  mutating func find(in trace: inout JoinedTrace, _ index: EventIndex) {
    let records = trace.records
    var isPlain = true
    for place in trace.events.indices where !trace.events[place].isSuperseded {
      let record = trace.index(place)
      let stage = records.events[record].stage
      guard stage == .model || stage == .tool else { continue }
      trace.events[place].attempt = JoinedAttempt()
      if records.events[record].status != .ok || records.events[record].attemptOfLength > 0 {
        isPlain = false
      }
    }
    if isPlain {
      for place in trace.events.indices where trace.events[place].attempt != nil {
        let record = trace.index(place)
        trace.events[place].attempt?.kind = records.events[record].attemptKind ?? .first
      }
    } else {
      open.removeAll()
      reasons.removeAll(keepingCapacity: reasons.capacity < 1000)
      followLoggedAttempts(&trace, index)
      infer(&trace, index)
      followRetried(&trace, index)
      openRings(&trace)
    }
    gatherCalls(&trace, isPlain: isPlain)
  }

  /// Links each attempt to the one it names, wherever that stands: clocks differ, and two attempts
  /// of one second are ordered by their ids.
  private mutating func followLoggedAttempts(_ trace: inout JoinedTrace, _ index: EventIndex) {
    for place in trace.events.indices where trace.events[place].attempt != nil {
      let before = trace.records.attemptOf(trace.index(place))
      guard let previous = index.place(of: before, in: trace), previous != place,
        trace.events[previous].attempt != nil
      else { continue }
      trace.events[place].attempt?.previous = Int32(previous)
      open.close(previous)
    }
  }

  /// How many spans around an attempt are looked through.
  private static let mostAround = 4

  /// The task as seen from around each span that the attempt stands in, the nearest first, up to one
  /// that is a step of its own, or from the trace where a span was not logged; none where nobody can
  /// tell what was asked.
  private func outerTasks(
    of task: CallTask, _ place: Int, in trace: JoinedTrace, _ index: EventIndex
  ) -> [CallTask] {
    let attempt = trace.record(place)
    guard task.input != 0, attempt.part > 0, attempt.parentLength > 0 else { return [] }
    var tasks: [CallTask] = []
    var outer = task
    var parent = trace.records.parentID(of: trace.index(place))
    while tasks.count < Self.mostAround {
      guard let span = index.place(of: parent, in: trace) else {
        outer.parent = open.hash(IDBytes(start: nil, count: 0))
        return tasks + [outer]
      }
      let record = trace.record(span)
      guard record.part > 0, record.stage == .infrastructure || record.stage == .route,
        record.parentLength > 0
      else { break }
      parent = trace.records.parentID(of: trace.index(span))
      outer.parent = open.hash(parent)
      tasks.append(outer)
    }
    return tasks
  }

  /// The task by the prompt's name and version; nil where the log knows no prompt.
  private func promptTask(of task: CallTask, _ record: EventRecord) -> CallTask? {
    guard record.part > 0, record.stage == .model, record.prompt != .none,
      case let prompt = tables[record.prompt], prompt.name != .none
    else { return nil }
    var asked = task
    asked.input = UInt64(prompt.name.number) << 32 | UInt64(prompt.version.number)
    asked.isPrompt = true
    return asked
  }

  /// The failure that an attempt continues.
  private mutating func failure(
    before place: Int, _ task: CallTask, target: NameID, isSaidToFollow: Bool,
    in trace: JoinedTrace, _ index: EventIndex
  ) -> Int? {
    let record = trace.record(place)
    func mayContinue(_ failure: Int) -> Bool {
      !record.isSecondFromZero || trace.record(failure).isFirstFromZero
    }
    if let found = open.take(
      for: task, target: target, isSaidToFollow: isSaidToFollow, where: mayContinue)
    {
      return found
    }
    guard record.part > 0, !open.isEmpty else { return nil }
    /// Without a step in common that says so, only what is tried again at once is a next attempt.
    func isSoonBefore(_ failure: Int) -> Bool {
      let failed = trace.record(failure)
      let patience: Int64 = 60_000_000_000
      return record.begins(after: failed) && record.start &- failed.end <= patience
        && mayContinue(failure)
    }
    let tables = tables
    for (level, outer) in outerTasks(of: task, place, in: trace, index).enumerated() {
      // Far apart, another agent may have been asked the same.
      let found = open.take(for: outer, target: target) {
        isSoonBefore($0)
          && (level == 0 || trace.record($0).mayShareItsPrompt(with: record, tables))
      }
      if let found { return found }
    }
    if task.input == 0 {
      let asked = promptTask(of: task, record)
      return asked.flatMap { open.take(for: $0, target: target, where: isSoonBefore) }
    }
    // Another log may have told only what the later one was asked.
    guard trace.changed.contains(Int32(trace.index(place))) else { return nil }
    var unknown = task
    unknown.input = 0
    return open.take(for: unknown, target: target, where: isSoonBefore)
  }

  /// Why an attempt was made, as steps between it and the failure say, or the one that it stands in.
  private mutating func reason(
    for place: Int, after previous: Int, _ parent: UInt64, in trace: JoinedTrace,
    _ index: EventIndex
  ) -> NameID {
    let failed = trace.record(previous)
    if let wait = reasons[parent], trace.record(wait).begins(after: failed) {
      reasons[parent] = nil
      return trace.record(wait).trigger
    }
    let around = index.place(of: trace.records.parentID(of: trace.index(place)), in: trace)
    guard let around, trace.events[around].attempt == nil,
      trace.record(around).begins(after: failed)
    else { return .none }
    return trace.record(around).trigger
  }

  private mutating func infer(_ trace: inout JoinedTrace, _ index: EventIndex) {
    for place in trace.events.indices {
      let record = trace.record(place)
      guard var attempt = trace.events[place].attempt else {
        if record.trigger != .none, record.part > 0 {
          reasons[open.hash(trace.records.parentID(of: trace.index(place)))] = place
        }
        continue
      }
      let task = CallTask(
        stage: record.stage, parent: open.hash(trace.records.parentID(of: trace.index(place))),
        input: record.input)
      let hasAttempt = record.traits.contains(.attempt)
      let hasGroup = trace.group(of: place) != .none
      let asked = asked(by: place, in: trace)
      if attempt.previous < 0, record.attemptOfLength == 0,
        !hasAttempt || isContinuation(record) || record.isSecondFromZero
      {
        let found = failure(
          before: place, task, target: asked, isSaidToFollow: hasAttempt || hasGroup, in: trace,
          index)
        if let previous = found {
          attempt.previous = Int32(previous)
          attempt.isInferred = !hasAttempt || record.saysNoPlace
          if record.part > 0, record.trigger == .none {
            // Other formats have no place for it.
            let reason = reason(for: place, after: previous, task.parent, in: trace, index)
            let own = trace.index(place)
            trace.records.events[own].trigger =
              reason == .none ? trace.record(previous).result : reason
            trace.changed.insert(Int32(own))
          }
        }
      }
      attempt.kind = record.attemptKind ?? kind(of: place, attempt, trace)
      trace.events[place].attempt = attempt
      if record.status != .ok {
        open.add(place, task: task, target: asked)
        for outer in outerTasks(of: task, place, in: trace, index) {
          open.add(place, task: outer, target: asked)
        }
        if task.input == 0, let prompt = promptTask(of: task, record) {
          open.add(place, task: prompt, target: asked)
        }
      }
    }
  }

  private func isContinuation(_ record: EventRecord) -> Bool {
    record.attemptKind.map { $0 != .first }
      ?? (record.attemptNumber > 1 || record.trigger != .none)
  }

  /// The gateway's group, whichever model it chose; else what the event says it asked for.
  private mutating func asked(by place: Int, in trace: JoinedTrace) -> NameID {
    let group = trace.group(of: place)
    return group == .none ? target(of: trace.record(place)) : group
  }

  private mutating func target(of record: EventRecord) -> NameID {
    record.stage == .model && record.part > 0 ? undated[record.asked] : record.asked
  }

  private mutating func kind(
    of place: Int, _ attempt: JoinedAttempt, _ trace: JoinedTrace
  ) -> AttemptKind {
    let previous = Int(attempt.previous)
    guard previous >= 0 else { return .first }
    let groups = (trace.group(of: previous), trace.group(of: place))
    if groups.0 != .none, groups.1 != .none { return groups.0 == groups.1 ? .retry : .fallback }
    let (one, other) = (trace.record(previous), trace.record(place))
    if one.asked == other.asked { return .retry }
    let target = target(of: one)
    let haveTwoDates = target != one.asked && target != other.asked
    return target == self.target(of: other) && !haveTwoDates ? .retry : .fallback
  }

  /// Attempts that name each other in a ring have no first one; one of them becomes it.
  private func openRings(_ trace: inout JoinedTrace) {
    // 0 unseen, 1 on the way up, 2 known to end.
    var state = Array(repeating: UInt8(0), count: trace.events.count)
    for place in trace.events.indices where trace.events[place].attempt != nil {
      var way: [Int] = []
      var here = place
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

  /// Cuts the link that the rule found, if there is one, else that of the earliest attempt.
  private func open(_ ring: ArraySlice<Int>, of trace: inout JoinedTrace) {
    if let found = ring.first(where: { trace.events[$0].attempt?.isInferred == true }) {
      trace.events[found].attempt?.previous = -1
      trace.events[found].attempt?.kind = .first
    } else if let earliest = ring.min() {
      trace.events[earliest].attempt?.previous = -1
    }
  }

  /// Makes calls of linked attempts: each after the one it follows, else in order of start.
  private mutating func gatherCalls(_ trace: inout JoinedTrace, isPlain: Bool) {
    if !isPlain {
      followers.removeAll(keepingCapacity: followers.capacity < 1000)
      for place in trace.events.indices {
        guard let previous = trace.events[place].attempt?.previous, previous >= 0 else { continue }
        followers[previous, default: []].append(Int32(place))
      }
    }
    for place in trace.events.indices {
      guard let first = trace.events[place].attempt, first.previous < 0 else { continue }
      let start = trace.attempts.count
      trace.attempts.append(Int32(place))
      if !isPlain, !followers.isEmpty {
        var next = start
        while next < trace.attempts.count {
          if let following = followers[trace.attempts[next]] { trace.attempts += following }
          next += 1
        }
      }
      let call = JoinedCall(first: Int32(start), count: Int32(trace.attempts.count - start))
      let number = Int32(trace.calls.count)
      for attempt in 0..<Int(call.count) {
        let place = Int(trace.attempts[start + attempt])
        trace.events[place].attempt?.call = number
        trace.events[place].attempt?.number = Int32(attempt + 1)
      }
      let last = Int(trace.attempts[trace.attempts.count - 1])
      let isUsed = trace.records.events[trace.index(last)].status == .ok
      trace.events[last].attempt?.isUsed = isUsed
      trace.calls.append(call)
    }
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

extension EventRecord {
  /// Whether another one had ended when it began. JavaScript's programs log starts in whole
  /// milliseconds and ends in finer ones, so it may seem to begin up to one too early.
  func begins(after other: EventRecord) -> Bool {
    other.end <= start
      || start % 1_000_000 == 0 && (1..<1_000_000).contains(other.end &- start)
  }
}

extension EventRecord {
  /// What an attempt asked for, which a failed one knows too: its answer would name a dated version.
  fileprivate var asked: NameID {
    stage == .model && part > 0 && requested != .none ? requested : target
  }
}

extension EventRecord {
  /// Whether it is the second attempt of a log that counts from 0, or the first of another one.
  fileprivate var isSecondFromZero: Bool {
    part > 0 && attemptNumber == 1 && attemptKind == nil && trigger == .none
  }

  fileprivate var isFirstFromZero: Bool {
    traits.contains(.attempt) && attemptNumber == 0 && attemptKind == nil && trigger == .none
  }

  /// Whether two calls may have been made with one prompt, as far as the log knows their prompts.
  fileprivate func mayShareItsPrompt(with other: EventRecord, _ tables: RecordTables) -> Bool {
    guard prompt != .none, other.prompt != .none, prompt != other.prompt else { return true }
    let (left, right) = (tables[prompt], tables[other.prompt])
    return left.name == right.name && left.text == right.text
  }

  /// Whether it is said to be an attempt, and not which one in a way that our own events have.
  fileprivate var saysNoPlace: Bool {
    isSecondFromZero || attemptNumber == 0 && attemptKind == nil
  }
}

extension JoinedTrace {
  /// What the caller asked a gateway for; none where no gateway said.
  fileprivate func group(of place: Int) -> NameID {
    let link = records.events[index(place)].link
    return link < 0 ? .none : records.links[Int(link)].group
  }
}
