import TraceModel

/// A tool whose data was older than its allowed age, or whose result the user was answered from and
/// the same call later contradicted.
struct ToolStale: FindingRule {
  static let code = "tool-stale"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for (place, event) in trace.joined.events.enumerated()
    where (event.isStale || event.isContradicted) && !event.isSuperseded {
      found.append(Finding(place: Int32(place), variant: event.isStale ? 0 : 1))
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    let tool = tables.text(trace.target(of: finding))
    return finding.variant == 0
      ? "\(tool) returned data older than its allowed age"
      : "\(tool) gave another result when it was asked the same after the answer"
  }
}
