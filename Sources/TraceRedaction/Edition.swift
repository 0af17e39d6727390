import TraceModel

/// Who may see a report.
package enum Audience: String, CaseIterable, Sendable {
  case review, finance, share
}

/// A week as one audience may see it.
///
/// Pages take an `Edition` and only this module can make one, so no page can show a value that
/// skipped redaction.
package struct Edition: Sendable {
  package let audience: Audience
  package let week: Week

  init(audience: Audience, redacted week: Week) {
    self.audience = audience
    self.week = week
  }
}
