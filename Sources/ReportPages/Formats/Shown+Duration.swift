extension Shown {
  /// `340 ms`, `8.0 s`, `1 min 07 s`, `8 h 32 min`, `2 d 0 h`
  ///
  /// A value is rounded to the unit it is shown in, so 999.6 ms is `1.0 s`.
  package static func duration(nanoseconds: Int64) -> String {
    let value = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "−" : ""
    if value > 0, value < 500_000 { return "\(sign)under 1 ms" }
    if case let milliseconds = value.rounded(to: 1_000_000), milliseconds < 1000 {
      return "\(sign)\(milliseconds) ms"
    }
    if case let tenths = value.rounded(to: 100_000_000), tenths < 600 {
      return "\(sign)\(tenths / 10).\(tenths % 10) s"
    }
    if case let seconds = value.rounded(to: 1_000_000_000), seconds < 3600 {
      return "\(sign)\(seconds / 60) min \(twoDigits(seconds % 60)) s"
    }
    if case let minutes = value.rounded(to: 60_000_000_000), minutes < 24 * 60 {
      return "\(sign)\(minutes / 60) h \(twoDigits(minutes % 60)) min"
    }
    let hours = value.rounded(to: 3_600_000_000_000)
    return "\(sign)\(count(Int(hours / 24))) d \(hours % 24) h"
  }

  /// Time since a trace began, in one unit so that a column of them can be compared: `0.1 s`.
  package static func offset(nanoseconds: Int64) -> String {
    let tenths = nanoseconds.magnitude.rounded(to: 100_000_000)
    let sign = nanoseconds < 0 && tenths > 0 ? "−" : ""
    return "\(sign)\(count(Int(tenths / 10))).\(tenths % 10) s"
  }

  static func twoDigits(_ value: some BinaryInteger) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }
}

extension UInt64 {
  fileprivate func rounded(to unit: UInt64) -> UInt64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: unit)
    return remainder >= unit - unit / 2 ? quotient + 1 : quotient
  }
}
