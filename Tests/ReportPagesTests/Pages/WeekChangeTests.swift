import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct WeekChangeTests {
  private func overview(_ week: Week) throws -> String {
    let page = try #require(
      try planPages(of: redact(week, for: .review), TemplateSources())
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
    let changes = figures(EdgeWeek.followed()).keyFigures.prefix(3).map { text($0.change) }
    #expect(
      changes == [
        #"<span class="delta worse">▼ 5.0 points</span> · clear change"#,
        #"<span class="delta flat">▲ 17</span> · as usual"#,
        #"<span class="delta worse">▲ $5.46</span> · above usual"#,
      ])
  }

  @Test func `a sparkline says in words what it draws`() {
    let spark = text(figures(EdgeWeek.followed()).keyFigures[1].spark)
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
    let page = try overview(EdgeWeek.followed(weeks: 2))
    #expect(page.contains("The usual range appears once four earlier weeks are known."))
  }

  @Test func `the headline says which way the good answers went`() throws {
    #expect(try overview(EdgeWeek.followed()).contains("Fewer answers were good this week."))
    let unclear = RateChange(
      difference: RateDifference(value: 0.01, low: -0.02, high: 0.04), usual: nil,
      reading: .asUsual)
    let page = try overview(EdgeWeek.followed(goodRate: unclear))
    #expect(page.contains("No clear change in good answers this week."))
    #expect(page.contains("Chance alone may explain it: −2.0 to +4.0 points."))
  }

  @Test func `the verdict table shows the earlier rate as an open dot`() throws {
    let page = try overview(EdgeWeek.followed())
    #expect(page.contains("Week 46 86.8%\""))
    #expect(page.contains("<circle class=\"p\""))
    #expect(page.contains("<span class=\"delta worse\">▼ 22.2 points</span>"))
    #expect(page.contains("lost 22.2 points: 86.8% were good in Week 46."))
  }

  @Test func `carried actions stand under their week, new ones apart`() throws {
    var week = EdgeWeek.followed()
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
    week.summary.history = EdgeWeek.followed().summary.history
    week.summary.change = EdgeWeek.followed().summary.change
    #expect(!(try overview(week)).contains("class=\"delta"))
  }
}
