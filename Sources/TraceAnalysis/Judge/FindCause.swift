import TraceModel

/// Names the first step that went wrong: as a verdict says, else as the records show for a trace
/// that did not end well.
struct CauseFinder {
  private let tables: RecordTables
  private let layers: [NameID]
  private let stageWords: [NameID]
  private let unknown: NameID

  init(_ tables: RecordTables) {
    self.tables = tables
    layers = Stage.allCases.map { $0.layer.map { tables.number(of: Name($0)) } ?? .none }
    stageWords = Stage.allCases.map { tables.number(of: Name($0.word)) }
    unknown = tables.number(of: "unknown")
  }

  func cause(of trace: JudgedTrace) -> JudgedCause? {
    if let said = saidCause(of: trace) { return said }
    guard let verdictClass = trace.verdicts.verdictClass, verdictClass != .good else { return nil }
    let lastAnswer = trace.joined.events.indices.last {
      trace.joined.record($0).stage == .answer
    }
    for place in trace.joined.events.indices where !trace.joined.events[place].isSuperseded {
      // What came after the answer did not spoil it.
      if let lastAnswer, place > lastAnswer { break }
      let index = trace.joined.index(place)
      let layer = layers[Int(trace.joined.records.events[index].stage.rawValue)]
      guard layer != .none, wentWrong(place, in: trace) else { continue }
      var cause = culprit(
        trace.joined.record(place), isStale: trace.joined.events[place].isStale)
      cause.layer = layer
      cause.place = Int32(place)
      return cause
    }
    return JudgedCause(
      layer: unknown, what: verdictClass == .handedOff ? .handedOver : .notRecorded, isSaid: false)
  }

  /// A stale, cut off or empty tool, a rejected draft, and a failure that nothing made good: one
  /// that a retry or a fallback answered is what retries are for.
  private func wentWrong(_ place: Int, in trace: JudgedTrace) -> Bool {
    let event = trace.joined.events[place]
    if event.isStale { return true }
    let index = trace.joined.index(place)
    let traits = trace.joined.records.events[index].traits
    if trace.joined.records.events[index].status == .ok {
      return trace.joined.records.events[index].stage == .tool
        && (traits.contains(.truncated)
          || traits.contains(.emptyOutput) && !traits.contains(.output))
    }
    guard let attempt = event.attempt, attempt.call >= 0 else { return true }
    let call = trace.joined.calls[Int(attempt.call)]
    return !trace.joined.attempts(of: call).contains {
      trace.joined.events[Int($0)].attempt?.isUsed == true
    }
  }

  private func saidCause(of trace: JudgedTrace) -> JudgedCause? {
    if let deciding = trace.verdicts.deciding, let said = saidCause(by: deciding, of: trace) {
      return said
    }
    for index in trace.verdicts.all.indices.reversed() {
      if let said = saidCause(by: index, of: trace) { return said }
    }
    return nil
  }

  private func saidCause(by index: Int, of trace: JudgedTrace) -> JudgedCause? {
    guard let place = trace.verdicts.all[index].place else { return nil }
    let records = trace.joined.records
    let verdict = records.verdicts[Int(trace.joined.record(Int(place)).verdict)]
    guard verdict.causeLayer != .none || verdict.causeLength > 0 else { return nil }
    let id = records.causeID(verdict)
    let step =
      id.isEmpty
      ? nil
      : trace.joined.events.indices.first {
        records.eventID(of: trace.joined.index($0)) == id
      }
    var cause: JudgedCause
    if let step {
      cause = culprit(trace.joined.record(step), isStale: trace.joined.events[step].isStale)
      let layer = layers[Int(trace.joined.record(step).stage.rawValue)]
      cause.layer = layer == .none ? unknown : layer
      cause.place = Int32(step)
    } else {
      cause = JudgedCause(layer: unknown, what: .saidWithoutStep, isSaid: true)
    }
    if verdict.causeLayer != .none { cause.layer = verdict.causeLayer }
    cause.isSaid = true
    return cause
  }

  private func culprit(_ record: EventRecord, isStale: Bool) -> JudgedCause {
    var cause = JudgedCause(layer: unknown, what: .wrong, isSaid: false)
    cause.target = record.isAttempt ? record.target : record.name
    if cause.target == .none { cause.target = stageWords[Int(record.stage.rawValue)] }
    switch record.status {
    case .ok where isStale: cause.what = .oldData
    case .ok where record.traits.contains(.truncated): cause.what = .cutOff
    case .ok where record.isEmptyTool: cause.what = .returnedNothing
    case .ok: cause.what = .wrong
    case .timeout: cause.what = .timedOut
    case .blocked: cause.what = .blocked
    case .cancelled: cause.what = .cancelled
    case .error, .unknown:
      cause.what = .failed
      cause.result = record.result
    }
    return cause
  }
}

extension JudgedCause {
  /// What the step did wrong, in a few words.
  package func words(_ tables: RecordTables) -> String {
    let target = tables.text(target)
    return switch what {
    case .oldData: "\(target) returned old data"
    case .cutOff: "\(target) was cut off"
    case .returnedNothing: "\(target) returned nothing"
    case .wrong: "\(target) was wrong"
    case .timedOut: "\(target) timed out"
    case .blocked: "\(target) blocked"
    case .cancelled: "\(target) was cancelled"
    case .failed: "\(target) failed: \(tables.text(result))"
    case .saidWithoutStep: "said without a step"
    case .notRecorded: "not recorded"
    case .handedOver: "handed to a person, and no step failed"
    }
  }
}

extension EventRecord {
  fileprivate var isEmptyTool: Bool {
    stage == .tool && traits.contains(.emptyOutput) && !traits.contains(.output)
  }
}

extension Stage {
  /// The layer that a step of this kind belongs to; nil for those that do no work of their own.
  fileprivate var layer: String? {
    switch self {
    case .route: "router"
    case .prompt: "prompt"
    case .model: "model"
    case .tool: "tool"
    case .guardrail: "guardrail"
    case .infrastructure: "infrastructure"
    case .request, .answer, .verdict, .note, .unknown: nil
    }
  }
}
