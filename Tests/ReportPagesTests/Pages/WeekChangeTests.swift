import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct WeekChangeTests {
  /// The rich week after eleven others, of which the last is W46.
  private static func week(
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

  private func overview(_ week: Week) throws -> String {
    let page = try #require(
      try PlannedPage.all(of: redact(week, for: .review), TemplateSources())
        .first { $0.path == "index.html" }?.render())
    return String(decoding: page.bytes, as: UTF8.self)
  }

  private func figures(_ week: Week) -> OverviewFigures {
    OverviewFigures(redact(week, for: .review))
  }

  private func text(_ html: HTML?) -> String {
    html.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  @Test func `a key figure says how it moved, coloured only where that is clear`() {
    let changes = figures(Self.week()).keyFigures.prefix(3).map { text($0.change) }
    #expect(
      changes == [
        #"<span class="delta worse">▼ 5.0 points</span> · clear change"#,
        #"<span class="delta flat">▲ 17</span> · as usual"#,
        #"<span class="delta worse">▲ $5.46</span> · above usual"#,
      ])
  }

  @Test func `a sparkline says in words what it draws`() {
    let spark = text(figures(Self.week()).keyFigures[1].spark)
    #expect(spark.contains("aria-label=\"Handed to a person, 12 weeks: from 60 to 87, now 87\""))
    #expect(spark.ranges(of: "<line").count == 11)
    #expect(spark.contains("class=\"bd\""))
  }

  @Test func `without an earlier report there is neither change nor band`() throws {
    let page = try overview(WeekStub.rich)
    for mark in ["class=\"delta", "class=\"spark\"", "class=\"bd\"", ">Change</th>"] {
      #expect(!page.contains(mark), "\(mark)")
    }
    #expect(page.contains("once the report of an earlier week is given with --previous"))
  }

  @Test func `with two earlier weeks the page says when the band appears`() throws {
    let page = try overview(Self.week(weeks: 2))
    #expect(page.contains("The usual range appears once four earlier weeks are known."))
  }

  @Test func `the headline says which way the good answers went`() throws {
    #expect(try overview(Self.week()).contains("Fewer answers were good this week."))
    let unclear = RateChange(
      difference: RateDifference(value: 0.01, low: -0.02, high: 0.04), usual: nil,
      reading: .asUsual)
    let page = try overview(Self.week(goodRate: unclear))
    #expect(page.contains("No clear change in good answers this week."))
    #expect(page.contains("Chance alone may explain it: −2.0 to +4.0 points."))
  }

  @Test func `the verdict table shows the earlier rate as an open dot`() throws {
    let page = try overview(Self.week())
    #expect(page.contains("Week 46 86.8%\""))
    #expect(page.contains("<circle class=\"p\""))
    #expect(page.contains("<span class=\"delta worse\">▼ 22.2 points</span>"))
    #expect(page.contains("lost 22.2 points: 86.8% were good in Week 46."))
  }

  @Test func `carried actions stand under their week, new ones apart`() throws {
    var week = Self.week()
    week.summary.actions.append(
      Action(text: "<b>new</b>", isDone: false, traceID: "t", since: "2026-W47"))
    let page = try overview(week)
    #expect(page.contains("<span>From last week</span>"))
    #expect(page.contains("2 tasks were carried on: 1 done, 1 open. 1 is new."))
    #expect(page.contains("since 2026-W46"))
    #expect(page.contains("&lt;b&gt;new&lt;/b&gt;"))
  }

  @Test func `one request shows no change`() throws {
    var week = EdgeWeek.oneTrace
    week.summary.history = Self.week().summary.history
    week.summary.change = Self.week().summary.change
    #expect(!(try overview(week)).contains("class=\"delta"))
  }
}
