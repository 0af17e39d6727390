/// A week of ISO 8601: Monday to Sunday, numbered within the year that has its Thursday.
package struct ISOWeek: Sendable, Hashable, Comparable {
  /// The week's first day.
  package let monday: Day

  package init(containing day: Day) {
    monday = day.advanced(by: 1 - day.weekday.rawValue)
  }

  /// Absent where the year has no such week, and outside the years 1678 to 2261.
  package init?(year: Int, week: Int) {
    // 4 January is always in week 1.
    guard week >= 1, week <= 53, let inFirstWeek = Day(year: year, month: 1, day: 4) else {
      return nil
    }
    self.init(containing: inFirstWeek.advanced(by: 7 * (week - 1)))
    guard self.year == year else { return nil }
  }

  /// Reads `2026-W47`.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 8, bytes[4] == UInt8(ascii: "-"), bytes[5] == UInt8(ascii: "W"),
      let year = decimalNumber(bytes[0..<4]), let week = decimalNumber(bytes[6..<8])
    else { return nil }
    self.init(year: year, week: week)
  }

  /// The year the week is numbered in, that of its Thursday.
  package var year: Int { thursday.year }

  /// The week's number, 1 to 53.
  package var week: Int {
    let newYear = Day(year: year, month: 1, day: 1) ?? thursday
    return (thursday.number - newYear.number) / 7 + 1
  }

  package var next: ISOWeek { ISOWeek(containing: monday.advanced(by: 7)) }
  package var previous: ISOWeek { ISOWeek(containing: monday.advanced(by: -7)) }

  package func advanced(by weeks: Int) -> ISOWeek {
    ISOWeek(containing: monday.advanced(by: 7 * weeks))
  }

  package static func < (left: ISOWeek, right: ISOWeek) -> Bool { left.monday < right.monday }

  private var thursday: Day { monday.advanced(by: 3) }
}

extension ISOWeek: CustomStringConvertible {
  /// The week as `2026-W47`.
  package var description: String {
    String(unsafeUninitializedCapacity: 8) {
      var end = $0.baseAddress!
      put(year, digits: 4, to: &end)
      put("-", to: &end)
      put("W", to: &end)
      put(week, digits: 2, to: &end)
      return 8
    }
  }
}
