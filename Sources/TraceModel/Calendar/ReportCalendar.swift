import Foundation

/// Cuts time into the days and weeks of one time zone.
///
/// All changes of the zone's offset are looked up once, so that `day(of:)` is a binary search
/// in a small table and doesn't ask the system.
package struct ReportCalendar: Sendable {
  /// The name of the zone, such as `Europe/Berlin`.
  package let timeZone: String

  /// The stretches of one offset, in order; the first reaches back without end.
  private let stretches: [Stretch]

  private struct Stretch: Sendable {
    /// Seconds since 1970, UTC.
    let start: Int64
    let secondsAheadOfUTC: Int64
  }

  package static let utc = ReportCalendar(
    timeZone: "UTC", stretches: [Stretch(start: .min, secondsAheadOfUTC: 0)])

  /// Absent where there is no zone of that name.
  package init?(timeZone name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }

    var date = Date(timeIntervalSince1970: Double(Self.firstSecond))
    var stretches = [
      Stretch(start: .min, secondsAheadOfUTC: Int64(zone.secondsFromGMT(for: date)))
    ]
    while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date,
      next.timeIntervalSince1970 < Double(Self.lastSecond)
    {
      let offset = Int64(zone.secondsFromGMT(for: next))
      if offset != stretches.last?.secondsAheadOfUTC {
        let start = Int64(next.timeIntervalSince1970.rounded(.down))
        stretches.append(Stretch(start: start, secondsAheadOfUTC: offset))
      }
      date = next
    }
    self.init(timeZone: name, stretches: stretches)
  }

  private init(timeZone: String, stretches: [Stretch]) {
    self.timeZone = timeZone
    self.stretches = stretches
  }

  /// The first and last second that an `Instant` can name, and a little more.
  private static let firstSecond: Int64 = -9_223_372_036
  private static let lastSecond: Int64 = 9_223_372_036
}

extension ReportCalendar {
  package func day(of instant: Instant) -> Day {
    let second = floorDiv(instant.nanoseconds, 1_000_000_000)
    return Day(number: Int(floorDiv(second + secondsAheadOfUTC(at: second), 86_400)))
  }

  package func week(of instant: Instant) -> ISOWeek {
    ISOWeek(containing: day(of: instant))
  }

  /// The first instant of a day, which isn't midnight where the clocks jump over it.
  package func start(of day: Day) -> Instant {
    let midnight = Int64(min(max(day.number, -200_000), 200_000)) * 86_400
    var index = indexOfStretch(at: midnight - 2 * 86_400)
    while true {
      let stretch = stretches[index]
      let second = max(stretch.start, midnight - stretch.secondsAheadOfUTC)
      index += 1
      if index == stretches.count || second < stretches[index].start {
        let (nanoseconds, isOut) = second.multipliedReportingOverflow(by: 1_000_000_000)
        return Instant(nanoseconds: isOut ? (second < 0 ? .min : .max) : nanoseconds)
      }
    }
  }

  /// The first instant of a week's Monday.
  package func start(of week: ISOWeek) -> Instant { start(of: week.monday) }

  /// How far the zone's clocks are ahead of UTC; negative where they are behind.
  package func secondsAheadOfUTC(at instant: Instant) -> Int {
    Int(secondsAheadOfUTC(at: floorDiv(instant.nanoseconds, 1_000_000_000)))
  }

  private func secondsAheadOfUTC(at second: Int64) -> Int64 {
    stretches[indexOfStretch(at: second)].secondsAheadOfUTC
  }

  /// The last stretch that starts at or before a second.
  private func indexOfStretch(at second: Int64) -> Int {
    var low = 0
    var high = stretches.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if stretches[middle].start <= second { low = middle } else { high = middle }
    }
    return low
  }
}
