/// Whether a week passes one gate of `casebook check`.
package struct GateResult: Sendable, Equatable {
  package enum Outcome: Sendable, Equatable {
    case passed, failed
    /// The week holds nothing to judge it by.
    case notJudged
  }

  /// A finding's code, `unsafe_rate_rise` or `unpriced_share`.
  package var gate: String
  package var outcome: Outcome
  /// What was measured, and what is allowed.
  package var reason: String

  package init(_ gate: String, _ outcome: Outcome, _ reason: String) {
    self.gate = gate
    self.outcome = outcome
    self.reason = reason
  }
}
