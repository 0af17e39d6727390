// Records → traces → what the week adds up to; and, of the traces that get a page, all of it.

import Dispatch
import Synchronization
import TraceModel

/// The traces of all partitions, counted for one period.
package struct CountedWeek: Sendable {
  package var digest: Digest
  /// Repeated events, by input.
  package var duplicates: [Int]
  /// Traces of the input that start outside the period.
  package var tracesOutside: Int
  /// Traces that a note file is about and that are in the input.
  package var tracesWithNotes: Set<Name>
  /// Every trace that was counted, where all were asked for; else empty.
  package var allTraces: [TraceReference] = []
  /// What notes say of the awaited traces that start outside the period.
  package var actionsElsewhere = ActionDigest()
}

/// The start of the trace that starts last; nil where no event has a clock.
package func latestStart(in inputs: MappedInputs) -> Instant? {
  let latest = inputs.partitions.compactMap { batch -> Int64? in
    var starts: [UInt64: Int64] = [:]
    for event in batch.events where event.hasClock {
      starts[event.traceHash] = min(starts[event.traceHash] ?? .max, event.start)
    }
    return starts.values.max()
  }.max()
  return latest.map { Instant(nanoseconds: $0) }
}

/// Joins and counts every trace that starts in the period.
///
/// Traces without any clock count only where `countsClockless`: in a period that somebody named.
///
/// - Parameters:
///   - awaited: traces whose tasks count wherever they start, as an earlier report has open actions
///     about them.
///   - listsTraces: whether every trace is named too, which takes memory for each.
package func count(
  _ inputs: MappedInputs, in period: Period, countsClockless: Bool, notes: NotesByTrace,
  awaited: Set<Name> = [], rules: CountingRules, threads: Int, listsTraces: Bool = false,
  canonicalBytes: @escaping CanonicalBytes
) -> CountedWeek {
  let next = Atomic(0)
  let results = Mutex<[CountedWeek?]>(Array(repeating: nil, count: inputs.partitions.count))
  DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
    while true {
      let partition = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard partition < inputs.partitions.count else { return }
      let batch = inputs.partitions[partition]
      var week = CountedWeek(
        digest: Digest(), duplicates: Array(repeating: 0, count: inputs.inputs.count),
        tracesOutside: 0, tracesWithNotes: [])
      func view(of trace: JoinedTrace, _ notes: [Note]) -> TraceView {
        let judged = judge(trace, in: batch, inputs.names, notes: notes, rules)
        return TraceView(trace: judged, batch: batch, names: inputs.names, rules: rules)
      }
      join(batch, canonicalBytes: canonicalBytes) { trace in
        for file in trace.duplicateFiles { week.duplicates[Int(file)] += 1 }
        let about = notes.isEmpty ? [] : notes.notes(about: batch.name(trace.id))
        if !about.isEmpty { week.tracesWithNotes.insert(batch.name(trace.id)) }
        guard isInside(trace, period, countsClockless) else {
          week.tracesOutside += 1
          if !awaited.isEmpty, awaited.contains(batch.name(trace.id)) {
            week.actionsElsewhere.add(view(of: trace, about), notes: about)
          }
          return
        }
        let counted = view(of: trace, about)
        week.digest.add(counted, notes: about)
        if listsTraces { week.allTraces.append(counted.reference) }
      }
      results.withLock { $0[partition] = week }
    }
  }
  return results.withLock { $0.compactMap { $0 } }.merged(inputs: inputs.inputs.count)
}

private func isInside(_ trace: JoinedTrace, _ period: Period, _ countsClockless: Bool) -> Bool {
  guard let start = trace.start else { return countsClockless }
  return period.contains(Instant(nanoseconds: start))
}

extension [CountedWeek] {
  fileprivate func merged(inputs: Int) -> CountedWeek {
    var merged = CountedWeek(
      digest: Digest(), duplicates: [Int](repeating: 0, count: inputs), tracesOutside: 0,
      tracesWithNotes: [])
    for week in self {
      merged.digest.merge(week.digest)
      for (index, count) in week.duplicates.enumerated() { merged.duplicates[index] += count }
      merged.tracesOutside += week.tracesOutside
      merged.tracesWithNotes.formUnion(week.tracesWithNotes)
      merged.allTraces += week.allTraces
      merged.actionsElsewhere.merge(week.actionsElsewhere)
    }
    return merged
  }
}

/// A trace that gets a page, with the records it was judged by.
package struct ChosenTrace: Sendable {
  package let judged: JudgedTrace
  package let batch: RecordBatch
  package let names: NameTable
  package let rules: CountingRules
  package let notes: [Note]

  package var view: TraceView {
    TraceView(trace: judged, batch: batch, names: names, rules: rules)
  }

  package var records: [EventRecord] {
    judged.joined.events.map { batch.events[Int($0.record)] }
  }
}

/// The chosen traces, judged as they were when they were counted, in order of their start.
package func choose(
  _ ids: Set<Name>, from inputs: MappedInputs, notes: NotesByTrace, rules: CountingRules,
  canonicalBytes: @escaping CanonicalBytes
) -> [ChosenTrace] {
  var chosen: [ChosenTrace] = []
  for partition in inputs.partitions {
    var wanted: [UInt64: Bool] = [:]
    var batch = partition
    batch.events = partition.events.filter { event in
      if let known = wanted[event.traceHash] { return known }
      let isWanted = ids.contains(partition.name(event.trace))
      wanted[event.traceHash] = isWanted
      return isWanted
    }
    guard !batch.events.isEmpty else { continue }
    join(batch, canonicalBytes: canonicalBytes) { trace in
      guard ids.contains(batch.name(trace.id)) else { return }
      let about = notes.notes(about: batch.name(trace.id))
      let judged = judge(trace, in: batch, inputs.names, notes: about, rules)
      chosen.append(
        ChosenTrace(
          judged: judged, batch: batch, names: inputs.names, rules: rules, notes: about))
    }
  }
  return chosen.sorted {
    let left = $0.judged.joined
    let right = $1.judged.joined
    if left.start != right.start { return left.start ?? .max < right.start ?? .max }
    return $0.view.id < $1.view.id
  }
}

extension WeekSummary {
  /// What is usual for requests of a feature.
  package func usual(for feature: Name?) -> UsualFigures? {
    let name = feature ?? ""
    guard let group = groups[.feature]?.first(where: { $0.name == name }), group.traces > 1,
      let average = group.cost.divided(by: group.traces)
    else { return nil }
    return UsualFigures(
      traces: group.traces, averageCost: average,
      averageBySource: group.costBySource.compactMapValues { $0.divided(by: group.traces) },
      medianLatencyNanoseconds: group.p50Milliseconds.map { Int64($0 * 1e6) })
  }
}
