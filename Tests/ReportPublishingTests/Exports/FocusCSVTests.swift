import ReportPages
import TestSupport
import Testing
import TraceModel

@testable import ReportPublishing

/// The rules of FOCUS 1.2 for rows of usage and credit.
struct FocusCSVTests {
  private static func row(
    _ amount: ExactDecimal, quantity: ExactDecimal? = nil, unit: Name? = nil,
    unitPrice: ExactDecimal? = nil, date: String = "2026-11-30", source: CostSource = .model
  ) -> ChargeRow {
    var row = ChargeRow(
      date: date, source: source, basis: .recorded, amount: amount, currency: "USD", isUsed: false)
    row.provider = "acme"
    row.model = "maple"
    row.item = "cached tokens"
    row.feature = "=refunds"
    row.quantity = quantity
    row.unit = unit
    row.unitPrice = unitPrice
    return row
  }

  private static var rows: [ChargeRow] {
    var euros = row("1.08", quantity: "2", unit: "call", unitPrice: "0.54")
    euros.original = ChargeRow.Original(
      amount: "1", unitPrice: "0.5", currency: "eur",
      rate: ExchangeRate(from: "EUR", to: "USD", rate: "1.08", date: Day("2026-11-01")!))
    return [
      row("0.005175", quantity: "34500", unit: "token", unitPrice: "0.00000015"), euros,
      row("0.3"), row("0.25", quantity: "12", unit: "page"), row("-0.5", quantity: "1"),
      // Another amount than quantity × unit price.
      row("9", quantity: "3", unit: "call", unitPrice: "2"),
      row("1", date: "", source: .infrastructure),
    ]
  }

  /// The cells of each row by their column.
  private func focus(_ rows: [ChargeRow], zone: String = "UTC") -> [[String: Table.Cell]] {
    var summary = WeekSummary(
      period: ReportPeriod(
        start: Instant("2026-11-30T00:00:00Z")!, end: Instant("2026-12-07T00:00:00Z")!,
        timeZone: zone, week: nil))
    summary.organisation = "Fennmark"
    summary.cost.charges = rows
    let table = FocusCSV.table(of: summary)
    return (0..<table.count).map { index in
      Dictionary(uniqueKeysWithValues: zip(table.columns.map(\.key), table[index]))
    }
  }

  private func number(_ cell: Table.Cell?) -> ExactDecimal? {
    if case .number(let number) = cell { return number }
    return nil
  }

  private func text(_ cell: Table.Cell?) -> String {
    if case .text(let text) = cell { return text }
    return ""
  }

  @Test func `every mandatory column has a value in every row`() {
    let mandatory = [
      "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency",
      "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeDescription",
      "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost", "EffectiveCost",
      "InvoiceIssuerName", "ListCost", "ProviderName", "PublisherName", "ServiceCategory",
      "ServiceName", "ServiceSubcategory", "ChargeFrequency", "SkuMeter",
    ]
    for row in focus(Self.rows) {
      for column in mandatory { #expect(row[column] != .empty, "\(column)") }
      #expect(row["ChargeClass"] == .empty)
    }
  }

  @Test func `list and contracted cost are price times quantity`() throws {
    for row in focus(Self.rows) where text(row["ChargeCategory"]) == "Usage" {
      let quantity = try #require(number(row["PricingQuantity"]))
      for kind in ["List", "Contracted"] {
        let price = try #require(number(row["\(kind)UnitPrice"]))
        #expect(quantity.multiplied(by: price) == number(row["\(kind)Cost"]))
      }
      #expect(row["PricingUnit"] != .empty)
      #expect(row["PricingCategory"] == .text("Standard"))
      // Consumed quantity and unit are there together or not at all.
      #expect((row["ConsumedQuantity"] == .empty) == (row["ConsumedUnit"] == .empty))
    }
  }

  @Test func `tokens are priced by the million`() throws {
    let row = try #require(focus(Self.rows).first)
    #expect(row["PricingUnit"] == .text("1000000 Tokens"))
    #expect(row["PricingQuantity"] == .number("0.0345"))
    #expect(row["ListUnitPrice"] == .number("0.15"))
    #expect(row["ConsumedQuantity"] == .number("34500"))
    #expect(row["ConsumedUnit"] == .text("Tokens"))
    #expect(row["SkuMeter"] == .text("Cached Input Tokens"))
  }

  @Test func `a row is in the currency it was charged in, with the report's beside it`() throws {
    let row = focus(Self.rows)[1]
    #expect(row["BilledCost"] == .number("1"))
    #expect(row["BillingCurrency"] == .text("EUR"))
    #expect(row["ListUnitPrice"] == .number("0.5"))
    #expect(row["x_ReportCost"] == .number("1.08"))
    #expect(row["x_ReportCurrency"] == .text("USD"))
    #expect(row["x_ExchangeRate"] == .number("1.08"))
  }

  @Test func `an amount below zero is a credit without quantity and price`() {
    let row = focus(Self.rows)[4]
    #expect(row["ChargeCategory"] == .text("Credit"))
    for column in ["PricingQuantity", "PricingUnit", "ListUnitPrice", "ConsumedQuantity"] {
      #expect(row[column] == .empty)
    }
  }

  @Test func `periods are of UTC, with the end left out, in the month they start in`() {
    let row = focus(Self.rows, zone: "Europe/Berlin")[0]
    #expect(row["ChargePeriodStart"] == .text("2026-11-29T23:00:00Z"))
    #expect(row["ChargePeriodEnd"] == .text("2026-11-30T23:00:00Z"))
    #expect(row["BillingPeriodStart"] == .text("2026-10-31T23:00:00Z"))
    #expect(row["BillingPeriodEnd"] == .text("2026-11-30T23:00:00Z"))
    let whole = focus(Self.rows).last
    #expect(whole?["ChargePeriodStart"] == .text("2026-11-30T00:00:00Z"))
    #expect(whole?["ChargePeriodEnd"] == .text("2026-12-07T00:00:00Z"))
  }

  @Test func `our own columns begin with x_ and stand last`() {
    let names = FocusBill.columns.map(\.key)
    let own = names.drop { !$0.hasPrefix("x_") }
    #expect(own.allSatisfy { $0.hasPrefix("x_") } && own.count == 6)
    #expect(Set(names).count == names.count)
  }
}
