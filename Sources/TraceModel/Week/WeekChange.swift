/// How a week's figures differ from those of the previous report.
package struct WeekChange: Sendable, Equatable {
  /// The previous week's own figures.
  package var previous: HistoryWeek
  package var goodRate: RateChange?
  package var handedOff: Change<Int>?
  package var cost: Change<ExactDecimal>?
  /// Why the cost moved; nil where one of the weeks does not say enough.
  package var costMoves: CostMoves?
  /// Of the figure that the page shows: with hand-offs where they are priced.
  package var perGood: Change<ExactDecimal>?
  /// In shares of the week's cost.
  package var thrownAway: Change<Double>?
  package var p95Milliseconds: Change<Double>?
  /// The groups that were judged in both weeks.
  package var groups: [GroupKind: [GroupChange]] = [:]

  package init(from previous: HistoryWeek) { self.previous = previous }
}

/// A figure's difference from the week before.
package struct Change<Amount: Comparable & Sendable & Equatable>: Sendable, Equatable {
  package var by: Amount
  /// From the least to the most of the earlier weeks; nil before there are four.
  package var usual: ClosedRange<Amount>?
  package var reading: ChangeReading

  package init(by: Amount, usual: ClosedRange<Amount>?, reading: ChangeReading) {
    self.by = by
    self.usual = usual
    self.reading = reading
  }
}

/// A rate's difference from the week before, with its interval.
package struct RateChange: Sendable, Equatable {
  package var difference: RateDifference
  package var usual: ClosedRange<Double>?
  package var reading: ChangeReading

  package init(
    difference: RateDifference, usual: ClosedRange<Double>?, reading: ChangeReading
  ) {
    self.difference = difference
    self.usual = usual
    self.reading = reading
  }
}

/// What may be said of a change; the words are those of the page and of `summary.json`.
package enum ChangeReading: String, Sendable, CaseIterable {
  /// The interval of the difference leaves out zero.
  case clear = "clear change"
  case aboveUsual = "above usual"
  case belowUsual = "below usual"
  case asUsual = "as usual"
  /// Fewer than 20 were judged in one of the weeks.
  case tooFew = "too few judged"
  /// Fewer than four earlier weeks are known.
  case tooEarly = "usual range not known yet"

  /// More than chance or the earlier weeks explain.
  package var isClear: Bool {
    switch self {
    case .clear, .aboveUsual, .belowUsual: true
    case .asUsual, .tooFew, .tooEarly: false
    }
  }
}

/// The difference of two rates with its 95 % interval, in shares from −1 to 1.
package struct RateDifference: Sendable, Equatable {
  package var value: Double
  package var low: Double
  package var high: Double

  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  package var excludesZero: Bool { low > 0 || high < 0 }
}

/// A feature, route or model in the previous week, and how its rate moved since.
package struct GroupChange: Sendable, Equatable {
  package var previous: PreviousGroup
  package var difference: RateDifference
  package var reading: ChangeReading

  package init(
    previous: PreviousGroup, difference: RateDifference, reading: ChangeReading
  ) {
    self.previous = previous
    self.difference = difference
    self.reading = reading
  }
}
