import Testing
import TraceModel

struct ISOWeekTests {
  @Test(arguments: [
    ("2026-11-16", "2026-W47"),
    ("2026-12-28", "2026-W53"),
    ("2027-01-03", "2026-W53"),
    ("2027-01-04", "2027-W01"),
    ("2020-12-31", "2020-W53"),
    ("2021-01-03", "2020-W53"),
    ("2019-12-30", "2020-W01"),
    ("2024-02-29", "2024-W09"),
    ("1969-12-31", "1970-W01"),
  ])
  func `a day is in the week of its Thursday`(day: String, week: String) throws {
    #expect(ISOWeek(containing: try #require(Day(day))).description == week)
  }

  @Test(arguments: [
    ("2026-W53", "2027-W01"), ("2027-W52", "2028-W01"), ("2020-W53", "2021-W01"),
  ])
  func `the next week is one later, over the end of the year too`(
    week: String, next: String
  ) throws {
    let week = try #require(ISOWeek(week))
    #expect(week.next.description == next)
    #expect(week.next.previous == week)
    #expect(week < week.next)
  }

  @Test(arguments: ["2026-W47", "2026-W53", "2020-W53", "1678-W01", "2261-W52"])
  func `a week is written as it was read`(text: String) {
    #expect(ISOWeek(text)?.description == text)
  }

  @Test(arguments: [
    "2027-W53", "2026-W00", "2026-W54", "2026W47", "2026-w47", "2026-W7", "2026-W47 ", "1500-W01",
    "", "2026-11-16",
  ])
  func `what no year has is no week`(text: String) {
    #expect(ISOWeek(text) == nil)
  }
}
