/// A date of the Gregorian calendar, without a time or a zone.
package struct Day: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  package let number: Int

  package init(number: Int) { self.number = number }

  /// Absent where the calendar has no such date, and outside the years 1678 to 2261.
  package init?(year: Int, month: Int, day: Int) {
    guard (1678...2261).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.lengthOfMonth(month, in: year)
    else { return nil }

    // Years are counted from March, so that a leap day is the last of its year.
    let years = month > 2 ? year : year - 1
    let era = years / 400
    let yearOfEra = years % 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(number: era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `2026-11-16`.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = decimalNumber(bytes[0..<4]), let month = decimalNumber(bytes[5..<7]),
      let day = decimalNumber(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package var year: Int { parts.year }
  package var month: Month { Month(rawValue: parts.month) ?? .january }
  package var dayOfMonth: Int { parts.day }

  package var weekday: Weekday {
    Weekday(rawValue: floorMod(number + 3, 7) + 1) ?? .monday
  }

  package func advanced(by days: Int) -> Day { Day(number: number + days) }

  package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

  private static func lengthOfMonth(_ month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private var parts: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = floorDiv(shifted, 146_097)
    let dayOfEra = floorMod(shifted, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }
}

extension Day: CustomStringConvertible {
  /// The date as `2026-11-16`.
  package var description: String {
    String(unsafeUninitializedCapacity: 10) {
      var end = $0.baseAddress!
      write(to: &end)
      return 10
    }
  }

  /// Writes the description's ten bytes, and moves on behind them.
  func write(to text: inout UnsafeMutablePointer<UInt8>) {
    let (year, month, day) = parts
    put(year, digits: 4, to: &text)
    put("-", to: &text)
    put(month, digits: 2, to: &text)
    put("-", to: &text)
    put(day, digits: 2, to: &text)
  }
}
