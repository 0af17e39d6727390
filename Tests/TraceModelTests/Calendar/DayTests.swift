import Testing
import TraceModel

struct DayTests {
  @Test func `every day from 1678 to 2261 is read back as it was written`() throws {
    let first = try #require(Day("1678-01-01"))
    let last = try #require(Day("2261-12-31"))
    var day = first
    while day <= last {
      guard Day(day.description) == day else {
        Issue.record("day \(day.number) was written as \(day)")
        return
      }
      day = day.advanced(by: 1)
    }
    #expect(last.number - first.number + 1 == 213_301)
  }

  @Test(arguments: [
    ("2026-11-16", Weekday.monday, "November"),
    ("2024-02-29", .thursday, "February"),
    ("1970-01-01", .thursday, "January"),
    ("1969-12-28", .sunday, "December"),
  ])
  func `a day knows its weekday and its month's name`(
    text: String, weekday: Weekday, month: String
  ) throws {
    let day = try #require(Day(text))
    #expect(day.weekday == weekday)
    #expect(day.month.name == month)
  }

  @Test func `a day has its parts`() throws {
    let day = try #require(Day("2024-02-29"))
    #expect(day.year == 2024)
    #expect(day.month == .february)
    #expect(day.dayOfMonth == 29)
    #expect(day.advanced(by: 1).description == "2024-03-01")
    #expect(Weekday.wednesday.shortName == "Wed")
    #expect(day.month.shortName == "Feb")
  }

  @Test(arguments: [
    "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-11-00", "2026-1-1",
    "26-11-16", "2026/11/16", "2026-11-16T", "", "1677-12-31", "２０26-11-16",
  ])
  func `what no calendar has is no day`(text: String) {
    #expect(Day(text) == nil)
  }
}
