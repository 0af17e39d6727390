extension Shown {
  /// `340 ms`, `8.0 s`, `1 min 07 s`, `8 h 32 min`, `2 d 0 h`
  ///
  /// A value is rounded to the unit it is shown in, so 999.6 ms is `1.0 s`.
  package static func duration(nanoseconds: Int64) -> String {
    String {
      if nanoseconds < 0 { $0.text("−") }
      $0.duration(nanoseconds.magnitude)
    }
  }

  /// Time since a trace began, in one unit so that a column of them can be compared: `0.1 s`.
  package static func offset(nanoseconds: Int64) -> String {
    let tenths = nanoseconds.magnitude.rounded(to: 100_000_000)
    return String {
      if nanoseconds < 0, tenths > 0 { $0.text("−") }
      $0.grouped(UInt128(tenths / 10))
      $0.text(".")
      $0.digits(tenths % 10)
      $0.text(" s")
    }
  }
}

extension FigureWriter {
  fileprivate mutating func duration(_ value: UInt64) {
    if value > 0, value < 500_000 { return text("under 1 ms") }
    if case let milliseconds = value.rounded(to: 1_000_000), milliseconds < 1000 {
      digits(milliseconds)
      return text(" ms")
    }
    if case let tenths = value.rounded(to: 100_000_000), tenths < 600 {
      digits(tenths / 10)
      text(".")
      digits(tenths % 10)
      return text(" s")
    }
    if case let seconds = value.rounded(to: 1_000_000_000), seconds < 3600 {
      digits(seconds / 60)
      text(" min ")
      digits(seconds % 60, atLeast: 2)
      return text(" s")
    }
    if case let minutes = value.rounded(to: 60_000_000_000), minutes < 24 * 60 {
      digits(minutes / 60)
      text(" h ")
      digits(minutes % 60, atLeast: 2)
      return text(" min")
    }
    let hours = value.rounded(to: 3_600_000_000_000)
    grouped(UInt128(hours / 24))
    text(" d ")
    digits(hours % 24)
    text(" h")
  }
}

extension UInt64 {
  fileprivate func rounded(to unit: UInt64) -> UInt64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: unit)
    return remainder >= unit - unit / 2 ? quotient + 1 : quotient
  }
}
