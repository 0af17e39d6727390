/// The stretch of time a report is about: from its start up to its end, the end not included.
package struct Period: Sendable, Hashable {
  package let start: Instant
  package let end: Instant

  /// The week, where the period is one.
  package let week: ISOWeek?

  package init(_ week: ISOWeek, in calendar: ReportCalendar) {
    start = calendar.start(of: week)
    end = calendar.start(of: week.next)
    self.week = week
  }

  /// From a date or an RFC 3339 time up to another.
  ///
  /// A date as the end is the last day that belongs to the period: `2026-11-22` ends it where
  /// the 23rd starts. A time as the end is the first instant that doesn't.
  package init(from: String, to: String, in calendar: ReportCalendar) throws(PeriodError) {
    guard let start = Day(from).map(calendar.start(of:)) ?? Instant(from) else {
      throw PeriodError(reason: .unreadable(from))
    }
    guard let end = Day(to).map({ calendar.start(of: $0.advanced(by: 1)) }) ?? Instant(to) else {
      throw PeriodError(reason: .unreadable(to))
    }
    guard start < end else { throw PeriodError(reason: .endsBeforeItStarts(from: from, to: to)) }

    self.init(from: start, to: end, in: calendar)
  }

  /// From one time up to another that is later.
  package init(from start: Instant, to end: Instant, in calendar: ReportCalendar) {
    self.start = start
    self.end = end
    let week = calendar.week(of: start)
    let isWeek = calendar.start(of: week) == start && calendar.start(of: week.next) == end
    self.week = isWeek ? week : nil
  }

  package func contains(_ instant: Instant) -> Bool {
    start <= instant && instant < end
  }
}

package struct PeriodError: Error, CustomStringConvertible {
  package enum Reason: Sendable {
    case unreadable(String)
    case endsBeforeItStarts(from: String, to: String)
  }

  package var reason: Reason

  package var description: String {
    switch reason {
    case .unreadable(let text):
      "'\(text)' is no date; write it as 2026-11-16 or as 2026-11-16T09:00:00Z"
    case .endsBeforeItStarts(let from, let to):
      "the period from \(from) to \(to) ends before it starts; exchange the two"
    }
  }
}
