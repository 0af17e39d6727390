import ReportPages
import TraceModel

/// Writes rows of the ledger as rows of FOCUS.
struct FocusBill: Sendable {
  private let account: String
  /// What many rows share, written once: the periods by day, words by unit, tags by their names.
  private let periods: [String: ChargePeriod]
  private let units: [Name: String]
  private let tags: [TagNames: String]

  /// - Parameter rows: every row whose cells will be asked for.
  init(_ summary: WeekSummary, _ rows: [ChargeRow]) {
    account = summary.organisation ?? summary.title
    let calendar = ReportCalendar(timeZone: summary.period.timeZone) ?? .utc
    var periods: [String: ChargePeriod] = [:]
    var units: [Name: String] = [:]
    var tags: [TagNames: String] = [:]
    for row in rows {
      if periods[row.date] == nil {
        periods[row.date] = ChargePeriod(of: row.date, in: summary.period, calendar)
      }
      if let unit = row.unit, units[unit] == nil { units[unit] = unit.text.focusUnit }
      let names = TagNames(row)
      if tags[names] == nil { tags[names] = names.json }
    }
    (self.periods, self.units, self.tags) = (periods, units, tags)
  }

  /// In the order of their names, the ones of our own last.
  static let columns: [Table.Column] =
    [
      "BilledCost", "BillingAccountId", "BillingAccountName", "BillingAccountType",
      "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass",
      "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart",
      "ConsumedQuantity", "ConsumedUnit", "ContractedCost", "ContractedUnitPrice",
      "EffectiveCost", "InvoiceIssuerName", "ListCost", "ListUnitPrice", "PricingCategory",
      "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ResourceId",
      "ResourceName", "ResourceType", "ServiceCategory", "ServiceName", "ServiceSubcategory",
      "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId", "Tags", "x_CostBasis", "x_CostSource",
      "x_ExchangeRate", "x_ReportCost", "x_ReportCurrency", "x_Used",
    ].map { Table.Column($0, $0, .text) }

  func cells(of row: ChargeRow) -> [Table.Cell] {
    let amount = row.original?.amount ?? row.amount
    let pricing = FocusPricing(row, row.unit.flatMap { units[$0] } ?? "Units")
    let payee = row.provider?.text ?? row.tool?.text ?? account
    let provider = row.source == .infrastructure ? account : payee
    let resource = row.model ?? row.tool
    let period = periods[row.date]
    return [
      .number(amount), .text(account), .text(account), .text("Organisation"),
      .text((row.original?.currency ?? row.currency).text.uppercased()),
      Table.Cell(period?.billEnd), Table.Cell(period?.billStart),
      .text(amount < .zero ? "Credit" : "Usage"), .empty,
      .text(description(of: row)), .text("Usage-Based"), Table.Cell(period?.end),
      Table.Cell(period?.start),
      Table.Cell(pricing?.consumed), .text(pricing?.consumed, pricing?.consumedUnit),
      .number(pricing?.cost ?? amount), Table.Cell(pricing?.unitPrice), .number(amount),
      .text(provider), .number(pricing?.cost ?? amount), Table.Cell(pricing?.unitPrice),
      pricing == nil ? .empty : .text("Standard"), Table.Cell(pricing?.quantity),
      pricing.map { .text($0.unit) } ?? .empty, .text(provider), .text(payee),
      Table.Cell(resource), Table.Cell(resource),
      resource == nil ? .empty : .text(row.model == nil ? "Tool" : "Model"),
      .text(row.serviceCategory), .text(row.serviceName(of: payee)), .text(row.serviceSubcategory),
      .text(row.skuID), .text(row.meter), details(of: row), .text(row.skuPriceID),
      Table.Cell(tags[TagNames(row)]),
      .text(row.basis.key), .text(row.source.key), Table.Cell(row.original?.rate?.rate),
      .number(row.amount), .text(row.currency.text), .text(row.isUsed ? "yes" : "no"),
    ]
  }

  // MARK: Words

  private func description(of row: ChargeRow) -> String {
    let what = [row.model ?? row.tool, row.item].compactMap { $0?.text }
    let words = what.isEmpty ? [row.source.key] : what
    return words.joined(separator: ", ") + (row.isUsed ? "" : ", thrown away")
      + ", \(row.basis.key); an estimate, not an invoice"
  }

  private func details(of row: ChargeRow) -> Table.Cell {
    guard let pricedBy = row.pricedBy else { return .empty }
    return .text(jsonText([("x_PriceTable", pricedBy.text)]))
  }
}

/// When a charge arose and the month it is billed in, as FOCUS writes times.
private struct ChargePeriod {
  let start: String
  let end: String
  let billStart: String
  let billEnd: String

