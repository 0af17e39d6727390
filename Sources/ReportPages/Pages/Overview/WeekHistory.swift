import TraceModel

/// This week and the eleven before it, as far as reports of them are known.
struct WeekHistory: Sendable {
  /// One entry a week, in their order; nil where a week has no report. The last is this week's.
  let weeks: [HistoryWeek?]

  /// Nil without an earlier report.
  init?(_ summary: WeekSummary) {
    guard summary.change != nil, let now = summary.period.week.flatMap(ISOWeek.init) else {
      return nil
    }
    let known = Dictionary(
      summary.history.compactMap { entry in ISOWeek(entry.week).map { ($0, entry) } }
    ) { _, last in last }
    let before = (1...11).reversed().map { known[now.advanced(by: -$0)] }
    weeks = before.drop { $0 == nil } + [summary.figures]
  }

  var known: [HistoryWeek] { weeks.compactMap { $0 } }

  /// - Parameters:
  ///   - place: the figure as a number, for the places of the marks.
  ///   - text: the figure as it is read.
  func sparkline(
    _ title: String, band: ClosedRange<Double>?, _ place: (HistoryWeek) -> Double?,
    _ text: (HistoryWeek) -> String?
  ) -> HTML? {
    let values = known.compactMap { week in place(week).map { (place: $0, text: text(week) ?? "") }
    }
    guard values.count > 1, let now = weeks.last.flatMap({ $0 }).flatMap(text),
      let least = values.min(by: { $0.place < $1.place }),
      let most = values.max(by: { $0.place < $1.place })
    else { return nil }
    let line = Sparkline(
      points: weeks.map { $0.flatMap(place) }, band: band,
      words: "\(title), \(values.count) weeks: from \(least.text) to \(most.text), now \(now)")
    return line.draw()
  }
}

/// The key figures of one week, as a row of the table under the sparklines.
struct HistoryRow: TemplateData {
  var week: String
  var requests: String
  var good: String
  var handedOver: String
  var cost: String
  var perGood: String
  var thrownAway: String
  var slowest: String

  static let fields: [TemplateField<HistoryRow>] = [
    .text("week") { $0.week },
    .text("requests") { $0.requests },
    .text("good") { $0.good },
    .text("handedOver") { $0.handedOver },
    .text("cost") { $0.cost },
    .text("perGood") { $0.perGood },
    .text("thrownAway") { $0.thrownAway },
    .text("slowest") { $0.slowest },
  ]

  init(_ week: HistoryWeek, withHandOffs: Bool, _ money: MoneyFormat) {
    self.week = week.week
    requests = week.traces.map(Shown.count) ?? "–"
    good = week.shownGoodRate ?? "–"
    handedOver = week.handedOff.map(Shown.count) ?? "–"
    cost = money.amount(week.cost)
    perGood = week.perGood(withHandOffs: withHandOffs).map(money.amount) ?? "–"
    thrownAway = week.thrownAwayShare.map(Shown.percent(share:)) ?? "–"
    slowest = week.p95Milliseconds.map(Shown.duration(milliseconds:)) ?? "–"
  }
}

extension HistoryWeek {
  /// Counts under ten judged, as everywhere.
  var shownGoodRate: String? {
    if let good, let judged { return judged == 0 ? nil : Shown.percent(good, of: judged) }
    return goodRate.map(Shown.percent(share:))
  }

  func perGood(withHandOffs: Bool) -> ExactDecimal? {
    withHandOffs ? perGoodWithHandOffs : perGood
  }
}
