import TraceModel

/// A tool without a charge that is charged for elsewhere in the week.
struct ToolCostMissing: WeekRule {
  static let code = CostMissing.code

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    let owed = week.evidence.tools.filter { $0.value.isCharged && $0.value.uncharged > 0 }
    guard !owed.isEmpty else { return }
    finding.traces = week.evidence.uncharged.traces {
      $0 == EvidenceCounter.modelMark || owed[$0] != nil
    }
    finding.events += owed.values.reduce(0) { $0 + $1.uncharged }
    finding.add(examples: owed.values.flatMap(\.examples))
  }
}
