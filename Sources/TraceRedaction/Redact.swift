import TraceModel

/// The week as this audience may see it.
///
/// - Parameter pseudonyms: what stands for ids in the editions that don't show them.
package func redact(
  _ week: Week, for audience: Audience,
  pseudonyms: @autoclosure () -> Pseudonyms = .ofThisRun()
) -> Edition {
  switch audience {
  case .review, .share: Edition(audience: audience, redacted: week)
  case .finance: Edition(audience: audience, redacted: week.forFinance(pseudonyms()))
  }
}
