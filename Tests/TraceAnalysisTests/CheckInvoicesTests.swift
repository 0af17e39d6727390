import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

/// Invoices against a log of one week, 2026-W47, in dollars.
struct CheckInvoicesTests {
  private let lines = [
    event("q", .request),
    event("m", .model, at: 1, .model("maple"), .costs("2")),
    // The trace starts on Sunday and its second call is on Monday, when the week is over.
    event("q2", .request, at: 570_000, .trace("late")),
    event("m2", .model, at: 570_010, .trace("late"), .model("maple"), .costs("1")),
    event("m3", .model, at: 640_000, .trace("late"), .model("maple"), .costs("0.5")),
    // Tokens and no price, and an attempt that left no line.
    event("m4", .model, at: 2, .model("nobody-knows"), .tokens(5, 5)),
    event(
      "m5", .model, at: 3, .model("oak"), .costs("0.25"),
      .attempt(number: 3, kind: "retry", trigger: "timeout")),
    event("t", .tool, at: 4, .tool("kb"), .costs("0.125", "tool")),
    event(
      "e", .model, at: 5, .model("elm", "euro"),
      .charges(.line("model", amount: "4", currency: "EUR"))),
    event(
      "e2", .model, at: 6, .model("elm", "swiss"),
      .charges(.line("model", amount: "7", currency: "CHF"))),
  ]

  private func check(
    _ provider: Name, _ amount: String, _ currency: String = "USD",
    _ from: String = "2026-11-16", _ to: String = "2026-11-23"
  ) throws -> InvoiceCheck {
    var configuration = Configuration()
    configuration.exchangeRates = [
      ExchangeRate(
        from: "EUR", to: "USD", rate: ExactDecimal("1.5"), date: Day("2026-11-16")!, source: "ECB")
    ]
    var log = try count(
      files: ["log.jsonl": lines],
      with: LogSettings(configuration, prices: PriceBook([]), week: "2026-W47")
    )
    let invoice = Invoice(
      provider: provider, from: Day(from)!, to: Day(to)!, amount: ExactDecimal(amount)!,
      currency: currency)
    return try log.check(invoice)
  }

  @Test func `an invoice is held against the charges of its provider and days`() throws {
    let check = try check("acme", "3.80")
    #expect(check.charged.digits == "3.75")
    #expect(check.difference?.digits == "0.05")
    #expect(check.reach == .whole)
    #expect(check.gaps.unpriced == 1)
    #expect(check.gaps.unaccounted == 2)
    #expect(check.gaps.unaccountedAtMost.digits == "0.5")
    #expect(check.gaps.late == 1)
    #expect(check.gaps.lateAmount.digits == "0.5")
  }

  @Test func `only the days of the invoice count`() throws {
    let check = try check("acme", "2.25", "USD", "2026-11-16", "2026-11-17")
    #expect(check.difference == .zero)
  }

  @Test func `a tool that bills by itself is found by its name`() throws {
    #expect(try check("kb", "0.125").difference == .zero)
  }

  @Test(arguments: [
    ("2026-11-01", "2026-12-01", InvoiceCheck.Reach.partly),
    ("2026-11-22", "2026-11-24", .partly), ("2026-11-23", "2026-11-30", .none),
  ])
  func `an invoice for other days has no difference`(
    from: String, to: String, reach: InvoiceCheck.Reach
  ) throws {
    let check = try check("acme", "100", "USD", from, to)
    #expect(check.reach == reach)
    #expect(check.difference == nil)
  }

  @Test func `an invoice in the currency of the charges is compared in that`() throws {
    let check = try check("euro", "4.10", "EUR")
    #expect(check.currency == "EUR")
    #expect(check.difference?.digits == "0.1")
    #expect(check.rate == nil)
  }

  @Test func `an invoice in another currency is compared in the report's`() throws {
    let check = try check("acme", "2.60", "EUR")
    #expect(check.currency == "USD")
    #expect(check.billed.digits == "3.9")
    #expect(check.difference?.digits == "0.15")
    #expect(check.rate?.source == "ECB")
  }

  @Test func `without a rate between them there is no difference`() throws {
    #expect(try check("swiss", "7", "USD").difference == nil)
    #expect(try check("acme", "3", "GBP").difference == nil)
    #expect(try check("swiss", "7", "CHF").difference == .zero)
  }
}

extension CountedLog {
  fileprivate mutating func check(_ invoice: Invoice) throws -> InvoiceCheck {
    var cost = summary.cost
    cost.check([invoice], period: summary.period, rules.calendar, rules.exchange)
    return try #require(cost.invoices.first)
  }
}
