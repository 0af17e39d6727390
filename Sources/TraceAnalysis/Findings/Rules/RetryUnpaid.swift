import TraceModel

/// An attempt that used tokens and has no cost, though its call has one.
///
/// The call looks cheap because its retries were left out of the bill.
struct RetryUnpaid: FindingRule {
  static let code = "retry-unpaid"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for call in trace.joined.calls where call.count > 1 {
      let attempts = trace.joined.attempts(of: call)
      guard attempts.contains(where: { trace.joined.events[Int($0)].isCharged }) else { continue }
      for place in attempts where !trace.joined.events[Int(place)].isCharged {
        let usage = trace.joined.record(Int(place)).usage
        guard usage >= 0, trace.joined.records.usages[Int(usage)].isAnyUsed else { continue }
        found.append(Finding(place: place))
      }
    }
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    "\(tables.text(trace.target(of: finding))) used tokens and carries no cost"
  }
}
