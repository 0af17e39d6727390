import Testing
import TraceModel

struct ReportCalendarTests {
  @Test(arguments: [
    ("UTC", "2026-11-16T23:59:59.999999999Z", "2026-11-16"),
    ("Europe/Berlin", "2026-11-16T22:59:59.999999999Z", "2026-11-16"),
    ("Europe/Berlin", "2026-11-16T23:00:00Z", "2026-11-17"),
    ("Europe/Berlin", "2026-07-01T22:00:00Z", "2026-07-02"),
    ("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"),
    ("America/New_York", "2026-11-17T04:59:59Z", "2026-11-16"),
    ("Asia/Kathmandu", "2026-11-16T18:15:00Z", "2026-11-17"),
    ("Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01"),
    ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
    ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
    ("UTC", "1969-12-31T23:59:59Z", "1969-12-31"),
  ])
  func `an instant belongs to the day its zone's clocks show`(
    zone: String, time: String, day: String
  ) throws {
    let calendar = try #require(ReportCalendar(timeZone: zone))
    #expect(calendar.day(of: try #require(Instant(time))).description == day)
  }

  @Test(arguments: [
    ("Europe/Berlin", "2026-03-29", 23.0),
    ("Europe/Berlin", "2026-10-25", 25.0),
    ("Europe/Berlin", "2026-11-16", 24.0),
    ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ("America/Havana", "2026-03-08", 23.0),
    ("America/Sao_Paulo", "2018-11-04", 23.0),
    ("Pacific/Apia", "2011-12-30", 0.0),
    ("UTC", "2026-03-29", 24.0),
  ])
  func `a day is as long as its zone makes it`(zone: String, text: String, hours: Double) throws {
    let calendar = try #require(ReportCalendar(timeZone: zone))
    let day = try #require(Day(text))
    let start = calendar.start(of: day)
    let end = calendar.start(of: day.advanced(by: 1))
    #expect(Double(end.nanoseconds - start.nanoseconds) / 3.6e12 == hours)
    if hours > 0 {
      #expect(calendar.day(of: start) == day)
      #expect(calendar.day(of: Instant(nanoseconds: start.nanoseconds - 1)) < day)
    }
  }

  @Test func `the week with the clock change has 167 or 169 hours`() throws {
    let berlin = try #require(ReportCalendar(timeZone: "Europe/Berlin"))
    for (week, hours) in [("2026-W13", 167), ("2026-W43", 169), ("2026-W53", 168)] {
      let period = Period(try #require(ISOWeek(week)), in: berlin)
      #expect(
        period.end.nanoseconds - period.start.nanoseconds == Int64(hours) * 3_600_000_000_000)
    }
  }

  @Test func `every hour of thirty years is on the day that starts before it`() throws {
    let berlin = try #require(ReportCalendar(timeZone: "Europe/Berlin"))
    var hour = try #require(Instant("2005-01-01T00:00:00Z"))
    let end = try #require(Instant("2035-01-01T00:00:00Z"))
    while hour < end {
      let day = berlin.day(of: hour)
      guard berlin.start(of: day) <= hour, hour < berlin.start(of: day.advanced(by: 1)) else {
        Issue.record("\(hour) is not on \(day)")
        return
      }
      hour = Instant(nanoseconds: hour.nanoseconds + 3_600_000_000_000)
    }
  }

  @Test(arguments: [
    "UTC", "Etc/UTC", "Etc/GMT+5", "CET", "US/Eastern", "Asia/Kolkata", "Asia/Calcutta",
    "Europe/Kyiv", "America/Argentina/Buenos_Aires",
  ])
  func `every usual name of a zone makes a calendar`(name: String) {
    #expect(ReportCalendar(timeZone: name)?.timeZone == name)
  }

  @Test(arguments: [
    "", "Europe/Atlantis", "berlin", "CEST+2", "../etc/localtime", "/etc/localtime",
  ])
  func `what is no time zone makes no calendar`(name: String) {
    #expect(ReportCalendar(timeZone: name) == nil)
  }

  @Test func `a day out of range has the nearest start there is`() {
    #expect(ReportCalendar.utc.start(of: Day(number: .max)).nanoseconds == .max)
    #expect(ReportCalendar.utc.start(of: Day(number: -200_000)).nanoseconds == .min)
  }
}
