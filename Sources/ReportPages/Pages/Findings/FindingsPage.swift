import TraceModel
import TraceRedaction

/// What weakens the record, and what became of every line that was read.
struct FindingsPage: ReportPage {
  static let path = "findings.html"
  static let tab = "Findings"
  static let template = "pages/findings"
  static let audiences = Set(Audience.allCases)
  static let sections: Set<StyleSection> = [.findings]

  /// Rows of a list; the number in all is always said.
  static let listed = 500

  var period: String
  var headline: [Phrase]
  var findings: [FindingEntry]
  var verdicts: Phrase
  var verdictWords: [WordCount]
  var agreements: [AgreementTable]
  var prompts: PromptChanges?
  var coverage: CoverageTable?
  var balance: InputBalance?
  var receipt: JoinReceipt?
  var rejected: RejectedList?
  var notes: OrphanNotes?

  static let fields: [TemplateField<FindingsPage>] = [
    .text("period") { $0.period },
    .list("headline") { $0.headline.map { Markup(html: $0.html) } },
    .flag("hasFindings") { !$0.findings.isEmpty },
    .list("findings") { $0.findings },
    .html("verdictsHTML") { $0.verdicts.html },
    .list("verdictWords") { $0.verdictWords },
    .list("agreements") { $0.agreements },
    .optionalObject("prompts") { $0.prompts },
    .optionalObject("coverage") { $0.coverage },
    .optionalObject("balance") { $0.balance },
    .optionalObject("receipt") { $0.receipt },
    .optionalObject("rejected") { $0.rejected },
    .optionalObject("notes") { $0.notes },
  ]

  static func count(_ edition: Edition) -> Int? {
    let count = edition.week.summary.findings.count { $0.traces > 0 || $0.events > 0 }
    return count > 0 ? count : nil
  }
}

extension FindingsPage {
  init(_ edition: Edition) {
    let summary = edition.week.summary
    let links = TraceLinks(edition.week.cases)
    period = ReportCalendar(summary.period).title
    findings = FindingEntry.all(summary, links)
    balance = InputBalance(summary)
    receipt = JoinReceipt(summary, links)
    prompts = PromptChanges(summary, links)
    coverage = CoverageTable(summary)
    agreements = [
      AgreementTable(
        summary.verdicts.agreement, title: "Automated checks against people",
        first: "Automated", second: "Person", links),
      AgreementTable(
        summary.verdicts.bridge, title: "Outcomes against labels", first: "Outcome",
        second: "Label", links),
    ].compactMap(\.self)
    rejected = RejectedList(summary)
    notes = OrphanNotes(summary.orphanNotes)
    verdicts = Self.verdicts(summary)
    verdictWords = WordCount.all(summary.verdicts).filter { $0.isUnknown }
    headline = Self.headline(summary, findings)
  }

  private static func headline(_ summary: WeekSummary, _ findings: [FindingEntry]) -> [Phrase] {
    let heavy = findings.count { $0.words.weight == .changesConclusion }
    var lines: [Phrase] = []
    if heavy > 0 {
      lines.append("\(heavy, "finding changes", "findings change") what you may conclude.")
    } else if !findings.isEmpty {
      lines.append("\(findings.count, "finding", "findings"), none of which changes a conclusion.")
    }
    let rejected = summary.inputs.reduce(0) { $0 + $1.rejected }
    let read = summary.inputs.reduce(0) { $0 + $1.lines }
    if rejected > 0 {
      lines.append("\(rejected) of \(read, "line", "lines") could not be read.")
    } else if read > 0, summary.damagedFiles == 0 {
      lines.append(
        read == 1
          ? "The only line of the input could be read."
          : "All \(read, "line", "lines") of the input could be read.")
    }
    if summary.damagedFiles > 0 {
      lines.append("\(summary.damagedFiles, "file", "files") could not be read whole.")
    }
    return lines.isEmpty ? ["No input was counted."] : lines
  }

  private static func verdicts(_ summary: WeekSummary) -> Phrase {
    let verdicts = summary.verdicts
    guard verdicts.unjudged > 0 else {
      return "Every one of \(summary.traces, "request", "requests") has a verdict."
    }
    guard verdicts.judged > 0 else { return "No request has a verdict, so there are no rates." }
    return
      "\(verdicts.unjudged) of \(summary.traces, "request has", "requests have") no verdict. Rates rest on the other \(verdicts.judged)."
  }
}

/// One rule's finding: what it means and the requests it touches.
struct FindingEntry: TemplateData {
  var number: Int
  var words: FindingWords
  var traces: Int
  var events: Int
  /// Of all requests, where there are enough for a share.
  var share: String
  var examples: [TraceLink]
  /// What was noticed.
  var seen: [String]

  static let fields: [TemplateField<FindingEntry>] = [
    .text("number") { String($0.number) },
    .text("anchor") { $0.words.anchor },
    .text("title") { $0.words.title },
    .text("code") { clipped($0.words.code) },
    .html("weightHTML") { $0.words.weight.tag },
    .text("effect") { $0.words.effect },
    .text("fix") { $0.words.fix },
    .text("traces") { Shown.count($0.traces) },
    .text("events") { Shown.count($0.events) },
    .text("tracesWithUnit") { Shown.count($0.traces, "request", "requests") },
    .text("eventsWithUnit") { Shown.count($0.events, "step", "steps") },
    .text("share") { $0.share },
    .flag("hasExamples") { !$0.examples.isEmpty },
    .list("examples") { $0.examples },
    .flag("hasSeen") { !$0.seen.isEmpty },
    .texts("seen") { $0.seen },
  ]

  /// Heaviest first, then by how many requests they touch.
  static func all(_ summary: WeekSummary, _ links: TraceLinks) -> [FindingEntry] {
    let found = summary.findings.filter { $0.traces > 0 || $0.events > 0 }
    let sorted = found.map { (finding: $0, words: FindingWords(code: $0.code)) }.sorted {
      ($0.words.weight.rawValue, -$0.finding.traces, $0.finding.code)
        < ($1.words.weight.rawValue, -$1.finding.traces, $1.finding.code)
    }
    return sorted.prefix(FindingsPage.listed).enumerated().map { index, entry in
      FindingEntry(
        number: index + 1, words: entry.words, traces: entry.finding.traces,
        events: entry.finding.events,
        share: summary.traces < 10
          ? "" : "\(Shown.percent(entry.finding.traces, of: summary.traces)) of the period, ",
        examples: entry.finding.examples.prefix(5).map { TraceLink($0, links) },
        seen: entry.finding.details.prefix(4).map { clipped($0, to: 240) })
    }
  }
}
