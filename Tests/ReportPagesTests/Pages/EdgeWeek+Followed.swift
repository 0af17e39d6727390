import TraceModel

extension EdgeWeek {
  /// The rich week after eleven others, of which the last is W46.
  static func followed(
    goodRate: RateChange? = RateChange(
      difference: RateDifference(value: -0.05, low: -0.08, high: -0.02), usual: 0.83...0.88,
      reading: .clear),
    weeks: Int = 11
  ) -> Week {
    var week = WeekStub.rich
    week.summary.history = (0..<weeks).map { index in
      var entry = HistoryWeek(
        week: "2026-W\(47 - weeks + index)", cost: WeekStub.amount("38.\(10 + index)"))
      (entry.traces, entry.judged, entry.good) = (1207, 1100, 950)
      entry.goodRate = 0.83 + Double(index % 6) / 100
      entry.handedOff = 60 + index
      entry.p95Milliseconds = 10_000 + Double(index) * 100
      return entry
    }
    var change = WeekChange(from: week.summary.history[weeks - 1])
    change.goodRate = goodRate
    change.handedOff = Change(by: 17, usual: 60...90, reading: .asUsual)
    change.cost = Change(
      by: WeekStub.amount("5.46"),
      usual: WeekStub.amount("38.1")...WeekStub.amount("38.2"), reading: .aboveUsual)
    change.groups[.feature] = [
      GroupChange(
        previous: PreviousGroup(name: "refund-status", judged: 212, good: 184),
        difference: RateDifference(value: -0.222, low: -0.29, high: -0.15), reading: .clear)
    ]
    week.summary.change = change
    return week
  }
}
