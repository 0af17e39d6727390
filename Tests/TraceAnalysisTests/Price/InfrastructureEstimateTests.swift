import Testing
import TraceAnalysis
import TraceModel

struct InfrastructureEstimateTests {
  struct Case: Sendable {
    var perRequest: String?
    var perSecond: String?
    var latency: Int64?
    /// Nil where the amount can't be kept.
    var lines: [String]?
  }

  @Test(arguments: [
    Case(
      perRequest: "0.0004", perSecond: "0.00002", latency: 1_234_567_891,
      lines: ["1 request 0.0004", "1.234567891 second 0.00002469135782"]),
    Case(
      perRequest: "0.0004", perSecond: "0.00002", latency: 0,
      lines: ["1 request 0.0004", "0 second 0"]),
    Case(perRequest: "0.0004", perSecond: "0.00002", lines: ["1 request 0.0004"]),
    Case(perRequest: "0.0004", perSecond: "0.00002", latency: -1, lines: ["1 request 0.0004"]),
    Case(perSecond: "0.00002", latency: 500_000_000, lines: ["0.5 second 0.00001"]),
    Case(latency: 500_000_000, lines: []),
    Case(
      perSecond: "1", latency: .max, lines: ["9223372036.854775807 second 9223372036.854775807"]),
    Case(perSecond: "0.0000000001", latency: 1, lines: nil),
  ])
  func `a request costs its rate and its seconds, exactly`(_ it: Case) {
    let charges = rates(it.perRequest, it.perSecond)
      .charges(forLatency: it.latency, currency: "EUR")
    #expect(charges?.map { "\($0.quantity!) \($0.unit!) \($0.amount)" } == it.lines)
    for charge in charges ?? [] {
      #expect(charge.source == .infrastructure)
      #expect(charge.basis == .estimated)
      #expect(charge.currency == "EUR")
    }
  }

  static let calls: [(Name?, Int64?, [String])] = [
    ("fern-8b", 812_400_000, ["0.8124 second 0.000503688"]),
    ("gpt-4.1", 812_400_000, []), (nil, 812_400_000, []), ("fern-8b", nil, []),
  ]

  @Test(arguments: calls)
  func `a model on one's own machines costs its seconds`(
    model: Name?, duration: Int64?, lines: [String]
  ) {
    let charges = rates(nil, nil).charges(forModel: model, duration: duration, currency: "USD")
    #expect(charges?.map { "\($0.quantity!) \($0.unit!) \($0.amount)" } == lines)
  }

  @Test(arguments: [("0.00002", true), ("0.000000001", true), ("0.0000000001", false)])
  func `a rate of at most nine decimals is always exact`(rate: String, isExact: Bool) {
    #expect(rates(nil, rate).isAlwaysExact == isExact)
  }

  private func rates(_ perRequest: String?, _ perSecond: String?) -> InfrastructureRates {
    var rates = InfrastructureRates()
    rates.perRequest = perRequest.flatMap { ExactDecimal($0) }
    rates.perSecond = perSecond.flatMap { ExactDecimal($0) }
    rates.models = ["fern-8b": .init(perSecond: ExactDecimal("0.00062") ?? .zero)]
    return rates
  }
}
