import TraceModel

/// What was charged in other currencies, and by which rates it came into the total.
struct CurrencyTable: TemplateData {
  var rows: [CurrencyRow]
  var total: String
  var currency: String
  var movedNote: String?

  static let fields: [TemplateField<CurrencyTable>] = [
    .list("rows") { $0.rows },
    .text("total") { $0.total },
    .text("currency") { $0.currency },
    .optionalText("movedNote") { $0.movedNote },
  ]
}

struct CurrencyRow: TemplateData {
  var charged: String
  var rate: String
  var date: String
  var source: String
  var converted: String

  static let fields: [TemplateField<CurrencyRow>] = [
    .text("charged") { $0.charged },
    .text("rate") { $0.rate },
    .text("date") { $0.date },
    .text("source") { $0.source },
    .text("converted") { $0.converted },
  ]
}

extension CurrencyTable {
  /// Nil where everything was charged in the report's currency.
  init?(_ cost: CostSummary, _ money: MoneyFormat, decimals: Int) {
    let exchanged = cost.exchanged.prefix(CostsPage.listed)
    let others = cost.otherCurrencies.prefix(20)
    guard !exchanged.isEmpty || !others.isEmpty else { return nil }
    let own = cost.total - cost.exchanged.reduce(.zero) { $0 + $1.converted }
    let cut = cost.exchanged.dropFirst(CostsPage.listed).reduce(ExactDecimal.zero) {
      $0 + $1.converted
    }
    let parts = ShownParts(
      exchanged.map(\.converted) + (cut == .zero ? [] : [cut]) + [own], decimals: decimals)
    rows = zip(exchanged, parts.parts).map { entry, part in
      CurrencyRow(
        charged: MoneyFormat(currency: Name(entry.rate.from)).exact(entry.amount),
        rate: "1 \(entry.rate.from) = \(entry.rate.rate.digits) \(entry.rate.to)",
        date: ReportDay(number: entry.rate.date.number).label + " \(entry.rate.date.year)",
        source: clipped(entry.rate.source ?? "not said", to: 60),
        converted: money.text(part, decimals: decimals))
    }
    if cut != .zero {
      rows.append(
        CurrencyRow(
          charged: "by further rates", rate: "", date: "", source: "see charges.xlsx",
          converted: money.text(parts.parts[exchanged.count], decimals: decimals)))
    }
    rows.append(
      CurrencyRow(
        charged: "charged in \(cost.currency.text)", rate: "", date: "", source: "",
        converted: money.text(parts.parts.last ?? 0, decimals: decimals)))
    rows += others.map { currency, amount in
      CurrencyRow(
        charged: MoneyFormat(currency: Name(clipped(currency.text, to: 12))).exact(amount),
        rate: "no rate", date: "", source: "a total of its own", converted: "–")
    }
    total = money.text(parts.total, decimals: decimals)
    currency = cost.currency.text
    movedNote =
      parts.isAnyMoved
      ? "\(Shown.count(parts.moved.count, "amount was", "amounts were")) rounded the other way, so that the column adds up to \(total)."
      : nil
  }
}
