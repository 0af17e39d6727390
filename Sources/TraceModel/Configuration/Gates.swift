/// What makes `casebook check` fail.
///
/// A gate that is absent is open.
package struct Gates: Sendable, Hashable {
  /// By how much the share of unsafe verdicts may rise over the previous report.
  package var unsafeRateRise: ExactDecimal?

  /// Which share of the calls may be without a price.
  package var unpricedShare: ExactDecimal?

  /// The codes of findings that may not occur.
  package var failOn: [String] = []

  package init() {}
}
