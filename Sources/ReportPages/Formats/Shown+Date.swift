import Foundation

extension Shown {
  /// `Thu 19 Feb 2026, 14:32:07`, from nanoseconds since 1970.
  package static func moment(nanoseconds: Int64, in zone: TimeZone) -> String {
    let local = LocalTime(nanoseconds: nanoseconds, in: zone)
    return String {
      $0.day(local)
      $0.text(", ")
      $0.clock(local)
    }
  }

  /// `Thu 19 Feb 2026`
  package static func day(nanoseconds: Int64, in zone: TimeZone) -> String {
    let local = LocalTime(nanoseconds: nanoseconds, in: zone)
    return String { $0.day(local) }
  }

  /// `Thu 19 Feb`, where the year is plain.
  package static func shortDay(nanoseconds: Int64, in zone: TimeZone) -> String {
    let local = LocalTime(nanoseconds: nanoseconds, in: zone)
    return String { $0.shortDay(local) }
  }

  /// `14:32:07`
  package static func clock(nanoseconds: Int64, in zone: TimeZone) -> String {
    let local = LocalTime(nanoseconds: nanoseconds, in: zone)
    return String { $0.clock(local) }
  }
}

/// A moment in the calendar of a zone, by whole numbers, so no language setting plays a part.
private struct LocalTime {
  static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  static let months: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  let days: Int64
  let secondOfDay: Int64

  init(nanoseconds: Int64, in zone: TimeZone) {
    let seconds = floor(nanoseconds, over: 1_000_000_000).quotient
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    (days, secondOfDay) = floor(seconds + Int64(offset), over: 86_400)
  }

  /// 0 for a Thursday, the weekday of 1970-01-01.
  var weekday: Int { Int(floor(days, over: 7).rest) }

  /// The Gregorian date, counted from 1 March so that a leap day comes last in its year.
  var civil: (year: Int64, month: Int, day: Int64) {
    let (era, dayOfEra) = floor(days + 719_468, over: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
  }
}

extension FigureWriter {
  fileprivate mutating func clock(_ time: LocalTime) {
    let second = UInt64(time.secondOfDay)
    digits(second / 3600, atLeast: 2)
    text(":")
    digits(second / 60 % 60, atLeast: 2)
    text(":")
    digits(second % 60, atLeast: 2)
  }

  fileprivate mutating func shortDay(_ time: LocalTime) {
    let civil = time.civil
    text(LocalTime.weekdays[time.weekday])
    text(" ")
    digits(UInt64(civil.day))
    text(" ")
    text(LocalTime.months[civil.month - 1])
  }

  fileprivate mutating func day(_ time: LocalTime) {
    shortDay(time)
    // Of the whole range of a time, all years are after 1.
    text(" ")
    digits(UInt64(time.civil.year))
  }
}

private func floor(_ value: Int64, over divisor: Int64) -> (quotient: Int64, rest: Int64) {
  let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
  return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
}
