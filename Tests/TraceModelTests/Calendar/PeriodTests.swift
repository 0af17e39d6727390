import Testing
import TraceModel

struct PeriodTests {
  private let berlin = ReportCalendar(timeZone: "Europe/Berlin") ?? .utc

  @Test func `a week runs from Monday to Monday, the second not included`() throws {
    let period = Period(try #require(ISOWeek("2026-W47")), in: berlin)
    #expect(period.start.description == "2026-11-15T23:00:00Z")
    #expect(period.end.description == "2026-11-22T23:00:00Z")
    #expect(period.contains(period.start))
    #expect(!period.contains(period.end))
  }

  @Test(arguments: [
    ("2026-11-16", "2026-11-22", "2026-11-15T23:00:00Z", "2026-11-22T23:00:00Z", "2026-W47"),
    ("2026-11-16", "2026-11-16", "2026-11-15T23:00:00Z", "2026-11-16T23:00:00Z", nil),
    (
      "2026-11-16T08:00:00Z", "2026-11-16T09:00:00Z", "2026-11-16T08:00:00Z",
      "2026-11-16T09:00:00Z", nil
    ),
    (
      "2026-11-16T00:00:00+01:00", "2026-11-22", "2026-11-15T23:00:00Z", "2026-11-22T23:00:00Z",
      "2026-W47"
    ),
  ])
  func `a period includes the last day that is named`(
    from: String, to: String, start: String, end: String, week: String?
  ) throws {
    let period = try Period(from: from, to: to, in: berlin)
    #expect(period.start.description == start)
    #expect(period.end.description == end)
    #expect(period.week?.description == week)
  }

  @Test(arguments: [
    (
      "yesterday", "2026-11-16",
      "'yesterday' is no date; write it as 2026-11-16 or as 2026-11-16T09:00:00Z"
    ),
    (
      "2026-11-17", "2026-11-16",
      "the period from 2026-11-17 to 2026-11-16 ends before it starts; exchange the two"
    ),
  ])
  func `a period that can't be is refused with the reason`(
    from: String, to: String, message: String
  ) {
    #expect {
      try Period(from: from, to: to, in: berlin)
    } throws: { error in
      "\(error)" == message
    }
  }
}
