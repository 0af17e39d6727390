import TraceModel

/// The first step that went wrong: as a verdict says, else as the records show for a trace that
/// did not end well.
func cause(
  of trace: JudgedTrace, in batch: RecordBatch, _ names: NameTable, _ rules: CountingRules
) -> JudgedCause? {
  if let said = saidCause(of: trace, in: batch, names, rules) { return said }
  guard let verdictClass = trace.verdicts.verdictClass, verdictClass != .good else { return nil }
  for index in trace.joined.events.indices where !trace.joined.events[index].isSuperseded {
    let record = batch.events[Int(trace.joined.events[index].record)]
    guard let layer = record.stage.layer else { continue }
    if record.status != .ok || record.age(over: rules.freshness, names) != nil {
      return JudgedCause(
        layer: layer, what: what(record, names, rules), place: Int32(index), isSaid: false)
    }
  }
  return JudgedCause(layer: "unknown", what: "not recorded", place: nil, isSaid: false)
}

private func saidCause(
  of trace: JudgedTrace, in batch: RecordBatch, _ names: NameTable, _ rules: CountingRules
) -> JudgedCause? {
  let deciding = trace.verdicts.deciding
  let order = [deciding].compactMap { $0 } + trace.verdicts.all.indices.reversed()
  for index in order {
    guard let place = trace.verdicts.all[index].place else { continue }
    let record = batch.events[Int(trace.joined.events[Int(place)].record)]
    let verdict = batch.verdicts[Int(record.verdict)]
    guard verdict.causeLayer != .none || verdict.causeEvent.length > 0 else { continue }
    let step = trace.joined.events.indices.first {
      batch.isEqual(batch.events[Int(trace.joined.events[$0].record)].event, verdict.causeEvent)
        && verdict.causeEvent.length > 0
    }
    let culprit = step.map { batch.events[Int(trace.joined.events[$0].record)] }
    let layer = names.known(verdict.causeLayer)?.text ?? culprit?.stage.layer ?? "unknown"
    return JudgedCause(
      layer: layer, what: culprit.map { what($0, names, rules) } ?? "said without a step",
      place: step.map { Int32($0) }, isSaid: true)
  }
  return nil
}

/// What a step did wrong, in a few words.
private func what(_ record: EventRecord, _ names: NameTable, _ rules: CountingRules) -> String {
  let target =
    record.isAttempt
    ? names.text(record.target) : names.known(record.name)?.text ?? record.stage.word
  if record.status == .ok {
    if record.age(over: rules.freshness, names) != nil { return "\(target) returned old data" }
    if record.isTruncated { return "\(target) was cut off" }
    return "\(target) was wrong"
  }
  switch record.status {
  case .timeout: return "\(target) timed out"
  case .blocked: return "\(target) blocked"
  case .cancelled: return "\(target) was cancelled"
  default: return "\(target) failed: \(names.text(record.result))"
  }
}

extension Stage {
  /// The layer that a step of this kind belongs to; nil for those that do no work of their own.
  var layer: String? {
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

extension EventRecord {
  /// How old a tool's data was, in nanoseconds, if that is more than its allowed age.
  func age(over freshness: Freshness, _ names: NameTable) -> Int64? {
    guard stage == .tool, hasClock, dataAsOf != .min,
      let allowed = freshness.nanoseconds(of: names.name(target))
    else { return nil }
    let (age, overflow) = start.subtractingReportingOverflow(dataAsOf)
    return !overflow && age > allowed ? age : nil
  }
}
