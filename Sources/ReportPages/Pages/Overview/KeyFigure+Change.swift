import TraceModel

/// What the previous report adds to a key figure.
struct KeyMove {
  var delta: Delta?
  var spark: HTML?
  /// What the figure rests on, where the change takes the place of its detail.
  var base: String?
}

extension KeyFigure {
  func moved(_ move: KeyMove) -> KeyFigure {
    var figure = self
    figure.spark = move.spark
    guard let delta = move.delta else { return figure }
    figure.change = delta.phrase
    figure.detail = nil
    figure.base = move.base ?? base
    return figure
  }
}

extension OverviewFigures {
  /// In the order of the key figures.
  func moves(_ change: WeekChange, _ history: WeekHistory) -> [KeyMove] {
    [
      goodMove(change, history), handedOverMove(change, history), costMove(change, history),
      perGoodMove(change, history), thrownAwayMove(change, history), slowestMove(change, history),
    ]
  }

  private func goodMove(_ change: WeekChange, _ history: WeekHistory) -> KeyMove {
    // Under ten judged a rate is shown as counts, and counts of two weeks can't be held together.
    let isRate = min(verdicts.judged, change.previous.judged ?? 0) >= 10
    return KeyMove(
      delta: isRate ? change.goodRate.map { Delta($0.difference, $0.reading) } : nil,
      spark: history.sparkline(
        "Good answers", band: change.goodRate?.usual, \.goodRate, \.shownGoodRate))
  }

  private func handedOverMove(_ change: WeekChange, _ history: WeekHistory) -> KeyMove {
    KeyMove(
      delta: change.handedOff.map(Delta.init),
      spark: history.sparkline(
        "Handed to a person", band: change.handedOff?.usual.map(\.places),
        { $0.handedOff.map(Double.init) }, { $0.handedOff.map(Shown.count) }))
  }

  private func costMove(_ change: WeekChange, _ history: WeekHistory) -> KeyMove {
    let unpriced = summary.cost.unpricedEvents
    let base = [
      costPerRequest.map { "\($0) per request" },
      unpriced > 0 ? "\(Shown.count(unpriced, "step", "steps")) without a price" : nil,
    ]
    return KeyMove(
      delta: change.cost.map { Delta($0, in: money) },
      spark: hasCost
        ? history.sparkline(
          "Cost", band: change.cost?.usual.map(\.places), { $0.cost.place },
          { money.amount($0.cost) }) : nil,
      base: base.compactMap { $0 }.joined(separator: ", "))
  }

  private func perGoodMove(_ change: WeekChange, _ history: WeekHistory) -> KeyMove {
    let withHandOffs = summary.cost.handOffs != nil
    return KeyMove(
      delta: change.perGood.map { Delta($0, in: money) },
      spark: history.sparkline(
        "Cost per good answer", band: change.perGood?.usual.map(\.places),
        { $0.perGood(withHandOffs: withHandOffs)?.place },
        { $0.perGood(withHandOffs: withHandOffs).map(money.amount) }),
      base: withHandOffs ? "hand-offs included" : "system cost only")
  }

  private func thrownAwayMove(_ change: WeekChange, _ history: WeekHistory) -> KeyMove {
    KeyMove(
      delta: change.thrownAway.map { Delta(points: $0.by, $0.reading) },
      spark: history.sparkline(
        "Thrown-away spend", band: change.thrownAway?.usual, \.thrownAwayShare,
        { $0.thrownAwayShare.map(Shown.percent(share:)) }),
      base: "\(money.amount(summary.cost.retries)) of \(money.amount(summary.cost.total))")
  }

  private func slowestMove(_ change: WeekChange, _ history: WeekHistory) -> KeyMove {
    KeyMove(
      delta: change.p95Milliseconds.map(Delta.init(milliseconds:)),
      spark: history.sparkline(
        "Slowest 5%", band: change.p95Milliseconds?.usual, \.p95Milliseconds,
        { $0.p95Milliseconds.map(Shown.duration(milliseconds:)) }),
      base: summary.latency.map { "median \(Shown.duration(milliseconds: $0.p50))" })
  }
}

extension ExactDecimal {
  /// For the places of marks only.
  fileprivate var place: Double { share(of: ExactDecimal(1)) }
}

extension ClosedRange<ExactDecimal> {
  fileprivate var places: ClosedRange<Double> {
    let low = lowerBound.place
    return low...Swift.max(low, upperBound.place)
  }
}

extension ClosedRange<Int> {
  fileprivate var places: ClosedRange<Double> { Double(lowerBound)...Double(upperBound) }
}
