import TraceModel

/// Prices a trace, ranks its verdicts, names its path and asks every rule.
package func judge(
  _ trace: JoinedTrace, in batch: RecordBatch, _ names: NameTable, notes: [Note],
  _ rules: CountingRules
) -> JudgedTrace {
  let priced = price(trace, in: batch, names, rules)
  var judged = JudgedTrace(
    joined: trace, charges: priced.charges, unpriced: priced.unpriced,
    verdicts: rankVerdicts(of: trace, in: batch, names, notes: notes, rules.vocabulary),
    path: path(of: trace, in: batch, names), findings: [])
  judged.cause = cause(of: judged, in: batch, names, rules)
  let view = TraceView(trace: judged, batch: batch, names: names, rules: rules)
  judged.findings = Findings.all.flatMap { $0.findings(in: view) }
  return judged
}

/// The attempts of the calls that took more than one, in order of start.
func path(of trace: JoinedTrace, in batch: RecordBatch, _ names: NameTable) -> String {
  var calls: [String] = []
  for call in trace.calls where call.attempts.count > 1 {
    let attempts = call.attempts.map { place in
      let record = batch.events[Int(trace.events[Int(place)].record)]
      let target = names.known(record.target)?.text ?? record.stage.word
      return "\(target) \(names.text(record.result))"
    }
    calls.append(attempts.joined(separator: " → "))
  }
  return calls.isEmpty ? "direct" : calls.joined(separator: " · ")
}

/// A judged trace beside the records it points at, as rules read it.
package struct TraceView {
  package let trace: JudgedTrace
  package let batch: RecordBatch
  package let names: NameTable
  package let rules: CountingRules

  package func record(_ place: Int32) -> EventRecord {
    batch.events[Int(trace.joined.events[Int(place)].record)]
  }

  /// The places of the events that count, in order.
  package var places: [Int32] {
    trace.joined.events.indices.filter { !trace.joined.events[$0].isSuperseded }.map { Int32($0) }
  }
}
