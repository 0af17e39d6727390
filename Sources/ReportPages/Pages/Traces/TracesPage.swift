import TraceModel
import TraceRedaction

/// The list of traces, worst first.
struct TracesPage: ReportPage {
  static let path = "traces.html"
  static let tab = "Traces"
  static let template = "pages/traces"
  static let sections: Set<StyleSection> = [.traces]

  /// Rows of the list; how many there are in all is always said.
  static let listed = 500

  var period: String
  var headline: Phrase
  var lede: Phrase
  var routes: [String]
  var models: [String]
  var endings: [EndingChoice]
  var count: String
  var currencySign: String
  var rows: [TraceRow]

  static let fields: [TemplateField<TracesPage>] = [
    .text("period") { $0.period },
    .html("headlineHTML") { $0.headline.html },
    .html("ledeHTML") { $0.lede.html },
    .texts("routes") { $0.routes },
    .texts("models") { $0.models },
    .list("endings") { $0.endings },
    .text("count") { $0.count },
    .text("currencySign") { $0.currencySign },
    .list("rows") { $0.rows },
  ]

  static func count(_ edition: Edition) -> Int? { edition.week.summary.traces }
}

extension TracesPage {
  init(_ edition: Edition) {
    let figures = OverviewFigures(edition)
    let ranks = Dictionary(
      figures.summary.review.enumerated().map { ($0.element.traceID, $0.offset) }
    ) { first, _ in first }
    let listed = figures.cases.map { TraceListing($0, rank: ranks[$0.id]) }.sorted()
      .prefix(Self.listed).map(\.trace)
    let largest = listed.map(\.cost.total).max() ?? .zero
    rows = listed.map { TraceRow($0, figures, largestCost: largest) }
    period = figures.calendar.title
    headline = "\(figures.summary.traces, "request", "requests")"
    lede = Self.lede(listed: rows.count, figures)
    routes = Set(listed.compactMap(\.route)).sorted().map { clipped($0.text) }
    models = Set(listed.compactMap { $0.models.last }).sorted().map { clipped($0.text) }
    let marks = Dictionary(grouping: listed) { $0.mark.style }
    endings = EndingChoice.all(marks.mapValues(\.count))
    count = Self.count(listed, figures)
    currencySign = figures.money.sign
  }

  private static func lede(listed: Int, _ figures: OverviewFigures) -> Phrase {
    let traces = figures.summary.traces
    if traces == 0 { return "No request was logged in this period." }
    if listed == 0 {
      return "None of them has a page in this report: it was built from counts, or holds no content."
    }
    let order: Phrase =
      "The reading list comes first, then unsafe, wrong and the other bad endings by cost."
    let pages = figures.cases.count
    if listed == traces { return order }
    return pages == listed
      ? "\(listed) of them \(listed == 1 ? "has" : "have") a page and stand here. \(order)"
      : "\(pages) of them have a page; the first \(listed) stand here. \(order)"
  }

  /// What the filter's line says before any filter is set, and for good without the script.
  private static func count(_ listed: [TraceCase], _ figures: OverviewFigures) -> String {
    let cost = listed.reduce(ExactDecimal.zero) { $0 + $1.cost.total }
    let judged = listed.filter { $0.ending != .none }
    let good = judged.count { $0.ending == .good }
    return
      "\(Shown.count(listed.count, "request", "requests")) listed · \(figures.money.amount(cost)) · \(Shown.rate(good, of: judged.count, "judged were good"))"
  }
}

/// A kind of verdict in the filter, with how many rows have it.
struct EndingChoice: TemplateData {
  var style: String
  var word: String
  var count: String

  static let fields: [TemplateField<EndingChoice>] = [
    .text("style") { $0.style },
    .text("word") { $0.word },
    .text("count") { $0.count },
  ]

  static func all(_ counts: [String: Int]) -> [EndingChoice] {
    [
      ("correct", "Good"), ("acceptable", "Acceptable"), ("partial", "Partial"),
      ("wrong", "Wrong or failed"), ("unsafe", "Unsafe"), ("human", "Handed to a person"),
      ("none", "No verdict"),
    ].compactMap { style, word in
      counts[style].map { EndingChoice(style: style, word: word, count: Shown.count($0)) }
    }
  }
}

/// A trace by its place in the list.
private struct TraceListing: Comparable {
  let trace: TraceCase
  /// Its place on the reading list.
  let rank: Int?

  init(_ trace: TraceCase, rank: Int?) {
    self.trace = trace
    self.rank = rank
  }

  private var weight: Int {
    if rank != nil { return 0 }
    switch trace.ending {
    case .unsafe: return 1
    case .bad: return 2
    case .handedOff: return 3
    case .partial: return 4
    case .none: return 5
    case .good: return 6
    }
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.weight, left.rank ?? 0, right.trace.cost.total, left.trace.id)
      < (right.weight, right.rank ?? 0, left.trace.cost.total, right.trace.id)
  }

  static func == (left: Self, right: Self) -> Bool { left.trace.id == right.trace.id }
}
