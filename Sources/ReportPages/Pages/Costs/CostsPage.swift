import TraceModel
import TraceRedaction

/// The statement for finance: every table ends on the same total.
struct CostsPage: ReportPage {
  static let path = "costs.html"
  static let tab = "Costs"
  static let template = "pages/costs"
  static let audiences = Set(Audience.allCases)
  static let sections: Set<StyleSection> = [.charts, .overview, .costs]

  var period: String
  var currency: String
  var headline: [Phrase]
  var lede: Phrase?
  var sum: [SumTerm]
  var hasCost: Bool
  var checks: [SumCheck]
  var bySource: CostTable
  var byBasis: CostTable
  var paidFor: PaidFor?
  var paidTo: [CostTable]
  var servedFor: [CostTable]
  var days: DayTable?
  var thrownAway: ThrownAway
  var beside: [BesideTotal]

  static let fields: [TemplateField<CostsPage>] = [
    .text("period") { $0.period },
    .text("currency") { $0.currency },
    .list("headline") { $0.headline.map { Markup(html: $0.html) } },
    .optionalHTML("ledeHTML") { $0.lede?.html },
    .list("sum") { $0.sum },
    .flag("hasCost") { $0.hasCost },
    .list("checks") { $0.checks },
    .object("bySource") { $0.bySource },
    .object("byBasis") { $0.byBasis },
    .optionalObject("paidFor") { $0.paidFor },
    .list("paidTo") { $0.paidTo },
    .list("servedFor") { $0.servedFor },
    .optionalObject("days") { $0.days },
    .object("thrownAway") { $0.thrownAway },
    .list("beside") { $0.beside },
  ]
}

extension CostsPage {
  /// Rows of a table; more are added up as others.
  static let listed = 500

  init(_ edition: Edition) {
    let figures = OverviewFigures(edition)
    let summary = figures.summary
    let cost = summary.cost
    let money = figures.money
    func table(
      _ caption: String, _ heading: String, _ amounts: [Name: ExactDecimal], rest: String,
      traces: [Name: Int] = [:]
    ) -> CostTable {
      let breakdown = CostBreakdown(
        amounts: amounts, total: cost.total, unnamed: rest, traces: traces)
      return CostTable(
        caption, of: heading, breakdown.parts(limit: Self.listed), total: cost.total, in: money)
    }
    func traces(_ kind: GroupKind) -> [Name: Int] {
      Dictionary((summary.groups[kind] ?? []).map { ($0.name, $0.traces) }) { first, _ in first }
    }

    period = figures.calendar.title
    currency = "Amounts in \(cost.currency.text)"
    hasCost = figures.hasCost
    headline = Self.headline(figures)
    lede = Self.lede(figures)
    sum = SumTerm.terms(figures)
    checks = SumCheck.all(cost, money)
    bySource = CostTable("By source", of: "Source", cost.sourceParts, total: cost.total, in: money)
    byBasis = CostTable("By basis", of: "Basis", cost.basisParts, total: cost.total, in: money)
    paidFor = PaidFor(cost, money)
    paidTo = [
      table("By provider", "Provider", cost.byProvider, rest: "without a provider"),
      table("By model", "Model", cost.byModel, rest: "not on a model"),
      table("By tool", "Tool", cost.byTool, rest: "not on a tool"),
    ]
    servedFor = [
      table(
        "By feature", "Feature", cost.byFeature, rest: "without a feature", traces: traces(.feature)
      ),
      table("By route", "Route", cost.byRoute, rest: "without a route", traces: traces(.route)),
    ]
    days = DayTable(cost, money)
    thrownAway = ThrownAway(figures)
    beside = BesideTotal.all(figures)
  }

  private static func headline(_ figures: OverviewFigures) -> [Phrase] {
    let cost = figures.summary.cost
    guard figures.hasCost else { return ["No cost was logged in this period."] }
    let system: Phrase = "The system cost \(figures.money.amount(cost.total)) in this period."
    guard let people = cost.handOffs, people > .zero else { return [system] }
    return [system, "People who took over cost \(figures.money.amount(people)) more."]
  }

  private static func lede(_ figures: OverviewFigures) -> Phrase? {
    let cost = figures.summary.cost
    guard figures.hasCost else {
      return "Log charges with each step, or name a price table, and the statement appears here."
    }
    var sentences: [Phrase] = []
    if let each = figures.costPerRequest {
      sentences.append(
        "\(each) per request over \(figures.summary.traces, "request", "requests").")
    }
    if cost.retries > .zero {
      sentences.append(
        "\(figures.money.amount(cost.retries)) paid for attempts that were thrown away.")
    }
    if cost.unpricedEvents > 0 {
      sentences.append(
        "\(cost.unpricedEvents, "step has", "steps have") no price and \(cost.unpricedEvents == 1 ? "is" : "are") not in the total."
      )
    }
    return Phrase(sentences: sentences)
  }
}

extension CostSummary {
  fileprivate var basisParts: [CostPart] {
    CostBasis.allCases.compactMap { basis in
      byBasis[basis].map { CostPart(name: .text(basis.phrase), amount: $0) }
    }
  }
}

extension CostBasis {
  fileprivate var phrase: String {
    switch self {
    case .recorded: "Recorded in the log"
    case .priced: "Priced from the price table"
    case .estimated: "Estimated by a configured rate"
    }
  }
}
