import TraceModel

/// The judged traces are not like the traffic: a rate of them is not that of the week.
///
/// Found where a feature or a route is judged far more or less often than the others, or where the
/// judged traces cost clearly more or less than all do. What is judged whole has nothing to pick.
struct SamplePicked: WeekRule {
  static let code = "sample-picked"

  /// By how much two shares have to differ beyond chance.
  private static let clear = 0.2

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    let (traces, judged) = (week.summary.traces, week.summary.verdicts.judged)
    guard judged >= week.leastSample, traces - judged >= week.leastSample else { return }
    let groups = [GroupKind.feature, .route].flatMap { week.summary.groups[$0] ?? [] }
    let hasUneven = groups.contains { group in
      isUneven(group, traces: traces, judged: judged, least: week.leastSample)
    }
    if hasUneven || isOtherCost(week.evidence, judged: judged) { finding.traces = judged }
  }

  private func isUneven(_ group: GroupSummary, traces: Int, judged: Int, least: Int) -> Bool {
    guard group.traces >= least, traces - group.traces >= least,
      let difference = RateDifference(
        group.judged, of: group.traces, from: judged - group.judged, of: traces - group.traces)
    else { return false }
    return difference.low > Self.clear || difference.high < -Self.clear
  }

  /// Whether clearly more, or fewer, than half of the judged traces cost more than the median does.
  private func isOtherCost(_ evidence: EvidenceDigest, judged: Int) -> Bool {
    guard let median = evidence.costs.percentile(50) else { return false }
    let above = evidence.costsOfJudged.count(above: median)
    let expected =
      Double(evidence.costs.count(above: median)) / Double(max(1, evidence.costs.count))
    guard let share = Rate(above, of: judged) else { return false }
    return share.low > expected + Self.clear || share.high < expected - Self.clear
  }
}
