import Testing
import TraceModel

@testable import TraceAnalysis

/// The drift of a label from one week to the next.
struct LabelShiftTests {
  private func shifts(_ old: [Name: [Name: Int]], _ new: [Name: [Name: Int]]) -> [String] {
    LabelShift.all(from: old, to: new).map { $0.sentence(since: "2026-W46") }
  }

  @Test func `a label that is put on an outcome clearly more often has drifted`() {
    #expect(
      shifts(
        ["partial": ["acceptable": 10, "wrong": 30]], ["partial": ["acceptable": 30, "wrong": 10]])
        == [
          "Of requests that ended “partial”, 30 of 40 were labelled “acceptable”;"
            + " in 2026-W46 10 of 40.",
          "Of requests that ended “partial”, 10 of 40 were labelled “wrong”;"
            + " in 2026-W46 30 of 40.",
        ])
  }

  @Test func `what chance explains is no drift`() {
    #expect(
      shifts(
        ["partial": ["acceptable": 18, "wrong": 22]], ["partial": ["acceptable": 24, "wrong": 16]])
        == [])
    // As large a difference in fewer requests.
    #expect(
      shifts(["partial": ["acceptable": 4, "wrong": 12]], ["partial": ["acceptable": 30]]) == [])
  }

  @Test func `more requests of another outcome are no drift`() {
    let old: [Name: [Name: Int]] = [
      "success": ["correct": 90, "wrong": 10], "partial": ["acceptable": 20],
    ]
    let new: [Name: [Name: Int]] = [
      "success": ["correct": 27, "wrong": 3], "partial": ["acceptable": 200],
    ]
    #expect(shifts(old, new) == [])
  }

  @Test func `the drift is a finding of the week that follows`() throws {
    func summary(_ week: String, acceptable: Int) -> WeekSummary {
      var summary = WeekSummary(
        period: ReportPeriod(
          start: Instant(nanoseconds: 0), end: Instant(nanoseconds: 1), timeZone: "UTC",
          week: week))
      summary.traces = 40
      summary.verdicts.bridge.matrix = [
        "partial": ["acceptable": acceptable, "wrong": 40 - acceptable]
      ]
      return summary
    }
    let old = try #require(ISOWeek("2026-W46"))
    var report = PreviousReport(
      title: "", edition: "review", week: old, currency: "USD",
      figures: HistoryWeek(week: old.description, cost: .zero))
    report.labels = ["partial": ["acceptable": 10, "wrong": 30]]
    var drifted = summary("2026-W47", acceptable: 30)
    drifted.follow(report)
    let found = try #require(drifted.findings.first { $0.code == "verdict-drift" })
    #expect(found.traces == 40)
    #expect(found.details.count == 2)
    var alike = summary("2026-W47", acceptable: 12)
    alike.follow(report)
    #expect(alike.findings.isEmpty)
  }
}
