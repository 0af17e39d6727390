import TraceModel

/// A model call of which no attempt has a charge or a price: the cost is too low.
///
/// A failed attempt that used nothing may well be free. Tools are free unless the log charges for
/// them elsewhere, which no single trace can tell.
struct CostMissing: FindingRule {
  static let code = "cost-missing"

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for call in trace.joined.calls {
      let attempts = trace.joined.attempts(of: call)
      guard let last = attempts.last,
        trace.joined.records.events[trace.joined.index(Int(last))].stage == .model
      else { continue }
      var isOwed = false
      var isCharged = false
      for place in attempts {
        if trace.joined.events[Int(place)].isCharged { isCharged = true }
        if isCostOwed(at: place, in: trace) { isOwed = true }
      }
      if isOwed, !isCharged { found.append(Finding(place: last)) }
    }
  }

  private func isCostOwed(at place: Int32, in trace: JudgedTrace) -> Bool {
    let index = trace.joined.index(Int(place))
    let usage = trace.joined.records.events[index].usage
    guard usage >= 0 else { return trace.joined.records.events[index].status == .ok }
    let tokens = trace.joined.records.usages[Int(usage)]
    return tokens == UsageRecord()
      ? trace.joined.records.events[index].status == .ok : tokens.isAnyUsed
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    "\(tables.text(trace.target(of: finding))) has neither a charge nor a price"
  }
}

extension UsageRecord {
  /// Whether the log says that tokens were used.
  var isAnyUsed: Bool {
    func isUsed(_ count: UInt32) -> Bool { count != Self.unknown && count > 0 }
    return isUsed(prompt) || isUsed(completion) || isUsed(reasoning) || isUsed(audioPrompt)
      || isUsed(audioCompletion)
  }
}
