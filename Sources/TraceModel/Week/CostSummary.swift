package struct CostSummary: Sendable {
  package var currency: Name = "USD"
  package var total: ExactDecimal = .zero
  package var bySource: [CostSource: ExactDecimal] = [:]
  package var byBasis: [CostBasis: ExactDecimal] = [:]
  package var byProvider: [Name: ExactDecimal] = [:]
  package var byModel: [Name: ExactDecimal] = [:]
  package var byTool: [Name: ExactDecimal] = [:]
  package var byFeature: [Name: ExactDecimal] = [:]
  package var byRoute: [Name: ExactDecimal] = [:]
  /// By `2026-11-16`, with the traces that started that day.
  package var byDay: [String: ExactDecimal] = [:]
  package var bySourceAndDay: [String: [CostSource: ExactDecimal]] = [:]
  package var tracesByDay: [String: Int] = [:]
  package var retries: ExactDecimal = .zero
  package var unpricedEvents = 0
  package var unaccountedEvents = 0
  package var unaccountedAtMost: ExactDecimal = .zero
  package var byCurrency: [Name: ExactDecimal] = [:]
  /// Assumed, beside the total; nil where the configuration has no rate.
  package var handOffs: ExactDecimal?
  package var rejectedDrafts: ExactDecimal = .zero
  package var thrownAwayByTrigger: [Name: ExactDecimal] = [:]
  package var thrownAwayByModel: [Name: ExactDecimal] = [:]
  /// In the order of `charges.csv`; rows that look alike there differ in how they were converted or
  /// priced, and stand behind each other.
  package var charges: [ChargeRow] = []
  /// What was converted from other currencies, by currency and day of the rate.
  package var exchanged: [ExchangedAmount] = []
  /// By who bills it, where anything could make a bill differ from the charges.
  package var gaps: [Name: BillingGaps] = [:]
  /// What the configuration assumes, behind estimates and hand-offs.
  package var infrastructureRates = InfrastructureRates()
  package var handOffCost: HandOffCost?
  package var invoices: [InvoiceCheck] = []
  package init() {}
}

/// What one rate turned into the report's currency.
package struct ExchangedAmount: Sendable, Equatable {
  package var rate: ExchangeRate
  /// In the currency it was charged in.
  package var amount: ExactDecimal
  package var converted: ExactDecimal

  package init(rate: ExchangeRate, amount: ExactDecimal, converted: ExactDecimal) {
    self.rate = rate
    self.amount = amount
    self.converted = converted
  }
}

/// What may make one payee's invoice differ from the charges.
package struct BillingGaps: Sendable, Equatable {
  /// Steps that used tokens and have no price.
  package var unpriced = 0
  /// Attempts that left no line, and what they can have cost at most.
  package var unaccounted = 0
  package var unaccountedAtMost = ExactDecimal.zero
  /// Paid steps after the period's end, of requests that started in it.
  package var late = 0
  package var lateAmount = ExactDecimal.zero
  package init() {}
}

/// A row of the ledger: all charges of one key, added up.
///
/// What could be converted is in the report's currency, with what was charged in `original`.
package struct ChargeRow: Sendable {
  package var date: String
  package var source: CostSource
  package var basis: CostBasis
  package var provider: Name?
  package var model: Name?
  package var tool: Name?
  package var feature: Name?
  package var route: Name?
  package var item: Name?
  package var quantity: ExactDecimal?
  package var unit: Name?
  package var unitPrice: ExactDecimal?
  package var amount: ExactDecimal
  package var currency: Name
  package var isUsed: Bool
  /// Nil where the charges were in this currency already.
  package var original: Original?
  /// For priced charges: the table, row and date they were priced by.
  package var pricedBy: Name?

  /// What was charged, in its own currency.
  package struct Original: Sendable, Equatable {
    package var amount: ExactDecimal
    package var unitPrice: ExactDecimal?
    package var currency: Name
    /// Nil where the configuration has no such rate any more.
    package var rate: ExchangeRate?

    package init(
      amount: ExactDecimal, unitPrice: ExactDecimal?, currency: Name, rate: ExchangeRate?
    ) {
      self.amount = amount
      self.unitPrice = unitPrice
      self.currency = currency
      self.rate = rate
    }
  }

  package init(
    date: String, source: CostSource, basis: CostBasis, amount: ExactDecimal, currency: Name,
    isUsed: Bool
  ) {
    self.date = date
    self.source = source
    self.basis = basis
    self.amount = amount
    self.currency = currency
    self.isUsed = isUsed
  }
}

extension ChargeRow {
  /// Adds the charges of another row of the same key.
  package mutating func add(_ other: ChargeRow) {
    amount += other.amount
    quantity =
      if let quantity, let more = other.quantity { quantity + more } else { nil }
    if let more = other.original { original?.amount += more.amount }
  }
}
