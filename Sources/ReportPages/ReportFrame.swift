import TraceModel
import TraceRedaction

/// What all pages of a report share: titles, tabs, the badge of the edition, the footer.
struct ReportFrame: Sendable {
  /// `Support assistant, Week 47`
  let title: String
  /// What printed sheets say at their foot: whose week it is, and for whom.
  let printTitle: String
  private let project: String
  private let tabs: [PageShell.Tab]
  private let footer: [String]
  private let audience: Audience

  init(_ edition: Edition) {
    let summary = edition.week.summary
    let calendar = ReportCalendar(summary.period)
    project = summary.title
    title = "\(summary.title), \(calendar.week ?? calendar.range)"
    audience = edition.audience
    printTitle = [
      summary.title, calendar.title, edition.audience.badge.lowercased(),
    ].joined(separator: ", ")
    tabs = Pages.all(for: edition.audience).map { page in
      PageShell.Tab(
        href: page.path, name: page.tab, count: page.count(edition).map { Shown.count($0) })
    }
    let owner = summary.organisation.map { "\($0), " } ?? ""
    footer = [
      "\(owner)\(summary.title), \(calendar.title). All times \(summary.period.timeZone). Intervals are 95% Wilson intervals.",
      "Built by casebook from \(Shown.count(summary.events, "event", "events")) in \(Shown.count(summary.inputs.count, "source", "sources")).",
      "\(audience.words) Open it from disk or attach it to a message: it loads nothing from the network.",
    ]
  }

  /// - Parameters:
  ///   - current: the path of the page, or of the page it belongs to.
  ///   - prefix: the way up to the top folder.
  func shell(titled pageTitle: String, current: String, prefix: String = "") -> PageShell {
    var tabs = tabs
    for index in tabs.indices { tabs[index].isCurrent = tabs[index].href == current }
    return PageShell(
      title: pageTitle, reportTitle: title, project: project, edition: audience.badge,
      isRedacted: audience != .review, tabs: tabs, footer: footer, pathPrefix: prefix)
  }
}

extension Audience {
  fileprivate var badge: String {
    switch self {
    case .review: "Review edition"
    case .finance: "Finance edition"
    case .share: "Share edition"
    }
  }

  fileprivate var words: String {
    switch self {
    case .review: "Review edition: content as logged."
    case .finance: "Finance edition: money and counts, no content."
    case .share: "Share edition: ids are pseudonyms, content only as the rules allow."
    }
  }
}
