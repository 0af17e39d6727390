/// A week of traces, judged and counted, with the traces that get a page.
package struct Week: Sendable {
  package var summary: WeekSummary
  /// The traces with a page, in order of their start.
  package var cases: [TraceCase]
  /// How old each tool's data may be when it is used, in nanoseconds; `*` for the others.
  package var allowedAge: [Name: Int64]

  package init(summary: WeekSummary, cases: [TraceCase], allowedAge: [Name: Int64] = [:]) {
    self.summary = summary
    self.cases = cases
    self.allowedAge = allowedAge
  }
}
