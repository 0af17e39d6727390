import Synchronization
import TraceModel

// How a row is found and read:
//
// - The tables are asked in order, the team's before the built-in one; the first that has a row
//   for the model decides, even if that row turns out to have no price for the day.
// - A price list names buckets that a log's usage has to be cut into; see `TokenBucket`. Tokens
//   without a price of their own are priced as what they are part of, and the charge says so:
//   cached and cache-write tokens as prompt tokens, an hour's cache-write tokens as other ones,
//   reasoning and audio tokens as completion and prompt tokens. LiteLLM does the same. A price of
//   zero would be the one answer that is surely wrong.
// - A call in a batch, or one of flex or priority processing, is priced by the row's prices for that,
//   and by the standard ones where it has none; the charge says which.

/// The price tables a week is priced by.
package struct PriceBook: Sendable {
  private let tables: [PriceTable]
  private let found = FoundRows()

  /// The first table that has a row for a model decides.
  package init(_ tables: [PriceTable] = [.builtIn]) { self.tables = tables }

  /// The team's own table before the built-in one, entry by entry.
  package init(own table: PriceTable) { self.init([table, .builtIn]) }

  /// What a usage costs at a model that answered at a time.
  ///
  /// Without a time, only prices that hold at all times are used.
  package func price(
    provider: Name?, model: Name?, at instant: Instant?, usage: Usage,
    tier: ServiceTier = .standard
  ) -> PriceResult {
    guard let model, !model.isEmpty else { return .unpriced(.modelNotLogged) }
    guard usage != Usage() else { return .unpriced(.usageNotLogged) }
    guard let (table, row) = row(provider: provider, model: model) else {
      return .unpriced(.noRow(model: model))
    }
    switch row.prices {
    case .absent: return .unpriced(.rowWithoutPrice(row: row.name))
    case .inexact: return .unpriced(.inexactPrice(row: row.name))
    case .by(let unit): return .unpriced(.notByTokens(row: row.name, unit: unit))
    case .byTokens(let schedule):
      guard let instant else {
        guard let only = schedule.first, schedule.count == 1, !only.isScheduled else {
          return .unpriced(.timeNotLogged(row: row.name))
        }
        return price(usage, tier, at: nil, by: only, of: row, in: table)
      }
      guard let scheduled = schedule.last(where: { $0.holds(at: instant) }) else {
        let day = ReportCalendar.utc.day(of: instant)
        return .unpriced(.noPriceOn(day: day, row: row.name))
      }
      return price(usage, tier, at: instant, by: scheduled, of: row, in: table)
    }
  }

  private func price(
    _ usage: Usage, _ service: ServiceTier, at instant: Instant?, by scheduled: ScheduledRates,
    of row: PriceRow, in table: PriceTable
  ) -> PriceResult {
    let special = scheduled.rates(of: service, at: instant)
    guard let counts = BucketCounts(usage, pricesApart: special.pricesApart) else {
      return .unpriced(.outOfRange(row: row.name))
    }
    let (rates, tier) = special.rates(for: counts)
    let pricedBy = Self.label(
      table: table, row: row, scheduled: scheduled, service: special.service, tier: tier)

    var charges: [Charge] = []
    for bucket in TokenBucket.allCases where counts[bucket] > 0 {
      guard let (price, priced) = rates.price(of: bucket) else {
        return .unpriced(.noPrice(of: bucket, row: row.name))
      }
      let quantity = ExactDecimal(counts[bucket])
      guard let amount = quantity.multiplied(by: price) else {
        return .unpriced(.outOfRange(row: row.name))
      }
      charges.append(
        Charge(
          source: .model, basis: .priced, item: bucket.item, quantity: quantity, unit: "token",
          unitPrice: price, amount: amount, currency: "USD",
          pricedBy: priced == bucket ? pricedBy : pricedBy + ", as \(priced.item)"))
    }

    var doubts = counts.doubts
    if usage.prompt == nil, rates.charges(for: .prompt) { doubts.append(.promptNotLogged) }
    if usage.completion == nil, rates.charges(for: .completion) {
      doubts.append(.completionNotLogged)
    }
    return .priced(PricedUsage(charges: charges, doubts: doubts))
  }

  /// The row for a model; of a server of one's own only one that names the server, as
  /// `localhost:8000/llama`.
  private func row(provider: Name?, model: Name) -> (PriceTable, PriceRow)? {
    found.row(for: FoundRows.Key(provider: provider, model: model)) {
      let server = provider.flatMap { $0.isOwnServer ? $0 : nil }
      let named = server.map { Name("\($0.text)/\(model.text)") } ?? model
      for table in tables {
        if let row = table.row(provider: server == nil ? provider : nil, model: named) {
          return (table, row)
        }
      }
      return nil
    }
  }

  private static func label(
    table: PriceTable, row: PriceRow, scheduled: ScheduledRates, service: ServiceTier,
    tier: String?
  ) -> String {
    var label = "\(table.name), \(row.name)"
    if let from = scheduled.from { label += ", from \(from)" }
    if let hours = scheduled.hoursName { label += ", \(hours)" }
    if service != .standard { label += ", \(service.word)" }
    if let tier { label += ", \(tier)" }
    return label
  }
}

/// Rows that were looked up before, so that a table's patterns meet each name once.
///
/// A class, because pricing an event should not make the book a variable.
private final class FoundRows: Sendable {
  struct Key: Hashable, Sendable {
    var provider: Name?
    var model: Name
  }

  private let rows = Mutex<[Key: (PriceTable, PriceRow)?]>([:])

  /// A log that makes up names by the million is looked up slowly rather than kept.
  private static let capacity = 10_000

  func row(for key: Key, else find: () -> (PriceTable, PriceRow)?) -> (PriceTable, PriceRow)? {
    if let known = rows.withLock({ $0[key] }) { return known }
    let row = find()
    rows.withLock { rows in
      if rows.count < Self.capacity { rows.updateValue(row, forKey: key) }
    }
    return row
  }
}
