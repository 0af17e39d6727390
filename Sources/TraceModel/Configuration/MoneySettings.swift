/// A dated rate from one currency to another.
package struct ExchangeRate: Sendable, Hashable {
  package var from: String
  package var to: String

  /// How much of `to` one unit of `from` is worth.
  package var rate: ExactDecimal

  /// The first day the rate holds for.
  package var date: Day
  package var source: String?

  package init(from: String, to: String, rate: ExactDecimal, date: Day, source: String? = nil) {
    self.from = from
    self.to = to
    self.rate = rate
    self.date = date
    self.source = source
  }
}

/// What a request costs that is handed to a person, in the report's currency.
package struct HandOffCost: Sendable, Hashable {
  package var minutes: ExactDecimal
  package var ratePerMinute: ExactDecimal

  package init(minutes: ExactDecimal, ratePerMinute: ExactDecimal) {
    self.minutes = minutes
    self.ratePerMinute = ratePerMinute
  }
}

/// Rates for what no log charges, in the report's currency.
///
/// A rate that is absent estimates nothing, which is not the same as a rate of zero.
package struct InfrastructureRates: Sendable, Hashable {
  package var perRequest: ExactDecimal?
  package var perSecond: ExactDecimal?

  /// The rates per second of models on one's own machines.
  package var models: [Name: ModelRate] = [:]

  package struct ModelRate: Sendable, Hashable {
    package var perSecond: ExactDecimal

    package init(perSecond: ExactDecimal) { self.perSecond = perSecond }
  }

  package init() {}
}

/// Where prices come from and how far a recorded cost may be off.
package struct PriceSettings: Sendable, Hashable {
  /// A price table in LiteLLM's format, beside the configuration; absent for the built-in one.
  package var file: String?

  /// The part of a charge by which it may differ from its price, 0.01 for one percent.
  package var tolerance = ExactDecimal(units: 10_000_000_000_000_000)

  package init() {}
}

/// What a provider billed, to be held against the sum of the charges.
package struct Invoice: Sendable, Hashable {
  package var provider: Name
  package var from: Day

  /// The day after the last one billed.
  package var to: Day
  package var amount: ExactDecimal
  package var currency: String
  package var source: String?

  package init(
    provider: Name, from: Day, to: Day, amount: ExactDecimal, currency: String,
    source: String? = nil
  ) {
    self.provider = provider
    self.from = from
    self.to = to
    self.amount = amount
    self.currency = currency
    self.source = source
  }
}
