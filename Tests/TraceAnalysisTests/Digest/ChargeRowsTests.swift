import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

struct ChargeRowsTests {
  private static let rates = [
    ExchangeRate(
      from: "EUR", to: "USD", rate: ExactDecimal("1.08"), date: Day("2026-01-01")!, source: "ECB"),
    ExchangeRate(from: "EUR", to: "USD", rate: ExactDecimal("1.25"), date: Day("2026-11-17")!),
  ]

  private func settings(_ rates: [ExchangeRate]) -> LogSettings {
    var configuration = Configuration()
    configuration.exchangeRates = rates
    return LogSettings(configuration)
  }

  private func sum(_ cost: CostSummary) -> ExactDecimal {
    cost.charges.filter { $0.currency == cost.currency }.map(\.amount).reduce(.zero, +)
  }

  @Test func `a converted row is in the report's currency and keeps what was charged`() throws {
    let line = ChargeLine.line(
      "model", amount: "2", quantity: "4", unitPrice: "0.5", currency: "EUR")
    let cost = try count(
      event("a", .model, .model("m"), .charges(line)), with: settings(Self.rates)
    ).summary.cost
    let row = try #require(cost.charges.first)
    #expect(cost.charges.count == 1)
    #expect(row.amount.digits == "2.16")
    #expect(row.unitPrice?.digits == "0.54")
    #expect(row.currency == "USD")
    #expect(row.original?.amount.digits == "2")
    #expect(row.original?.unitPrice?.digits == "0.5")
    #expect(row.original?.rate?.source == "ECB")
    #expect(cost.exchanged.map(\.converted.digits) == ["2.16"])
  }

  @Test func `a trace over midnight is converted by each day's rate`() throws {
    let euros = EventPart.charges(.line("model", amount: "1", currency: "eur"))
    let cost = try count(
      event("a", .model, .model("m"), euros), event("b", .model, at: 86_400, .model("m"), euros),
      with: settings(Self.rates)
    ).summary.cost
    #expect(cost.charges.map(\.amount.digits).sorted() == ["1.08", "1.25"])
    #expect(cost.exchanged.map { $0.rate.rate.digits } == ["1.08", "1.25"])
    #expect(cost.total.digits == "2.33")
  }

  @Test func `without a rate a row stays in its own currency`() throws {
    let cost = try count(
      event("a", .model, .model("m"), .charges(.line("model", amount: "1", currency: "CHF"))),
      with: settings(Self.rates)
    ).summary.cost
    #expect(cost.charges.map(\.currency) == ["CHF"])
    #expect(cost.total == .zero)
    #expect(cost.byCurrency == ["CHF": ExactDecimal(1)])
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64], [[], ChargeRowsTests.rates])
  func `the rows add up to the total, and are the same for any split`(
    seed: UInt64, rates: [ExchangeRate]
  ) throws {
    let week = MessyWeek(seed: seed)
    let whole = try count(files: ["log.jsonl": week.lines], with: settings(rates)).summary.cost
    #expect(sum(whole) == whole.total)
    let others = Dictionary(
      grouping: whole.charges.filter { $0.currency != whole.currency }, by: \.currency)
    for (currency, rows) in others {
      #expect(rows.map(\.amount).reduce(.zero, +) == whole.byCurrency[currency])
    }
    let split = try count(
      files: week.files(3, seed: seed + 7), with: settings(rates),
      cut: Cutting(threads: 2, partitions: 9, rangeInBytes: 700)
    ).summary.cost
    #expect("\(split.charges)" == "\(whole.charges)")
  }

  @Test func `rows stand in the order of their columns' texts`() throws {
    let cost = try count(files: ["log.jsonl": MessyWeek(seed: 9).lines], with: settings([]))
      .summary.cost
    let keys = cost.charges.map { row in
      [Name(row.date), Name(row.source.key), Name(row.basis.key)]
        + [row.provider, row.model, row.tool, row.feature, row.route, row.item, row.unit].map {
          $0 ?? ""
        }
    }
    for (row, next) in zip(keys, keys.dropFirst()) {
      #expect(!next.lexicographicallyPrecedes(row))
    }
  }
}
