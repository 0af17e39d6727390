import TraceModel

/// All events, each once: trace by trace in order of their starts, then of their ids, and inside a
/// trace as it is joined. Traces without any clock come last.
///
/// Of conflicting events all are there. The order depends on nothing but the events.
package func eventsInOrder(of inputs: MappedInputs, lines: @escaping LineLookup) throws
  -> [EventSources]
{
  var traces: [(start: Int64?, id: Name, events: [EventSources])] = []
  var joiner = TraceJoiner(inputs.tables, lines)
  var groups = TraceGroups()
  var trace = JoinedTrace()
  var batch = RecordBatch()
  defer { batch.free() }
  for partition in 0..<inputs.records.partitionCount {
    try inputs.records.load(partition, into: &batch)
    groups.group(batch)
    for group in 0..<groups.count {
      try joiner.join(&batch, groups[group], into: &trace)
      traces.append((trace.start, trace.id, trace.sources(inputs.tables)))
    }
  }
  traces.sort { left, right in
    guard left.start == right.start else {
      guard let start = left.start, let other = right.start else { return left.start != nil }
      return start < other
    }
    return left.id < right.id
  }
  return traces.flatMap(\.events)
}

extension JoinedTrace {
  /// Where the text of each event stands, in the order of the events.
  func sources(_ tables: RecordTables) -> [EventSources] {
    var others: [Int32: [EventRecord]] = [:]
    for pair in absorbed {
      others[pair.into, default: []].append(records.events[Int(pair.record)])
    }
    return events.indices.map { place in
      let index = index(place)
      var sources = EventSources(record: records.events[index])
      sources.others = others[events[place].record] ?? []
      if changed.contains(events[place].record) { sources.correction = correction(place, tables) }
      return sources
    }
  }

  private func correction(_ place: Int, _ tables: RecordTables) -> EventSources.Correction {
    func text(_ bytes: IDBytes) -> String { String(decoding: bytes, as: UTF8.self) }
    let index = index(place)
    let record = records.events[index]
    var correction = EventSources.Correction(
      traceID: text(records.traceID(of: index)), parentID: text(records.parentID(of: index)))
    correction.usage = record.usage < 0 ? nil : records.usages[Int(record.usage)]
    if record.stage == .model, record.chargeCount > 0 {
      let first = Int(record.firstCharge)
      correction.charges = (first..<first + Int(record.chargeCount)).map { charge($0, tables) }
    }
    if record.stage == .model { correction.model = tables.known(record.model)?.text ?? "" }
    let prompt = tables[record.prompt]
    correction.promptName = tables.known(prompt.name)?.text ?? ""
    correction.promptVersion = tables.known(prompt.version)?.text ?? ""
    correction.attempt.trigger = tables.known(record.trigger)?.text
    if let attempt = events[place].attempt, attempt.previous >= 0 {
      correction.attempt.number = Int(attempt.number)
      correction.attempt.kind = attempt.kind
      correction.attempt.of = eventID(Int(attempt.previous))
    } else {
      correction.attempt.number = record.attemptNumber > 0 ? Int(record.attemptNumber) : nil
      correction.attempt.kind = record.attemptKind
    }
    return correction
  }

  /// A recorded charge as an event of version 1 has it.
  private func charge(_ place: Int, _ tables: RecordTables) -> JSONValue {
    let charge = records.charges[place]
    let kind = tables[charge.kind]
    let members: [(String, JSONValue?)] = [
      ("source", .string(kind.source.key)),
      ("item", tables.known(kind.item).map { .string($0.text) }),
      ("quantity", charge.quantity.decimal(records.wide).map { .number($0.description) }),
      ("unit", tables.known(kind.unit).map { .string($0.text) }),
      ("unit_price", kind.unitPrice.map { .number($0.description) }),
      ("amount", charge.amount.decimal(records.wide).map { .number($0.description) }),
      ("currency", tables.known(kind.currency).map { .string($0.text) }),
    ]
    return .object(members.compactMap { key, value in value.map { .init(key, $0) } })
  }
}
