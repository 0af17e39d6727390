import Foundation
import TraceModel

/// The days of a report in its time zone.
struct ReportCalendar: Sendable {
  let period: ReportPeriod
  let zone: TimeZone

  init(_ period: ReportPeriod) {
    self.period = period
    zone = TimeZone(identifier: period.timeZone) ?? .gmt
  }

  /// `Week 47`, or nil if the period is no ISO week.
  var week: String? { period.week.flatMap(Self.name(ofWeek:)) }

  /// `Week 46` for `2026-W46`.
  static func name(ofWeek week: String) -> String? {
    week.split(separator: "W").last.flatMap { Int($0) }.map { "Week \($0)" }
  }

  /// `Mon 16 Nov – Sun 22 Nov 2026`
  var range: String {
    let last = Instant(nanoseconds: max(period.start.nanoseconds, period.end.nanoseconds - 1))
    let first = Shown.shortDay(nanoseconds: period.start.nanoseconds, in: zone)
    return "\(first) – \(Shown.day(nanoseconds: last.nanoseconds, in: zone))"
  }

  /// `Week 47, Mon 16 Nov – Sun 22 Nov 2026`
  var title: String { [week, range].compactMap { $0 }.joined(separator: ", ") }

  /// `Thu 19 Nov 14:32`
  func minute(_ instant: Instant) -> String {
    let clock = Shown.clock(nanoseconds: instant.nanoseconds, in: zone).dropLast(3)
    return "\(Shown.shortDay(nanoseconds: instant.nanoseconds, in: zone)) \(clock)"
  }

  /// How far into the period a moment lies, 0 at its start and 1 at its end.
  func place(_ instant: Instant) -> Double {
    let length = Double(period.end.nanoseconds) - Double(period.start.nanoseconds)
    guard length > 0 else { return 0 }
    let offset = Double(instant.nanoseconds) - Double(period.start.nanoseconds)
    return min(1, max(0, offset / length))
  }
}

/// A date as the keys of the summary write it: `2026-11-16`.
struct ReportDay: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  let number: Int

  init(number: Int) { self.number = number }

  init?(_ key: String) {
    let parts = key.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    // Years are counted from 1 March, so that a leap day comes last.
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    number = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  /// `Mon 16`
  var short: String { words.prefix(2).joined(separator: " ") }
  /// `Mon 16 Nov`
  var label: String { words.joined(separator: " ") }

  private var words: [Substring] {
    Shown.shortDay(nanoseconds: Int64(number) * 86_400_000_000_000, in: .gmt).split(separator: " ")
  }
}

extension ReportCalendar {
  /// Seven labels over the period: the days of a week, or its sevenths.
  var sevenths: [String] {
    let length = period.end.nanoseconds - period.start.nanoseconds
    return (0..<7).map { index in
      let moment = period.start.nanoseconds + length / 7 * Int64(index) + 3_600_000_000_000
      return Shown.shortDay(nanoseconds: moment, in: zone).split(separator: " ").prefix(2)
        .joined(separator: " ")
    }
  }
}
