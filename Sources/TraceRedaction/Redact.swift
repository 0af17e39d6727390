import TraceModel

/// The week as this audience may see it.
package func redact(_ week: Week, for audience: Audience) -> Edition {
  Edition(audience: audience, redacted: week)
}
