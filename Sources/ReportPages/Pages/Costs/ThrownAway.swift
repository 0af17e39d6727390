import TraceModel

/// What attempts cost that were not used.
struct ThrownAway: TemplateData {
  var take: Phrase
  var tables: [CostTable]
  var drafts: Phrase?
  /// Findings that undermine the figure.
  var caveats: [Phrase]

  static let fields: [TemplateField<ThrownAway>] = [
    .html("takeHTML") { $0.take.html },
    .list("tables") { $0.tables },
    .flag("hasCaveats") { !$0.caveats.isEmpty },
    .list("caveats") { $0.caveats.map { Markup(html: $0.html) } },
    .optionalHTML("draftsHTML") { $0.drafts?.html },
  ]
}

extension ThrownAway {
  init(_ figures: OverviewFigures) {
    let cost = figures.summary.cost
    let money = figures.money
    caveats = figures.caveats(for: .thrownAway, atMost: 2)
    let amount = money.amount(cost.retries)
    let decimals = MoneyFormat.statementDecimals(of: cost.total)
    if cost.retries > .zero {
      take =
        "\(amount), or \(Shown.percent(share: cost.retries.share(of: cost.total))) of spend, paid for attempts that were not used."
    } else {
      take = "No attempt was thrown away, as far as the log says."
    }
    func table(
      _ caption: String, _ heading: String, _ amounts: [Name: ExactDecimal], _ rest: String
    )
      -> CostTable?
    {
      guard !amounts.isEmpty, cost.retries != .zero else { return nil }
      let breakdown = CostBreakdown(
        amounts: amounts, total: cost.retries, unnamed: rest, decimals: decimals)
      return CostTable(
        caption, of: heading, breakdown.parts(limit: CostsPage.listed), total: cost.retries,
        in: money, decimals: decimals)
    }
    tables = [
      table("By what set it off", "Trigger", cost.thrownAwayByTrigger, "no trigger logged"),
      table("By model", "Model", cost.thrownAwayByModel, "not on a model"),
    ].compactMap { $0 }
    drafts =
      cost.rejectedDrafts > .zero
      ? "Not in these tables: \(money.amount(cost.rejectedDrafts)) for drafts that a guardrail rejected."
      : nil
  }
}

/// An amount or a count that stands beside the total, not in it.
struct BesideTotal: TemplateData {
  var what: String
  var why: Phrase
  var figure: String

  static let fields: [TemplateField<BesideTotal>] = [
    .text("what") { $0.what },
    .html("whyHTML") { $0.why.html },
    .text("figure") { $0.figure },
  ]

  static func all(_ figures: OverviewFigures) -> [BesideTotal] {
    let cost = figures.summary.cost
    let money = figures.money
    var rows: [BesideTotal] = []
    if cost.unpricedEvents > 0 {
      rows.append(
        BesideTotal(
          what: "Steps without a price",
          why: "Usage was logged, but no charge, and the price table has no price.",
          figure: Shown.count(cost.unpricedEvents, "step", "steps")))
    }
    if cost.unaccountedEvents > 0 {
      rows.append(
        BesideTotal(
          what: "Attempts that left no line",
          why:
            "\(cost.unaccountedEvents, "step says", "steps say") that more was tried than was logged.",
          figure: "at most \(money.amount(cost.unaccountedAtMost))"))
    }
    for (currency, amount) in cost.otherCurrencies.prefix(20) {
      rows.append(
        BesideTotal(
          what: "Charges in another currency",
          why: "The configuration has no rate for \(name: currency).",
          figure: MoneyFormat(currency: Name(clipped(currency.text, to: 12))).amount(amount)))
    }
    if let people = cost.handOffs {
      rows.append(
        BesideTotal(
          what: "Hand-offs to people",
          why:
            "Assumed: \(figures.verdicts.handedOff, "request", "requests") at the configured minutes and rate.",
          figure: money.amount(people)))
    }
    return rows
  }
}
