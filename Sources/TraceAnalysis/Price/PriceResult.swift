import TraceModel

/// What an attempt's tokens cost by a price table, or why nobody can say.
package enum PriceResult: Sendable {
  case priced(PricedUsage)
  case unpriced(UnpricedReason)

  /// The lines, or nil if the attempt is unpriced.
  package var charges: [Charge]? {
    if case .priced(let usage) = self { return usage.charges }
    return nil
  }

  package var unpricedReason: UnpricedReason? {
    if case .unpriced(let reason) = self { return reason }
    return nil
  }
}

/// Charges for each bucket of tokens that has any.
///
/// No charge at all says that no tokens were used, which costs nothing.
package struct PricedUsage: Sendable {
  package let charges: [Charge]
  /// What makes the figures less certain than they look.
  package let doubts: [UsageDoubt]
}

package enum UnpricedReason: Sendable, Hashable, CustomStringConvertible {
  case modelNotLogged
  case usageNotLogged
  case noRow(model: Name)
  /// The model is priced by another unit, such as `image` or `second`.
  case notByTokens(row: String, unit: String)
  case rowWithoutPrice(row: String)
  /// A figure of the row has more digits than can be kept exactly.
  case inexactPrice(row: String)
  /// Tokens of this kind were used, and the row has no price that could hold for them.
  case noPrice(of: TokenBucket, row: String)
  /// The price depends on when the call was made, and the log has no clock.
  case timeNotLogged(row: String)
  case noPriceOn(day: Day, row: String)
  /// A count or an amount beyond what can be kept exactly.
  case outOfRange(row: String)

  package var description: String {
    switch self {
    case .modelNotLogged: "the log does not say which model answered"
    case .usageNotLogged: "the log has no token counts"
    case .noRow(let model): "no price table has a row for \(model)"
    case .notByTokens(let row, let unit): "\(row) is priced by the \(unit), not by tokens"
    case .rowWithoutPrice(let row): "\(row) has no price"
    case .inexactPrice(let row):
      "\(row) has a price with more digits than can be kept exactly; shorten it"
    case .noPrice(let bucket, let row): "\(row) has no price for \(bucket.item)"
    case .timeNotLogged(let row):
      "\(row) has prices that depend on the time, and the log has no clock"
    case .noPriceOn(let day, let row): "\(row) has no price for \(day)"
    case .outOfRange(let row): "\(row): a count or an amount is beyond what can be kept exactly"
    }
  }
}
