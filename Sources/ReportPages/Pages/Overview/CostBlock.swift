import TraceModel

/// What the week cost, by day and by source.
struct CostBlock: TemplateData {
  var head: BlockHead
  var chart: HTML?
  var bySource: CostTable
  var tables: [CostTable]

  static let fields: [TemplateField<CostBlock>] = [
    .object("head") { $0.head },
    .optionalHTML("chartHTML") { $0.chart },
    .object("bySource") { $0.bySource },
    .list("tables") { $0.tables },
  ]
}

extension CostBlock {
  init(_ figures: OverviewFigures, number: Int) {
    let cost = figures.summary.cost
    let money = figures.money
    func table(_ caption: String, _ heading: String, _ amounts: [Name: ExactDecimal], _ rest: String)
      -> CostTable?
    {
      guard amounts.contains(where: { !$0.key.isEmpty }) else { return nil }
      let breakdown = CostBreakdown(amounts: amounts, total: cost.total, unnamed: rest)
      return CostTable(caption, of: heading, breakdown.parts(limit: 8), total: cost.total, in: money)
    }
    chart = CostByDay(cost).chart(in: money)
    bySource = CostTable(
      "By source", of: "Source", cost.sourceParts, total: cost.total, in: money)
    bySource.hasMark = true
    tables = [
      table("By provider", "Provider", cost.byProvider, "without a provider"),
      table("By model", "Model", cost.byModel, "not on a model"),
      table("By tool", "Tool", cost.byTool, "not on a tool"),
    ].compactMap { $0 }
    head = BlockHead(
      number: number, heading: OverviewBlock.cost.heading,
      about: "Model, tool and infrastructure spend kept apart. Hand-offs to people are counted on the cost page.",
      take: Self.take(figures))
  }

  private static func take(_ figures: OverviewFigures) -> Phrase {
    let cost = figures.summary.cost
    let total = figures.money.amount(cost.total)
    let days = cost.byDay.compactMap { key, amount in ReportDay(key).map { (day: $0, amount: amount) } }
    guard days.count > 1, let dearest = days.max(by: { ($0.amount, $1.day) < ($1.amount, $0.day) })
    else { return "The period cost \(total)." }
    let decimals = MoneyFormat.decimals(of: cost.total)
    return
      "\(dearest.day.label) cost most: \(figures.money.text(dearest.amount, decimals: decimals)) of \(total)."
  }
}
