import TraceModel

/// How long a step took, read alike for the figures and for the pages.
enum StepDuration {
  /// Nil below zero, above 100 years, and where the step would end beyond what 64 bits can say.
  static func nanoseconds(ofMilliseconds milliseconds: ExactDecimal, from start: Int64?) -> Int64? {
    guard milliseconds >= .zero,
      // Beyond a nanosecond a clock says nothing.
      let nanoseconds = Int64(exactly: milliseconds.units / 1_000_000_000_000),
      nanoseconds <= 100 * 366 * 86_400_000_000_000,
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
