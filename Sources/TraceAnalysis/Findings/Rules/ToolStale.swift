import TraceModel

/// A tool whose data was older than its allowed age.
struct ToolStale: FindingRule {
  static let code = "tool-stale"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for (place, event) in trace.joined.events.enumerated()
    where event.isStale && !event.isSuperseded {
      found.append(Finding(place: Int32(place)))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    "\(tables.text(trace.target(of: finding))) returned data older than its allowed age"
  }
}
