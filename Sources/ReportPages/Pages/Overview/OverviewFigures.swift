import TraceModel
import TraceRedaction

/// What all blocks of the overview draw on.
struct OverviewFigures: Sendable {
  let week: Week
  let cases: [TraceCase]
  let audience: Audience
  let links: TraceLinks
  let money: MoneyFormat
  let calendar: ReportCalendar
  /// The paths with a retry or a fallback.
  let longPaths: [PathSummary]
  /// Nil without an earlier report.
  let history: WeekHistory?

  init(_ edition: Edition) {
    week = edition.week
    let summary = edition.week.summary
    cases = edition.week.cases
    audience = edition.audience
    links = TraceLinks(edition.week.cases)
    money = MoneyFormat(currency: summary.cost.currency)
    calendar = ReportCalendar(summary.period)
    history = WeekHistory(summary)
    longPaths = summary.paths.filter { $0.path != "direct" }
  }

  var summary: WeekSummary { week.summary }
  var verdicts: VerdictSummary { summary.verdicts }
  var hasVerdicts: Bool { verdicts.judged > 0 }
  var hasCost: Bool { !summary.cost.bySource.isEmpty || !summary.cost.byBasis.isEmpty }
  var isOneTrace: Bool { summary.traces == 1 }

  var tracesWithLongPaths: Int { longPaths.reduce(0) { $0 + $1.traces } }

  /// The prompts that had more than one text under one name and version.
  var changedPrompts: [PromptSummary] { summary.prompts.filter { $0.hasChanged } }

  var rejectedLines: Int { summary.inputs.reduce(0) { $0 + $1.rejected } }
  var duplicates: Int { summary.inputs.reduce(0) { $0 + $1.duplicates } }

  /// `Week 46`, where the previous report is known and there is something to hold against it.
  var previousWeek: String? {
    guard let change = summary.change, !isOneTrace else { return nil }
    return ReportCalendar.name(ofWeek: change.previous.week)
  }

  /// How the good rate moved, where both weeks have enough judged to speak of it.
  var goodRateChange: RateChange? {
    guard previousWeek != nil, let change = summary.change?.goodRate, change.reading != .tooFew
    else { return nil }
    return change
  }

  var costPerRequest: String? {
    summary.cost.total.divided(by: summary.traces).map(money.amount)
  }

  /// The system and, if they are priced, the people, for each answer judged good.
  var costPerGood: String? {
    let people = summary.cost.handOffs ?? .zero
    return (summary.cost.total + people).divided(by: verdicts.good).map(money.amount)
  }
}

/// The blocks in their order; a block that has nothing to say is left out and takes no number.
enum OverviewBlock: CaseIterable, Sendable {
  case verdicts, causes, paths, cost, prompts, gaps, reading, actions, more

  static func shown(for figures: OverviewFigures) -> [OverviewBlock] {
    let isFinance = figures.audience == .finance
    if figures.isOneTrace { return isFinance ? [.cost, .gaps, .more] : [.reading, .gaps, .more] }
    let summary = figures.summary
    return allCases.filter { block in
      switch block {
      case .verdicts, .gaps: summary.traces > 0
      case .reading, .actions: summary.traces > 0 && !isFinance
      case .causes: !summary.causes.isEmpty
      case .paths: !summary.paths.isEmpty
      case .cost: figures.hasCost
      case .prompts: !summary.prompts.isEmpty
      case .more: false
      }
    }
  }

  var heading: String {
    switch self {
    case .verdicts: "Verdicts"
    case .causes: "Where it broke"
    case .paths: "Retries and fallbacks"
    case .cost: "Cost by source"
    case .prompts: "Prompts in use"
    case .gaps: "Gaps in the data"
    case .reading: "Read together"
    case .actions: "Actions"
    case .more: "What appears with more data"
    }
  }
}

/// Where a block stands: its number, its heading and the sentence that opens it.
struct BlockHead: TemplateData {
  var number: Int
  var heading: String
  var about: Phrase?
  var take: Phrase?
  /// Findings that undermine its numbers.
  var caveats: [Phrase] = []

  static let fields: [TemplateField<BlockHead>] = [
    .text("number") { String($0.number) },
    .text("heading") { $0.heading },
    .optionalHTML("aboutHTML") { $0.about?.html },
    .optionalHTML("takeHTML") { $0.take?.html },
    .flag("hasCaveats") { !$0.caveats.isEmpty },
    .list("caveats") { $0.caveats.map { Markup(html: $0.html) } },
  ]
}
