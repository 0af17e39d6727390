import TraceModel
import TraceRedaction

/// The first page: what is true of the week, block by block.
struct OverviewPage: ReportPage {
  static let path = "index.html"
  static let tab = "Overview"
  static let template = "pages/overview"
  static let audiences = Set(Audience.allCases)
  static let sections: Set<StyleSection> = [.charts, .overview, .costs]

  var week: String
  var facts: [String]
  var headline: [Phrase]
  var lede: Phrase?
  var sentences: [OpeningSentence]
  var keyFigures: [KeyFigure]
  var readTogether: String?
  var readAddress: String
  var changeNote: String?
  /// The figures behind the sparklines, a row a week.
  var history: [HistoryRow]
  /// The only trace of the period, before everything else.
  var only: ReadingBlock?
  var verdicts: VerdictsBlock?
  var causes: CausesBlock?
  var paths: PathsBlock?
  var cost: CostBlock?
  var prompts: PromptsBlock?
  var gaps: GapsBlock?
  var reading: ReadingBlock?
  var actions: ActionsBlock?
  var more: BlockHead?

  static let fields: [TemplateField<OverviewPage>] = [
    .text("week") { $0.week },
    .texts("facts") { $0.facts },
    .list("headline") { $0.headline.map { Markup(html: $0.html) } },
    .optionalHTML("ledeHTML") { $0.lede?.html },
    .flag("hasSentences") { !$0.sentences.isEmpty },
    .list("sentences") { $0.sentences },
    .flag("hasKeyFigures") { !$0.keyFigures.isEmpty },
    .list("keyFigures") { $0.keyFigures },
    .optionalText("readTogether") { $0.readTogether },
    .text("readAddress") { $0.readAddress },
    .optionalText("changeNote") { $0.changeNote },
    .flag("hasHistory") { !$0.history.isEmpty },
    .list("history") { $0.history },
    .optionalObject("only") { $0.only },
    .optionalObject("verdicts") { $0.verdicts },
    .optionalObject("causes") { $0.causes },
    .optionalObject("paths") { $0.paths },
    .optionalObject("cost") { $0.cost },
    .optionalObject("prompts") { $0.prompts },
    .optionalObject("gaps") { $0.gaps },
    .optionalObject("reading") { $0.reading },
    .optionalObject("actions") { $0.actions },
    .optionalObject("more") { $0.more },
  ]
}

extension OverviewPage {
  static func summaryIsland(_ edition: Edition) -> HTML? {
    ReportPages.summaryIsland(edition)
  }

  init(_ edition: Edition) {
    let figures = OverviewFigures(edition)
    let summary = figures.summary
    let shown = OverviewBlock.shown(for: figures)
    func number(_ block: OverviewBlock) -> Int? { shown.firstIndex(of: block).map { $0 + 1 } }

    week = figures.calendar.week ?? "Period"
    facts = [
      figures.calendar.range, Self.traffic(figures), Self.judged(summary),
    ]
    headline = figures.headline
    lede = figures.lede
    sentences = figures.openingSentences { block in number(block).map { "#s\($0)" } }
    keyFigures = summary.traces == 0 ? [] : figures.keyFigures
    changeNote = summary.traces > 1 ? Self.changeNote(figures) : nil
    let weeks = summary.traces > 1 ? figures.history?.known ?? [] : []
    history = weeks.reversed().map {
      HistoryRow($0, withHandOffs: summary.cost.handOffs != nil, figures.money)
    }
    verdicts = number(.verdicts).map { VerdictsBlock(figures, number: $0) }
    causes = number(.causes).map { CausesBlock(figures, number: $0) }
    paths = number(.paths).map { PathsBlock(figures, number: $0) }
    cost = number(.cost).map { CostBlock(figures, number: $0) }
    prompts = number(.prompts).map { PromptsBlock(figures, number: $0) }
    gaps = number(.gaps).map { GapsBlock(figures, number: $0) }
    verdicts?.head.caveats = figures.caveats(for: .verdicts)
    causes?.head.caveats = figures.caveats(for: .causes)
    paths?.head.caveats = figures.caveats(for: .paths)
    cost?.head.caveats = figures.caveats(for: .cost)
    prompts?.head.caveats = figures.caveats(for: .prompts)
    let list = number(.reading).map { ReadingBlock(figures, number: $0) }
    only = figures.isOneTrace ? list : nil
    reading = figures.isOneTrace ? nil : list
    actions = number(.actions).map { ActionsBlock(figures, number: $0) }
    more = number(.more).map {
      BlockHead(number: $0, heading: OverviewBlock.more.heading, about: nil, take: nil)
    }
    let listed = reading?.items.count ?? 0
    readTogether =
      listed > 1 ? "Read together: \(listed) requests, \(2 * listed) minutes" : nil
    readAddress = number(.reading).map { "#s\($0)" } ?? ""
  }

  private static func traffic(_ figures: OverviewFigures) -> String {
    let now = figures.summary.traces
    let requests = Shown.count(now, "request", "requests")
    guard let week = figures.previousWeek, let before = figures.summary.change?.previous.traces
    else { return requests }
    if now == before { return "\(requests), as many as in \(week)" }
    let more = now > before ? "more" : "fewer"
    return "\(requests), \(Shown.count(abs(now - before))) \(more) than in \(week)"
  }

  private static func changeNote(_ figures: OverviewFigures) -> String {
    guard let week = figures.previousWeek else {
      return
        "Changes and the usual range appear once the report of an earlier week is given with --previous."
    }
    let arrows = "Arrows: change from \(week)."
    guard let history = figures.history, history.known.count > 4 else {
      return
        "\(arrows) Coloured only when it is larger than chance. The usual range appears once four earlier weeks are known."
    }
    return
      "\(arrows) Grey band: range of the earlier weeks, \(history.known.count - 1) of the last eleven. Coloured when the change is larger than chance or leaves the band."
  }

  private static func judged(_ summary: WeekSummary) -> String {
    let judged = summary.verdicts.judged
    if judged == 0, summary.traces > 0 { return "no verdicts" }
    guard summary.traces >= 10 else { return "verdict on \(judged)" }
    return
      "verdict on \(Shown.count(judged)) (\(Shown.percent(judged, of: summary.traces)))"
  }
}
