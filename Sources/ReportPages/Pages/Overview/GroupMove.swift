import TraceModel

/// A row of the verdict table against the previous week.
struct GroupMove: Sendable {
  var change: HTML
  /// The earlier rate, where it rests on enough to be drawn.
  var dot: RateDot?
}

/// An earlier rate beside this week's.
struct RateDot: Sendable {
  var rate: Double
  /// `Week 46`
  var week: String
}

/// How the rates of features, routes and models moved since the previous report.
struct GroupMoves: Sendable {
  /// For rows without an earlier week of their own; nil without a previous report.
  let none: GroupMove?
  let all: GroupMove?
  /// The largest clear change, features before routes before models.
  let clearest: GroupChange?
  private let moves: [GroupKind: [Name: GroupMove]]

  init(_ figures: OverviewFigures) {
    guard let week = figures.previousWeek, let change = figures.summary.change else {
      (none, all, clearest, moves) = (nil, nil, nil, [:])
      return
    }
    let none = GroupMove(change: .soft("–"))
    self.none = none
    func dot(_ good: Int?, _ judged: Int?) -> RateDot? {
      guard let good, let judged, judged >= 20 else { return nil }
      return RateDot(rate: Double(good) / Double(judged), week: week)
    }
    func delta(_ difference: RateDifference, _ reading: ChangeReading) -> HTML {
      reading == .tooFew ? .soft("–") : Delta(difference, reading).html
    }
    all = GroupMove(
      change: change.goodRate.map { delta($0.difference, $0.reading) } ?? none.change,
      dot: dot(change.previous.good, change.previous.judged))
    moves = change.groups.mapValues { groups in
      Dictionary(
        groups.map { group in
          let move = GroupMove(
            change: delta(group.difference, group.reading),
            dot: dot(group.previous.good, group.previous.judged))
          return (group.previous.name, move)
        }
      ) { first, _ in first }
    }
    clearest =
      GroupKind.allCases.lazy.compactMap { kind in
        (change.groups[kind] ?? []).filter { $0.reading.isClear && !$0.previous.name.isEmpty }
          .max { abs($0.difference.value) < abs($1.difference.value) }
      }.first
  }

  subscript(kind: GroupKind, name: Name) -> GroupMove? { moves[kind]?[name] ?? none }

  /// The earlier rates, for the axis.
  var dots: [Double] {
    (moves.values.flatMap(\.values) + [all].compactMap { $0 }).compactMap(\.dot?.rate)
  }
}
