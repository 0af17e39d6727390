import TraceModel

/// Traces of the input that are older than the configuration allows.
struct RetentionOverdue: WeekRule {
  static let code = "retention-overdue"

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    guard let days = week.rules.retentionInDays, let now = week.now else { return }
    let oldest = week.rules.calendar.day(of: now).advanced(by: -days)
    func overdue(_ traces: [Day: Int]) -> Int {
      traces.reduce(0) { $0 + ($1.key < oldest ? $1.value : 0) }
    }
    finding.traces =
      overdue(week.digest.cost.tracesByDay) + overdue(week.evidence.elsewhere)
  }
}

extension WeekFacts {
  /// `SOURCE_DATE_EPOCH`, else when the newest event of the input started.
  fileprivate var now: Instant? {
    if let now = rules.now { return now }
    let newest = evidence.endless.newest
    return newest == .min ? nil : Instant(nanoseconds: newest &* 1_000_000_000)
  }
}
