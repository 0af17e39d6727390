import TraceModel

/// A stage or a status outside the sets.
struct WordUnknown: FindingRule {
  static let code = "word-unknown"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() {
      let index = Int(event.record)
      guard
        records.events[index].stage == .unknown || records.events[index].status == .unknown
      else { continue }
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let isStage = trace.joined.record(Int(finding.place)).stage == .unknown
    return "its \(isStage ? "stage" : "status") is none of the known words"
  }
}
