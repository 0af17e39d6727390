import TraceModel

/// How long a step took, read alike for the figures and for the pages.
enum StepDuration {
  static let longest: Int64 = 100 * 366 * 86_400_000_000_000

  /// Nil below zero, above 100 years, and where the step would end beyond what 64 bits can say.
  static func nanoseconds(ofMilliseconds milliseconds: ExactDecimal, from start: Int64?) -> Int64? {
    guard milliseconds >= .zero,
      // Beyond a nanosecond a clock says nothing.
      let nanoseconds = Int64(exactly: milliseconds.units / 1_000_000_000_000)
    else { return nil }
    return inRange(nanoseconds, from: start)
  }

  /// The same of few digits; nil also for what has too many.
  static func nanoseconds(ofMilliseconds milliseconds: ShortDecimal, from start: Int64?) -> Int64? {
    guard milliseconds.mantissa >= 0, milliseconds.scale <= 6 else { return nil }
    let (nanoseconds, overflow) = milliseconds.mantissa.multipliedReportingOverflow(
      by: powersOfTen[6 - milliseconds.scale])
    return overflow ? nil : inRange(nanoseconds, from: start)
  }

  private static func inRange(_ nanoseconds: Int64, from start: Int64?) -> Int64? {
    guard nanoseconds <= longest,
      !(start ?? 0).addingReportingOverflow(nanoseconds).overflow
    else { return nil }
    return nanoseconds
  }

  /// Nil for an end before the start, or so far after it that 64 bits can't say how far.
  static func nanoseconds(from start: Int64, to end: Int64) -> Int64? {
    let (span, overflow) = end.subtractingReportingOverflow(start)
    return overflow || span < 0 ? nil : span
  }
}