  /// The day of the trace, from its start up to the next one's, the whole period without one; and the
  /// month that it starts in.
  init(of date: String, in period: ReportPeriod, _ calendar: ReportCalendar) {
    let day = Day(date)
    let start = day.map { calendar.start(of: $0) } ?? period.start
    let end = day.map { calendar.start(of: $0.advanced(by: 1)) } ?? period.end
    let startDay = calendar.day(of: start)
    let first = startDay.advanced(by: 1 - startDay.dayOfMonth)
    var next = first.advanced(by: 28)
    while next.dayOfMonth != 1 { next = next.advanced(by: 1) }
    (self.start, self.end) = (start.focus, end.focus)
    (billStart, billEnd) = (calendar.start(of: first).focus, calendar.start(of: next).focus)
  }
}

private struct TagNames: Hashable {
  let feature: Name?
  let route: Name?

  init(_ row: ChargeRow) { (feature, route) = (row.feature, row.route) }

  /// Nil where a row has neither.
  var json: String? {
    let tags = [("feature", feature), ("route", route)].compactMap { key, name in
      name.map { (key, $0.text) }
    }
    return tags.isEmpty ? nil : jsonText(tags)
  }
}

private func jsonText(_ members: [(String, String)]) -> String {
  let value = JSONValue.object(members.map { .init($0.0, .string($0.1)) })
  return String(decoding: value.compactBytes, as: UTF8.self)
}

/// What a row is priced by, in the unit its price is given for; nil for a credit.
private struct FocusPricing {
  var consumed: ExactDecimal?
  var consumedUnit: String
  var quantity: ExactDecimal
  var unit: String
  var unitPrice: ExactDecimal
  var cost: ExactDecimal

  init?(_ row: ChargeRow, _ unit: String) {
    let amount = row.original?.amount ?? row.amount
    guard amount >= .zero else { return nil }
    consumed = row.quantity.flatMap { $0 < .zero ? nil : $0 }
    consumedUnit = unit
    let price = row.original == nil ? row.unitPrice : row.original?.unitPrice
    if let consumed, let price, let cost = consumed.multiplied(by: price) {
      let million = ExactDecimal(1_000_000)
      let millionth = ExactDecimal(units: ExactDecimal.unitsPerOne / 1_000_000)
      if MoneyFormat.isToken(row.unit?.text), let perMillion = price.multiplied(by: million),
        let millions = consumed.multiplied(by: millionth)
      {
        (quantity, self.unit, unitPrice) = (millions, "1000000 Tokens", perMillion)
      } else {
        (quantity, self.unit, unitPrice) = (consumed, consumedUnit, price)
      }
      self.cost = cost
    } else {
      (quantity, self.unit, unitPrice, cost) = (ExactDecimal(1), "Charges", amount, amount)
    }
  }
}

extension ChargeRow {
  fileprivate var serviceCategory: String {
    switch source {
    case .model: "AI and Machine Learning"
    case .tool: "Integration"
    case .infrastructure: "Compute"
    }
  }

  fileprivate var serviceSubcategory: String {
    switch source {
    case .model: "Generative AI"
    case .tool: "Other (Integration)"
    case .infrastructure: "Other (Compute)"
    }
  }

  fileprivate func serviceName(of payee: String) -> String {
    switch source {
    case .model: "\(payee) API"
    case .tool: tool?.text ?? "Tools"
    case .infrastructure: "Own machines"
    }
  }

  fileprivate var skuID: String {
    [(model ?? tool)?.text ?? source.key, item?.text].compactMap { $0 }.joined(separator: "/")
  }

  fileprivate var skuPriceID: String {
    pricedBy.map { "\($0.text)/\(item?.text ?? "")" }
      ?? [skuID, (original == nil ? unitPrice : original?.unitPrice)?.digits].compactMap { $0 }
      .joined(separator: "@")
  }

  /// The names that FOCUS gives for tokens; else the item as it was logged.
  fileprivate var meter: String {
    switch item?.text {
    case "prompt tokens": "Input Tokens"
    case "cached tokens": "Cached Input Tokens"
    case "cache write tokens", "cache write tokens (1 h)": "Cache Write Tokens"
    case "completion tokens": "Output Tokens"
    case let item?: item
    case nil: source.key
    }
  }
}

extension Table.Cell {
  fileprivate init(_ text: String?) { self = text.map { .text($0) } ?? .empty }

  fileprivate static func text(_ quantity: ExactDecimal?, _ unit: String?) -> Table.Cell {
    quantity == nil ? .empty : unit.map { .text($0) } ?? .empty
  }
}

extension String {
  /// FOCUS writes units in the plural and with a capital: `token` is `Tokens`.
  fileprivate var focusUnit: String {
    let word = Shown.unit(self, of: nil)
    return word.prefix(1).uppercased() + word.dropFirst()
  }
}

extension Instant {
  /// `2026-11-16T00:00:00Z`, whole seconds as FOCUS has them.
  fileprivate var focus: String {
    let whole = nanoseconds - (nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000
    return Instant(nanoseconds: whole).description
  }
}
