import TraceModel

// A second has nine decimals here, so a rate of at most nine decimals always gives an exact
// amount; a finer one may not, and then nothing is estimated:
//
//   0.00002 for each second × 1.234567891 s = 0.00002469135782

extension InfrastructureRates {
  /// Whether every estimate by these rates is exact, however short the time.
  package var isAlwaysExact: Bool {
    let rates = [perSecond].compactMap { $0 } + models.values.map(\.perSecond)
    return rates.allSatisfy { $0.units % 1_000_000_000 == 0 }
  }

  /// What one request is taken to cost, for a trace that no log charges infrastructure to.
  ///
  /// Without a known latency, and with one below zero, the seconds are left out. Nil if an amount
  /// can't be kept exactly; empty without rates.
  package func charges(forLatency nanoseconds: Int64?, currency: Name) -> [Charge]? {
    var charges: [Charge] = []
    if let perRequest {
      charges.append(
        Charge(
          source: .infrastructure, basis: .estimated, item: "requests", quantity: ExactDecimal(1),
          unit: "request", unitPrice: perRequest, amount: perRequest, currency: currency))
    }
    if let perSecond, let nanoseconds, nanoseconds >= 0 {
      guard let charge = Self.charge("request time", nanoseconds, at: perSecond, currency) else {
        return nil
      }
      charges.append(charge)
    }
    return charges
  }

  /// What a call of a model on one's own machines is taken to cost.
  ///
  /// Empty for a model without a rate of its own, and without a duration. Nil if the amount can't
  /// be kept exactly.
  package func charges(
    forModel model: Name?, duration nanoseconds: Int64?, currency: Name
  ) -> [Charge]? {
    guard let model, let rate = models[model], let nanoseconds, nanoseconds >= 0 else { return [] }
    return Self.charge("model time", nanoseconds, at: rate.perSecond, currency).map { [$0] }
  }

  private static func charge(
    _ item: String, _ nanoseconds: Int64, at perSecond: ExactDecimal, _ currency: Name
  ) -> Charge? {
    let seconds = ExactDecimal(units: Int128(nanoseconds) * 1_000_000_000)
    guard let amount = seconds.multiplied(by: perSecond) else { return nil }
    return Charge(
      source: .infrastructure, basis: .estimated, item: item, quantity: seconds, unit: "second",
      unitPrice: perSecond, amount: amount, currency: currency)
  }
}
