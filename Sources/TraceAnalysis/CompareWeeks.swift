import TraceModel

extension WeekSummary {
  /// Sets the history and the changes since the previous report, which is of an earlier week.
  package mutating func follow(_ previous: PreviousReport) {
    guard let week = period.week.flatMap(ISOWeek.init) else { return }
    history = previous.historyWithItself
    let usual = UsualWeeks(history, before: week)
    let new = figures
    let old = previous.figures
    var change = WeekChange(from: old)
    change.goodRate = RateChange(from: old, to: new, usual)
    change.handedOff = usual.change(from: old, to: new, \.handedOff) { $0 - $1 }
    if new.cost > .zero, old.cost > .zero {
      change.cost = usual.change(from: old, to: new, \.paid) { $0 - $1 }
      change.costMoves = CostMoves(
        from: previous, toTraces: traces, cost: cost.total, groups[.model] ?? [])
    }
    // With hand-offs in one week and without in the other, they are two different figures.
    let perGood: KeyPath<HistoryWeek, ExactDecimal?> =
      cost.handOffs == nil ? \.perGood : \.perGoodWithHandOffs
    change.perGood = usual.change(from: old, to: new, perGood) { $0 - $1 }
    change.thrownAway = usual.change(from: old, to: new, \.thrownAwayShare) { $0 - $1 }
    change.p95Milliseconds = usual.change(from: old, to: new, \.p95Milliseconds) { $0 - $1 }
    for kind in GroupKind.allCases {
      change.groups[kind] = GroupChange.all(
        from: previous.groups[kind] ?? [], to: groups[kind] ?? [])
    }
    self.change = change
    addLabelShifts(from: previous)
  }
}

extension PreviousReport {
  /// What it carries on and its own week: the last 52, in their order, one entry a week.
  fileprivate var historyWithItself: [HistoryWeek] {
    var byWeek: [ISOWeek: HistoryWeek] = [:]
    for entry in history + [figures] {
      if let week = ISOWeek(entry.week), week <= self.week { byWeek[week] = entry }
    }
    return byWeek.sorted { $0.key < $1.key }.map(\.value).suffix(HistoryWeek.limit)
  }
}

extension HistoryWeek {
  /// The cost, where there was one.
  fileprivate var paid: ExactDecimal? { cost > .zero ? cost : nil }
}

/// The weeks that say what is usual: of the eleven before, those that have a report.
private struct UsualWeeks {
  let weeks: [HistoryWeek]

  init(_ history: [HistoryWeek], before week: ISOWeek) {
    weeks = history.filter { entry in
      ISOWeek(entry.week).map { $0 >= week.advanced(by: -11) } ?? false
    }
  }

  /// From the least to the most; nil under four weeks.
  func range<Value: Comparable>(_ value: KeyPath<HistoryWeek, Value?>) -> ClosedRange<Value>? {
    let values = weeks.compactMap { $0[keyPath: value] }
    guard values.count >= 4, let least = values.min(), let most = values.max() else { return nil }
    return least...most
  }

  func change<Value: Comparable & Sendable>(
    from old: HistoryWeek, to new: HistoryWeek, _ value: KeyPath<HistoryWeek, Value?>,
    _ difference: (Value, Value) -> Value
  ) -> Change<Value>? {
    guard let now = new[keyPath: value], let before = old[keyPath: value] else { return nil }
    let usual = range(value)
    return Change(
      by: difference(now, before), usual: usual,
      reading: usual.map { ChangeReading(of: now, in: $0) } ?? .tooEarly)
  }
}

extension ChangeReading {
  fileprivate init<Value: Comparable>(of value: Value, in usual: ClosedRange<Value>) {
    self =
      value > usual.upperBound ? .aboveUsual : value < usual.lowerBound ? .belowUsual : .asUsual
  }

  /// The fewest that a rate is told of by itself, as in every sentence of the report.
  fileprivate static let leastJudged = 20
}

extension RateChange {
  fileprivate init?(from old: HistoryWeek, to new: HistoryWeek, _ weeks: UsualWeeks) {
    guard let good = new.good, let judged = new.judged, let oldGood = old.good,
      let oldJudged = old.judged, let rate = new.goodRate,
      let difference = RateDifference(good, of: judged, from: oldGood, of: oldJudged)
    else { return nil }
    let usual = weeks.range(\.goodRate)
    let reading: ChangeReading
    if min(judged, oldJudged) < ChangeReading.leastJudged {
      reading = .tooFew
    } else if difference.excludesZero {
      reading = .clear
    } else {
      reading = usual.map { ChangeReading(of: rate, in: $0) } ?? .asUsual
    }
    self.init(difference: difference, usual: usual, reading: reading)
  }
}

extension GroupChange {
  /// Groups of the same name, in the order of this week's.
  fileprivate static func all(
    from previous: [PreviousGroup], to groups: [GroupSummary]
  ) -> [GroupChange] {
    let before = Dictionary(previous.map { ($0.name, $0) }) { first, _ in first }
    return groups.compactMap { group in
      guard let old = before[group.name],
        let difference = RateDifference(
          group.good, of: group.judged, from: old.good, of: old.judged)
      else { return nil }
      let isFew = min(group.judged, old.judged) < ChangeReading.leastJudged
      return GroupChange(
        previous: old, difference: difference,
        reading: isFew ? .tooFew : difference.excludesZero ? .clear : .asUsual)
    }
  }
}
