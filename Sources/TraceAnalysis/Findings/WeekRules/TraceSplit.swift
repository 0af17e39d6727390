import TraceModel

/// The same session, user, feature and request text under two ids within five seconds.
struct TraceSplit: WeekRule {
  static let code = "trace-split"

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    finding.traces = week.evidence.starts.split.count
    finding.add(examples: week.evidence.starts.splitTraces.map(\.trace))
  }
}
