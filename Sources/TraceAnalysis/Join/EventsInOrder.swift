import TraceModel

/// A record by its partition and its place in it.
package struct RecordPlace: Sendable {
  package var partition: Int
  package var record: Int
}

/// The places of all events, each once: trace by trace in order of their starts, then of their ids,
/// and inside a trace as it is joined. Traces without any clock come last.
///
/// Of conflicting events all are there. The order depends on nothing but the events.
package func eventsInOrder(
  of inputs: MappedInputs, canonicalBytes: CanonicalBytes
) -> [RecordPlace] {
  var traces: [(start: Int64?, id: Name, events: [RecordPlace])] = []
  for (partition, batch) in inputs.partitions.enumerated() {
    join(batch, canonicalBytes: canonicalBytes) { trace in
      traces.append(
        (
          trace.start, batch.name(trace.id),
          trace.events.map { RecordPlace(partition: partition, record: Int($0.record)) }
        ))
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
