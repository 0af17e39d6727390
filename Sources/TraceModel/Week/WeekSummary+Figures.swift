extension WeekSummary {
  /// The week's own key figures, as the next week's history will have them.
  package var figures: HistoryWeek {
    var figures = HistoryWeek(week: period.week ?? "", cost: cost.total)
    figures.traces = traces
    figures.judged = verdicts.judged
    figures.good = verdicts.good
    figures.goodRate = verdicts.goodRate?.value
    figures.handedOff = verdicts.handedOff
    figures.perGood = cost.total.divided(by: verdicts.good)
    figures.perGoodWithHandOffs = cost.handOffs.flatMap {
      (cost.total + $0).divided(by: verdicts.good)
    }
    figures.thrownAway = cost.retries
    figures.p95Milliseconds = latency?.p95
    return figures
  }
}
