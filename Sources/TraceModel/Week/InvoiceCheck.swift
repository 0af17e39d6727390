/// One invoice of the configuration against the charges of the same payee and days.
package struct InvoiceCheck: Sendable, Equatable {
  /// How the invoice's days lie to the report's.
  package enum Reach: String, Sendable {
    /// The report has all of them.
    case whole
    /// The invoice is for other days too, so that no difference can be told.
    case partly
    /// The report has none of them.
    case none
  }

  package var invoice: Invoice
  package var reach: Reach
  /// What the figures are in: the invoice's currency, or the report's.
  package var currency: Name
  /// What was billed, in that currency.
  package var billed: ExactDecimal
  /// The rate that made `billed` of the invoice's amount; nil where none was needed.
  package var rate: ExchangeRate?
  /// What the report has of this payee on those days.
  package var charged: ExactDecimal
  /// How much of it the log did not record, but was priced from a table.
  package var priced: ExactDecimal
  /// Whether charges of this payee are missing from `charged`, for want of a rate.
  package var isPartOfCharges: Bool
  package var gaps: BillingGaps

  package init(
    invoice: Invoice, reach: Reach, currency: Name, billed: ExactDecimal, rate: ExchangeRate?,
    charged: ExactDecimal, priced: ExactDecimal, isPartOfCharges: Bool, gaps: BillingGaps
  ) {
    self.invoice = invoice
    self.reach = reach
    self.currency = currency
    self.billed = billed
    self.rate = rate
    self.charged = charged
    self.priced = priced
    self.isPartOfCharges = isPartOfCharges
    self.gaps = gaps
  }

  /// What was billed above what was charged; nil where the two are not of the same days or charges.
  package var difference: ExactDecimal? {
    reach == .whole && !isPartOfCharges ? billed - charged : nil
  }
}
