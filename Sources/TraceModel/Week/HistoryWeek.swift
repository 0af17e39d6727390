/// The key figures of an earlier week, as its own report gave them.
///
/// What that report did not count, or did not say, is nil.
package struct HistoryWeek: Sendable, Equatable {
  /// `2026-W46`
  package var week: String
  package var traces: Int?
  package var judged: Int?
  package var good: Int?
  package var goodRate: Double?
  package var handedOff: Int?
  /// Only of the last week before.
  package var unsafe: Int?
  package var cost: ExactDecimal
  package var perGood: ExactDecimal?
  package var perGoodWithHandOffs: ExactDecimal?
  package var thrownAway: ExactDecimal?
  package var p95Milliseconds: Double?

  package init(week: String, cost: ExactDecimal) {
    self.week = week
    self.cost = cost
  }

  /// How much of the cost bought nothing, from 0 to 1; nil where nothing was spent.
  package var thrownAwayShare: Double? {
    guard let thrownAway, cost > .zero else { return nil }
    return thrownAway.share(of: cost)
  }

  /// How many earlier weeks a report carries on.
  package static let limit = 52
}

/// An earlier report, as far as the next week's needs it.
///
/// Its texts are somebody's file: bounded in length, and never markup.
package struct PreviousReport: Sendable, Equatable {
  package var title: String
  package var edition: String
  package var week: ISOWeek
  package var currency: Name
  package var figures: HistoryWeek
  package var groups: [GroupKind: [PreviousGroup]] = [:]
  /// Requests with both words, by outcome, then by label.
  package var labels: [Name: [Name: Int]] = [:]
  /// The weeks before it, in their order, one entry each.
  package var history: [HistoryWeek] = []
  package var openActions: [Action] = []
  /// Actions that it has, or had before it was cut short, and that are not in `openActions`
  /// although they may be open.
  package var actionsLeftOut = 0

  package init(
    title: String, edition: String, week: ISOWeek, currency: Name, figures: HistoryWeek
  ) {
    self.title = title
    self.edition = edition
    self.week = week
    self.currency = currency
    self.figures = figures
  }
}

/// What was judged good of a feature, route or model in an earlier week.
package struct PreviousGroup: Sendable, Equatable {
  package var name: Name
  package var judged: Int
  package var good: Int
  /// Nil where that report does not say.
  package var traces: Int?
  package var cost: ExactDecimal?

  package init(name: Name, judged: Int, good: Int) {
    self.name = name
    self.judged = judged
    self.good = good
  }
}
