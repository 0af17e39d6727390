import TraceModel

extension CostSummary {
  /// Holds each invoice against the charges of its payee on its days.
  ///
  /// An invoice names a provider of models, or a tool that bills by itself. Where all charges were in
  /// the invoice's own currency, that is what is compared; else the report's.
  package mutating func check(
    _ invoices: [Invoice], period: ReportPeriod, _ calendar: ReportCalendar, _ exchange: Exchange
  ) {
    let first = calendar.day(of: period.start)
    // A period that ends inside a day does not have all of it.
    let end = calendar.day(of: period.end)
    let start = calendar.start(of: first) == period.start ? first : first.advanced(by: 1)
    let all = charges
    let gaps = gaps
    self.invoices = invoices.map { invoice in
      InvoiceCheck(
        invoice, all.filter { $0.isBilled(by: invoice) }, gaps[invoice.provider] ?? BillingGaps(),
        reportDays: start..<max(start, end), currency, exchange)
    }
  }
}

extension ChargeRow {
  fileprivate func isBilled(by invoice: Invoice) -> Bool {
    guard (provider ?? tool) == invoice.provider, source != .infrastructure,
      let day = Day(date)
    else { return false }
    return invoice.from <= day && day < invoice.to
  }
}

extension InvoiceCheck {
  fileprivate init(
    _ invoice: Invoice, _ rows: [ChargeRow], _ gaps: BillingGaps, reportDays: Range<Day>,
    _ reportCurrency: Name, _ exchange: Exchange
  ) {
    let currency = Name(invoice.currency)
    let isAllInItsOwn = rows.allSatisfy { ($0.original?.currency ?? $0.currency) == currency }
    var own = rows.reduce(ExactDecimal.zero) { $0 + ($1.original?.amount ?? $1.amount) }
    var billed = invoice.amount
    var shown = currency
    var rate: ExchangeRate?
    var hasMore = false
    var priced = rows.filter { $0.basis == .priced }
      .reduce(ExactDecimal.zero) { $0 + ($1.original?.amount ?? $1.amount) }
    if !isAllInItsOwn || (rows.isEmpty && currency == reportCurrency) {
      let converted = rows.filter { $0.currency == reportCurrency }
      hasMore = converted.count < rows.count
      own = converted.reduce(.zero) { $0 + $1.amount }
      priced = converted.filter { $0.basis == .priced }.reduce(.zero) { $0 + $1.amount }
      switch exchange.convert(invoice.amount, from: currency, on: invoice.to.advanced(by: -1)) {
      case .same(let amount): (billed, shown) = (amount, reportCurrency)
      case .converted(let amount, by: let used):
        (billed, shown, rate) = (amount, reportCurrency, used)
      case .noRate, .inexact: hasMore = true
      }
    }
    let isInside = reportDays.lowerBound <= invoice.from && invoice.to <= reportDays.upperBound
    let overlaps = invoice.from < reportDays.upperBound && reportDays.lowerBound < invoice.to
    self.init(
      invoice: invoice, reach: isInside ? .whole : overlaps ? .partly : .none, currency: shown,
      billed: billed, rate: rate, charged: own, priced: priced, isPartOfCharges: hasMore,
      gaps: gaps)
  }
}
