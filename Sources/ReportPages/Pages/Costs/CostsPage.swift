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
  /// Findings that undermine the total.
  var caveats: [Phrase]
  var hasCost: Bool
  var numbers: CostSections
  var invoices: InvoiceTable?
  var checks: [SumCheck]
  var bySource: CostTable
  var byBasis: CostTable
  var currencies: CurrencyTable?
  var spend: [Spend]
  var paidTo: [CostTable]
  var servedFor: [CostTable]
  var featureDays: FeatureDays?
  var days: DayTable?
  var moves: MoveTable?
  var thrownAway: ThrownAway
  var goodAnswers: GoodAnswers?
  var beside: [BesideTotal]

  static let fields: [TemplateField<CostsPage>] = [
    .text("period") { $0.period },
    .text("currency") { $0.currency },
    .list("headline") { $0.headline.map { Markup(html: $0.html) } },
    .optionalHTML("ledeHTML") { $0.lede?.html },
    .list("sum") { $0.sum },
    .flag("hasCaveats") { !$0.caveats.isEmpty },
    .list("caveats") { $0.caveats.map { Markup(html: $0.html) } },
    .flag("hasCost") { $0.hasCost },
    .object("no") { $0.numbers },
    .optionalObject("invoices") { $0.invoices },
    .list("checks") { $0.checks },
    .object("bySource") { $0.bySource },
    .object("byBasis") { $0.byBasis },
    .optionalObject("currencies") { $0.currencies },
    .list("spend") { $0.spend },
    .list("paidTo") { $0.paidTo },
    .list("servedFor") { $0.servedFor },
    .flag("hasDays") { $0.days != nil },
    .optionalObject("featureDays") { $0.featureDays },
    .optionalObject("days") { $0.days },
    .optionalObject("moves") { $0.moves },
    .object("thrownAway") { $0.thrownAway },
    .optionalObject("goodAnswers") { $0.goodAnswers },
    .list("beside") { $0.beside },
  ]
}

/// The numbers of the sections; those that are left out take none.
struct CostSections: TemplateData {
  enum Section: CaseIterable {
    case invoices, total, spend, features, days, moves, thrownAway, goodAnswers, beside
  }

  var shown: [Section]

  private func number(_ section: Section) -> String {
    shown.firstIndex(of: section).map { String($0 + 1) } ?? ""
  }

  static let fields: [TemplateField<CostSections>] = [
    .text("invoices") { $0.number(.invoices) },
    .text("total") { $0.number(.total) },
    .text("spend") { $0.number(.spend) },
    .text("features") { $0.number(.features) },
    .text("days") { $0.number(.days) },
    .text("moves") { $0.number(.moves) },
    .text("thrownAway") { $0.number(.thrownAway) },
    .text("goodAnswers") { $0.number(.goodAnswers) },
    .text("beside") { $0.number(.beside) },
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
    let decimals = MoneyFormat.statementDecimals(of: cost.total)
    func table(_ view: CostView) -> CostTable {
      let breakdown = CostBreakdown(
        amounts: view.amounts(in: cost), total: cost.total, unnamed: view.unnamed,
        traces: view.traces(in: summary), decimals: decimals)
      return CostTable(
        view.title, of: view.heading, breakdown.parts(limit: Self.listed), total: cost.total,
        in: money, decimals: decimals)
    }

    period = figures.calendar.title
    currency = "Amounts in \(cost.currency.text)"
    hasCost = figures.hasCost
    headline = Self.headline(figures)
    lede = Self.lede(figures)
    sum = SumTerm.terms(figures)
    caveats =
      figures.hasCost
      ? figures.caveats(for: figures.costPerGood == nil ? .cost : .perGood, atMost: 4) : []
    checks = SumCheck.all(cost, money)
    invoices = InvoiceTable(figures)
    bySource = CostTable(
      "By source", of: "Source", cost.sourceParts, total: cost.total, in: money,
      decimals: decimals)
    byBasis = CostTable(
      "By basis", of: "Basis", cost.basisParts, total: cost.total, in: money, decimals: decimals)
    currencies = CurrencyTable(cost, money, decimals: decimals)
    spend = Spend.all(cost, money, decimals: decimals)
    paidTo = [table(.provider), table(.model), table(.tool)]
    servedFor = [table(.feature), table(.route)]
    featureDays = FeatureDays(figures, decimals: decimals)
    days = DayTable(cost, money, decimals: decimals)
    moves = MoveTable(figures, decimals: decimals)
    thrownAway = ThrownAway(figures)
    goodAnswers = GoodAnswers(figures)
    beside = BesideTotal.all(figures)
    let hasDays = days != nil
    let (hasInvoices, hasMoves, hasGood) = (invoices != nil, moves != nil, goodAnswers != nil)
    numbers = CostSections(
      shown: CostSections.Section.allCases.filter { section in
        switch section {
        case .invoices: hasInvoices
        case .days: figures.hasCost && hasDays
        case .moves: figures.hasCost && hasMoves
        case .goodAnswers: figures.hasCost && hasGood
        case .total, .spend, .features, .thrownAway: figures.hasCost
        case .beside: true
        }
      })
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
    if let change = figures.summary.change?.costMoves, let week = figures.previousWeek,
      change.total != .zero
    {
      let size = figures.money.amount(
        change.total < .zero ? .zero - change.total : change.total)
      sentences.append("\(size) \(change.total < .zero ? "less" : "more") than in \(week).")
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
