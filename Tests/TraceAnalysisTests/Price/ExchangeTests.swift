import Testing
import TraceAnalysis
import TraceModel

struct ExchangeTests {
  let exchange = Exchange(
    [
      rate("EUR", "USD", "1.1", "2026-11-16"), rate("EUR", "USD", "1.08", "2026-11-09"),
      rate("USD", "GBP", "0.8", "2026-01-01"), rate("CHF", "EUR", "1", "2026-01-01"),
    ], to: "USD")

  @Test(arguments: [
    ("10", "EUR", "2026-11-16", "11 by the rate of 2026-11-16"),
    ("10", "EUR", "2026-12-31", "11 by the rate of 2026-11-16"),
    ("10", "EUR", "2026-11-15", "10.8 by the rate of 2026-11-09"),
    ("10", "eur", "2026-11-09", "10.8 by the rate of 2026-11-09"),
    ("-0.5", "EUR", "2026-11-16", "-0.55 by the rate of 2026-11-16"),
    ("0.00000000000000001", "EUR", "2026-11-16", "0.000000000000000011 by the rate of 2026-11-16"),
    ("10", "USD", "2026-11-16", "10 as it is"),
    ("10", "EUR", "2026-11-08", "no rate"),
    ("10", "GBP", "2026-11-16", "no rate"),
    ("10", "CHF", "2026-11-16", "no rate"),
    ("0.000000000000000001", "EUR", "2026-11-16", "inexact by the rate of 2026-11-16"),
    ("160000000000000000000", "EUR", "2026-11-16", "inexact by the rate of 2026-11-16"),
  ])
  func `money is converted exactly by the latest rate not after the day, or not at all`(
    amount: String, currency: Name, day: String, conversion: String
  ) throws {
    let amount = try #require(ExactDecimal(amount))
    let converted = exchange.convert(amount, from: currency, on: try #require(Day(day)))
    #expect(phrase(converted) == conversion)
  }

  @Test func `of two rates for one day the later in the list counts`() throws {
    let exchange = Exchange(
      [rate("EUR", "USD", "2", "2026-11-16"), rate("EUR", "USD", "3", "2026-11-16")], to: "USD")
    let day = try #require(Day("2026-11-16"))
    #expect(exchange.convert(ExactDecimal(1), from: "EUR", on: day).amount == ExactDecimal(3))
  }

  private func phrase(_ conversion: Exchange.Conversion) -> String {
    switch conversion {
    case .same(let amount): "\(amount) as it is"
    case .converted(let amount, by: let rate): "\(amount) by the rate of \(rate.date)"
    case .noRate: "no rate"
    case .inexact(by: let rate): "inexact by the rate of \(rate.date)"
    }
  }
}

private func rate(_ from: String, _ to: String, _ rate: String, _ day: String) -> ExchangeRate {
  ExchangeRate(
    from: from, to: to, rate: ExactDecimal(rate) ?? .zero, date: Day(day) ?? Day(number: 0))
}
