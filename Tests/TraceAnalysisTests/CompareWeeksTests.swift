import Testing
import TraceModel

@testable import TraceAnalysis

struct CompareWeeksTests {
  private static let week = ISOWeek("2026-W47")!

  private func summary(
    cost: String = "10", good: Int = 80, of judged: Int = 100, in week: ISOWeek = week
  ) -> WeekSummary {
    var summary = WeekSummary(
      period: ReportPeriod(
        start: Instant(nanoseconds: 0), end: Instant(nanoseconds: 1), timeZone: "UTC",
        week: week.description))
    summary.traces = judged
    summary.cost.total = ExactDecimal(cost)!
    summary.verdicts.judged = judged
    summary.verdicts.good = good
    summary.verdicts.goodRate = Rate(good, of: judged)
    return summary
  }

  /// The report of a week, after as many others with these costs, the oldest first.
  private func report(
    of week: ISOWeek = week.previous, good: Int = 80, of judged: Int = 100,
    after costs: [String] = []
  ) -> PreviousReport {
    let figures = summary(good: good, of: judged, in: week).figures
    var report = PreviousReport(
      title: "", edition: "review", week: week, currency: "USD", figures: figures)
    report.history = costs.enumerated().map { index, cost in
      var entry = HistoryWeek(
        week: week.advanced(by: index - costs.count).description, cost: ExactDecimal(cost)!)
      entry.goodRate = 0.8
      return entry
    }
    return report
  }

  private func week(_ week: WeekSummary, after report: PreviousReport) -> WeekSummary {
    var week = week
    week.follow(report)
    return week
  }

  @Test func `over sixty weeks the history keeps the last 52`() {
    var previous = report(of: ISOWeek("2025-W39")!)
    for _ in 0..<60 {
      let next = week(summary(in: previous.week.next), after: previous)
      previous = PreviousReport(
        title: "", edition: "review", week: previous.week.next, currency: "USD",
        figures: next.figures)
      previous.history = next.history
    }
    #expect(previous.week.description == "2026-W47")
    let weeks = previous.history.map(\.week)
    #expect(weeks.count == 52)
    #expect(weeks.first == "2025-W47")
    #expect(weeks.last == "2026-W46")
    #expect(weeks == weeks.sorted())
  }

  @Test func `the history has the week before and not the week itself`() {
    let next = week(summary(), after: report())
    #expect(next.history.map(\.week) == ["2026-W46"])
    #expect(next.change?.previous.week == "2026-W46")
  }

  @Test func `a week that stands in the history twice is kept once, as its own report gave it`() {
    var previous = report()
    var double = HistoryWeek(week: "2026-W46", cost: ExactDecimal(77))
    double.traces = 1
    previous.history = [double, HistoryWeek(week: "2026-W44", cost: ExactDecimal(1)), double]
    let next = week(summary(), after: previous)
    #expect(next.history.map(\.week) == ["2026-W44", "2026-W46"])
    #expect(next.history.last?.cost == ExactDecimal(10))
  }

  @Test(arguments: [
    (64, 100, ChangeReading.clear), (78, 100, .asUsual), (10, 15, .tooFew),
  ])
  func `a rate's change is clear where its interval excludes zero`(
    good: Int, judged: Int, reading: ChangeReading
  ) {
    let next = week(summary(good: good, of: judged), after: report())
    #expect(next.change?.goodRate?.reading == reading)
  }

  @Test(arguments: [
    (["8", "9", "10"], "12", ChangeReading.aboveUsual), (["8", "9", "11"], "7", .belowUsual),
    (["8", "9", "12"], "12", .asUsual), (["8", "9"], "99", .tooEarly),
  ])
  func `an amount is unusual outside the range of at least four weeks`(
    before: [String], cost: String, reading: ChangeReading
  ) {
    // The week before cost 10 and is one of the four.
    let next = week(summary(cost: cost), after: report(after: before))
    #expect(next.change?.cost?.reading == reading)
    #expect(next.change?.cost?.by == ExactDecimal(cost)! - ExactDecimal(10))
  }

  @Test func `only the eleven weeks before say what is usual`() {
    let costs = ["1000"] + Array(repeating: "10", count: 10)
    let next = week(summary(cost: "11"), after: report(after: costs))
    #expect(next.change?.cost?.reading == .aboveUsual)
  }

  @Test func `a cost per good answer with hand-offs is not held against one without`() {
    var priced = summary()
    priced.cost.handOffs = ExactDecimal(5)
    #expect(week(priced, after: report()).change?.perGood == nil)
    #expect(week(summary(), after: report()).change?.perGood?.by == .zero)
  }

  @Test func `a group is told of where it was judged in both weeks`() {
    var now = summary()
    now.groups[.feature] = [("a", 60), ("b", 10), ("new", 50)].map { name, good in
      var group = GroupSummary(name: Name(name))
      (group.judged, group.good) = (100, good)
      return group
    }
    var before = report()
    before.groups[.feature] = [
      PreviousGroup(name: "a", judged: 100, good: 90), PreviousGroup(name: "b", judged: 4, good: 4),
      PreviousGroup(name: "gone", judged: 100, good: 90),
    ]
    let groups = week(now, after: before).change?.groups[.feature] ?? []
    #expect(groups.map(\.previous.name) == ["a", "b"])
    #expect(groups.map(\.reading) == [.clear, .tooFew])
  }
}
