import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

struct PriceTraceTests {
  private let prices =
    #"{"fern":{"input_cost_per_token":0.001,"output_cost_per_token":0.01,"litellm_provider":"acme","mode":"chat"}}"#

  private func log(_ parts: EventPart..., configure: (inout Configuration) -> Void = { _ in })
    throws -> CountedLog
  {
    var settings = LogSettings()
    settings.prices = PriceBook(own: try PriceTable(prices))
    configure(&settings.configuration)
    return try count(
      event("m", .model, at: 0, [.model("fern"), .tokens(100, 10), .took(2500)] + parts),
      with: settings)
  }

  // MARK: Recorded

  @Test(arguments: [
    (
      "the amount counts, whatever its factors",
      ChargeLine.line(amount: "5", quantity: "2", unitPrice: "3"), "5"
    ),
    ("without an amount the product", .line(quantity: "2", unitPrice: "0.3"), "0.6"),
    ("an amount alone", .line(amount: "0.000000000000000001"), "0.000000000000000001"),
    ("no currency is the report's", .line(amount: "1"), "1"),
    ("its own currency", .line(amount: "1", currency: "USD"), "1"),
    ("a credit", .line(amount: "-0.25"), "-0.25"),
    ("zero is recorded", .line(amount: "0"), "0"),
  ])
  func `a recorded charge wins over the price table`(_: String, charge: ChargeLine, total: String)
    throws
  {
    let cost = try log(.charges(charge)).summary.cost
    #expect(cost.total.digits == total)
    #expect(cost.byBasis[.priced] == nil)
    #expect(cost.unpricedEvents == 0)
  }

  @Test func `a currency without a rate has a total of its own`() throws {
    let cost = try log(.charges(.line(amount: "1"), .line(amount: "2", currency: "EUR"))).summary
      .cost
    #expect(cost.total == "1")
    #expect(cost.byCurrency == ["EUR": "2"])
  }

  @Test func `a currency with a rate is converted by that of its day`() throws {
    let cost = try log(.charges(.line(amount: "2", currency: "EUR"))) {
      for (day, rate) in [("2026-11-01", "1.5"), ("2026-11-16", "1.25"), ("2026-11-17", "9")] {
        $0.exchangeRates.append(
          ExchangeRate(
            from: "EUR", to: "USD", rate: ExactDecimal(rate)!, date: Day(day)!))
      }
    }.summary.cost
    #expect(cost.total == "2.5")
    #expect(cost.byCurrency.isEmpty)
  }

  // MARK: Priced

  @Test func `usage without a charge is priced`() throws {
    let cost = try log().summary.cost
    #expect(cost.byBasis == [.priced: "0.2"])
    #expect(cost.byModel == ["fern": "0.2"])
    #expect(cost.byProvider == ["acme": "0.2"])
  }

  @Test func `a failed attempt is priced as what it was`() throws {
    let cost = try log(.failed("timeout")).summary.cost
    #expect(cost.total == "0.2")
    #expect(cost.retries == "0.2")
  }

  @Test func `what has no price is counted beside the total, never as zero`() throws {
    let cost = try log(.model("oak")).summary.cost
    #expect(cost.total == "0")
    #expect(cost.unpricedEvents == 1)
    #expect(cost.byModel.isEmpty)
  }

  @Test func `without usage there is nothing to price`() throws {
    #expect(try log(.model("oak"), .field("usage", .object([]))).summary.cost.unpricedEvents == 0)
  }

  // MARK: Estimated

  @Test func `a trace without recorded infrastructure is estimated by request and time`() throws {
    func estimated(_ parts: EventPart...) throws -> ExactDecimal? {
      var settings = LogSettings()
      settings.configuration.infrastructure.perRequest = "0.5"
      settings.configuration.infrastructure.perSecond = "0.01"
      return try count(
        event("r", .request), event("a", .answer, at: 2, [.took(500)] + parts), with: settings
      ).summary.cost.byBasis[.estimated]
    }
    #expect(try estimated() == "0.525")
    #expect(try estimated(.costs("0", "infrastructure")) == nil)
  }

  @Test func `a model of one's own is estimated by its time, at its own rate`() throws {
    let cost = try log { $0.infrastructure.models["fern"] = .init(perSecond: "0.4") }.summary.cost
    #expect(cost.byBasis == [.estimated: "1"])
    #expect(cost.bySource == [.infrastructure: "1"])
    #expect(cost.byModel == ["fern": "1"])
    #expect(cost.unpricedEvents == 0)
  }

  @Test func `hand-offs are assumed beside the spend, never inside it`() throws {
    var settings = LogSettings()
    settings.configuration.handOff = HandOffCost(minutes: "6.5", ratePerMinute: "0.58")
    let cost = try count(
      event("v", .verdict, at: 0, .verdict("escalated")), with: settings
    ).summary.cost
    #expect(cost.handOffs == "3.77")
    #expect(cost.total == "0")
  }

  @Test func `a charge beyond what one can be is refused and named, and nothing takes its place`()
    throws
  {
    let log = try log(.charges(.line(amount: "170141183460469231731"), .line(amount: "2")))
    #expect(log.summary.cost.total == "2")
    #expect(log.problems.map(\.reason).allSatisfy { $0.contains("charges[0].amount") })
    #expect(log.problems.count == 1)
    let refused = try self.log(.charges(.line(amount: "1e30"))).summary.cost
    #expect(refused.total == "0")
    #expect(refused.unpricedEvents == 1)
  }
}
