// What `summary.json` says of rates, invoices and moves of the cost:
//
//   "exchanged": [{"from": "EUR", "to": "USD", "rate": "1.08", "date": "2026-11-16", "source": "ECB",
//                  "amount": "10", "converted": "10.8"}]
//   "invoices": [{"provider": "openai", "from": "2026-11-16", "to": "2026-11-23", "source": …,
//                 "billed": "13.10", "currency": "USD", "charged": "13.07", "compared_in": "USD",
//                 "difference": "0.03", "days": "whole", "unpriced_events": 17, …}]
//   "cost_moved": {"volume": "2", "mix": "1", "price": "2"}

import TraceModel

func exchanged(_ amounts: [ExchangedAmount]) -> JSONValue {
  .array(
    amounts.map { entry in
      .object([
        .init("from", .string(entry.rate.from)), .init("to", .string(entry.rate.to)),
        .init("rate", money(entry.rate.rate)),
        .init("date", .string(entry.rate.date.description)),
        .init("source", entry.rate.source.map { .string($0) } ?? .null),
        .init("amount", money(entry.amount)), .init("converted", money(entry.converted)),
      ])
    })
}

func invoices(_ checks: [InvoiceCheck]) -> JSONValue {
  .array(
    checks.map { check in
      .object([
        .init("provider", .string(check.invoice.provider.text)),
        .init("from", .string(check.invoice.from.description)),
        .init("to", .string(check.invoice.to.description)),
        .init("source", check.invoice.source.map { .string($0) } ?? .null),
        .init("billed", money(check.invoice.amount)),
        .init("currency", .string(check.invoice.currency)),
        .init("days", .string(check.reach.rawValue)),
        .init("compared_in", .string(check.currency.text)),
        .init("charged", money(check.charged)),
        .init("difference", check.difference.map(money) ?? .null),
        .init("priced", money(check.priced)),
        .init("unpriced_events", count(check.gaps.unpriced)),
        .init(
          "unaccounted",
          .object([
            .init("events", count(check.gaps.unaccounted)),
            .init("at_most", money(check.gaps.unaccountedAtMost)),
          ])),
        .init(
          "after_period",
          .object([
            .init("events", count(check.gaps.late)), .init("amount", money(check.gaps.lateAmount)),
          ])),
      ])
    })
}

func costMoved(_ moves: CostMoves?) -> JSONValue {
  guard let moves else { return .null }
  return .object([
    .init("volume", money(moves.volume)), .init("mix", money(moves.mix)),
    .init("price", money(moves.price)),
  ])
}

private func money(_ amount: ExactDecimal) -> JSONValue { .string(amount.digits) }
private func count(_ count: Int) -> JSONValue { .number(String(count)) }
