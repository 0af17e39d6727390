import TraceModel

/// Too few judged traces to tell: of the week, or of a feature that has enough traces.
struct SampleSmall: WeekRule {
  static let code = "sample-small"

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    guard week.summary.verdicts.judged >= week.leastSample else {
      finding.traces = week.summary.traces
      return
    }
    for feature in week.summary.groups[.feature] ?? []
    where feature.traces >= week.leastSample && feature.judged < week.leastSample {
      finding.traces += feature.traces
      finding.details.append(
        "Of \(feature.traces) traces of \(feature.name) \(feature.judged) are judged.")
    }
  }
}
