import TraceModel

/// All events, each once: trace by trace in order of their starts, then of their ids, and inside a
/// trace as it is joined. Traces without any clock come last.
///
/// Of conflicting events all are there. The order depends on nothing but the events.
package func eventsInOrder(of inputs: MappedInputs, lines: @escaping LineLookup) throws
  -> [EventRecord]
{
  var traces: [(start: Int64?, id: Name, events: [EventRecord])] = []
  var joiner = TraceJoiner(lines)
  var groups = TraceGroups()
  var trace = JoinedTrace()
  var batch = RecordBatch()
  defer { batch.free() }
  for partition in 0..<inputs.records.partitionCount {
    try inputs.records.load(partition, into: &batch)
    groups.group(batch)
    for group in 0..<groups.count {
      try joiner.join(batch, groups[group], into: &trace)
      traces.append((trace.start, trace.id, trace.events.indices.map(trace.record)))
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
