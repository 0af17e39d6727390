import TraceModel

extension RecordBatch {
  /// Takes from another record of the same call what a record does not say itself; of tokens the
  /// richer split.
  mutating func fill(_ index: Int, from other: Int, _ tables: RecordTables) {
    var record = events[index]
    let source = events[other]
    if record.stage == .unknown { record.stage = source.stage }
    if record.status == .unknown, source.status != .unknown {
      record.status = source.status
      record.result = source.result
    }
    if !record.hasClock, source.hasClock {
      record.start = source.start
      record.traits.insert(.clock)
    } else if record.stage == .request, record.duration < 0, source.hasClock, isPart(index),
      isPart(other)
    {
      // A request begins when it was first told of, whenever what else of it came.
      record.start = min(record.start, source.start)
    }
    if record.duration < 0 { record.duration = source.duration }
    if record.input == 0 { record.input = source.input }
    if record.dataAsOf == .min { record.dataAsOf = source.dataAsOf }
    record.name = record.name.or(source.name)
    record.provider = record.provider.or(source.provider)
    record.model = record.model.or(source.model)
    record.requested = record.requested.or(source.requested)
    record.tool = record.tool.or(source.tool)
    record.trigger = record.trigger.or(source.trigger)
    record.traits.formUnion(source.traits.subtracting(.clock))
    if record.traits.contains(.output) { record.traits.remove(.emptyOutput) }
    record.shape = record.shape.or(source.shape)
    if record.attemptNumber == 0 { record.attemptNumber = source.attemptNumber }
    if record.attemptKind == nil { record.attemptKind = source.attemptKind }
    if record.verdict < 0 { record.verdict = source.verdict }
    if record.chargeCount == 0 {
      record.firstCharge = source.firstCharge
      record.chargeCount = source.chargeCount
    }
    if record.taskCount == 0 {
      record.firstTask = source.firstTask
      record.taskCount = source.taskCount
    }
    record.context = filled(context: record.context, from: source.context)
    record.prompt = filled(prompt: record.prompt, from: source.prompt, tables, withSettings: true)
    record.link = filled(link: record.link, from: source.link)
    // A log that updates its record says all of it anew, also in fewer words.
    let isOlder = isPart(index) && isPart(other)
    if source.usage >= 0,
      record.usage < 0
        || !isOlder
          && usages[Int(source.usage)].knownCounts > usages[Int(record.usage)].knownCounts
    {
      record.usage = source.usage
    }
    events[index] = record
    if record.parentLength == 0 && source.parentLength > 0
      || record.attemptOfLength == 0 && source.attemptOfLength > 0
    {
      let parent = record.parentLength > 0 ? parentID(of: index) : parentID(of: other)
      let before = record.attemptOfLength > 0 ? attemptOf(index) : attemptOf(other)
      setIDs(of: index, parent: Array(parent), attemptOf: Array(before))
    }
  }

  /// What went over the wire for a call was sent to its model, with its prompt.
  mutating func fillModel(_ index: Int, from call: Int, _ tables: RecordTables) {
    events[index].prompt = filled(
      prompt: events[index].prompt, from: events[call].prompt, tables)
    events[index].provider = events[index].provider.or(events[call].provider)
    events[index].requested = events[index].requested.or(events[call].requested)
    if events[index].model == .none {
      events[index].model = events[call].requested.or(events[call].model)
    }
    events[index].name = events[index].name.or(events[call].name)
  }

  /// Gives an event whose parts said when it began and when it ended its duration; one of which none
  /// knew how it ended went well.
  mutating func settle(_ index: Int, ok: NameID) {
    if events[index].status == .unknown {
      events[index].status = .ok
      events[index].result = ok
    }
    let link = events[index].link
    if link >= 0, events[index].duration < 0, events[index].hasClock {
      let (span, overflow) = links[Int(link)].end.subtractingReportingOverflow(events[index].start)
      if links[Int(link)].end != .min, !overflow, span >= 0 { events[index].duration = span }
    }
  }

  private func isPart(_ record: Int) -> Bool { role(Int32(record)) == .part }

  private mutating func filled(context: Int32, from other: Int32) -> Int32 {
    guard context >= 0, other >= 0 else { return max(context, other) }
    var filled = contexts[Int(context)]
    let source = contexts[Int(other)]
    if filled.session == 0 { filled.session = source.session }
    if filled.user == 0 { filled.user = source.user }
    filled.feature = filled.feature.or(source.feature)
    filled.route = filled.route.or(source.route)
    filled.environment = filled.environment.or(source.environment)
    contexts.append(filled)
    return Int32(contexts.count - 1)
  }

  /// - Parameter withSettings: whether both are of the same attempt.
  private func filled(
    prompt: PromptID, from other: PromptID, _ tables: RecordTables, withSettings: Bool = false
  ) -> PromptID {
    guard other != .none, prompt != other else { return prompt }
    guard prompt != .none else { return other }
    var filled = tables[prompt]
    let source = tables[other]
    filled.name = filled.name.or(source.name)
    filled.version = filled.version.or(source.version)
    filled.toolSchemaVersion = filled.toolSchemaVersion.or(source.toolSchemaVersion)
    if filled.text == .none { filled.text = source.text }
    if filled.hash == .none { filled.hash = source.hash }
    if filled.tools == .none { filled.tools = source.tools }
    if withSettings, filled.settings == .none { filled.settings = source.settings }
    return tables.number(of: filled)
  }

  private mutating func filled(link: Int32, from other: Int32) -> Int32 {
    guard other >= 0 else { return link }
    // What it is itself, and what put it into its trace, stays as it was.
    var filled = link < 0 ? LinkRecord() : links[Int(link)]
    let source = links[Int(other)]
    if filled.response == 0 { filled.response = source.response }
    if filled.request == 0 { filled.request = source.request }
    if filled.call == 0 { filled.call = source.call }
    if filled.end == .min { filled.end = source.end }
    filled.group = filled.group.or(source.group)
    filled.retry = filled.retry.or(source.retry)
    filled.holdsUsage = filled.holdsUsage || source.holdsUsage
    if filled.tier == .standard { filled.tier = source.tier }
    filled.privates.formUnion(source.privates)
    links.append(filled)
    return Int32(links.count - 1)
  }

  /// Gives a record other ids of its parent and of the attempt before.
  mutating func setIDs(of index: Int, parent: [UInt8], attemptOf: [UInt8]) {
    let trace = Array(traceID(of: index))
    let event = Array(eventID(of: index))
    let start = ids.count
    for bytes in [trace, event, parent, attemptOf] {
      _ = ids.extend(by: bytes.count).initialize(fromContentsOf: bytes)
    }
    events[index].firstID = UInt32(start)
    events[index].parentLength = UInt16(parent.count)
    events[index].attemptOfLength = UInt16(attemptOf.count)
  }
}

extension NameID {
  fileprivate func or(_ other: NameID) -> NameID { self == .none ? other : self }
}

extension UsageRecord {
  fileprivate var knownCounts: Int {
    [
      prompt, completion, cached, cacheWrite, cacheWrite1h, reasoning, audioPrompt, audioCompletion,
    ].count { $0 != Self.unknown }
  }
}
