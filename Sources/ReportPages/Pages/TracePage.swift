import TraceModel
import TraceRedaction

/// The page of one trace: what was asked, what happened, what it cost and why it passed or failed.
struct TracePage: TemplateData {
  var head: TraceHead
  var chat: TraceChat
  var gist: TraceGist
  var session: SessionTurns?
  var beats: TraceBeats
  var timeline: TraceTimeline?
  var steps: StepList
  var ledger: TraceLedger
  var notes: TraceNotes
  var record: TraceRecord
  var place: ReadingPlace?
  /// There is no report around it to link to.
  var isAlone: Bool

  init(_ trace: TraceCase, in edition: Edition, isAlone: Bool = false) {
    self.isAlone = isAlone
    let facts = TraceFacts(trace, in: edition.week)
    head = TraceHead(facts)
    chat = TraceChat(facts)
    gist = TraceGist(facts)
    let slugs = Dictionary(edition.week.cases.map { ($0.id, $0.slug) }) { first, _ in first }
    session = SessionTurns(facts, slugs, isAlone: isAlone)
    beats = TraceBeats(facts)
    timeline = TraceTimeline(facts)
    steps = StepList(facts)
    ledger = TraceLedger(facts)
    notes = TraceNotes(facts)
    record = TraceRecord(facts)
    place = isAlone ? nil : ReadingPlace(of: trace.id, in: edition.week)
  }

  static let fields: [TemplateField<TracePage>] = [
    .object("head") { $0.head },
    .object("chat") { $0.chat },
    .object("gist") { $0.gist },
    .optionalObject("session") { $0.session },
    .object("beats") { $0.beats },
    .optionalObject("timeline") { $0.timeline },
    .object("steps") { $0.steps },
    .object("ledger") { $0.ledger },
    .object("notes") { $0.notes },
    .object("record") { $0.record },
    .optionalObject("place") { $0.place },
    .flag("isAlone") { $0.isAlone },
  ]
}

/// Where the trace stands in the reading list, and its neighbours there.
struct ReadingPlace: TemplateData {
  var number: Int
  var count: Int
  var previous: String?
  var next: String?

  init?(of id: Name, in week: Week) {
    let listed = Set(week.summary.review.map(\.traceID))
    guard listed.contains(id) else { return nil }
    let cases = week.cases.filter { listed.contains($0.id) }
    let slugs = Dictionary(cases.map { ($0.id, $0.slug) }) { first, _ in first }
    let list = week.summary.review.filter { slugs[$0.traceID] != nil }
    guard let index = list.firstIndex(where: { $0.traceID == id }) else { return nil }
    number = index + 1
    count = list.count
    previous = index > 0 ? slugs[list[index - 1].traceID].map { $0 + ".html" } : nil
    next = index + 1 < list.count ? slugs[list[index + 1].traceID].map { $0 + ".html" } : nil
  }

  static let fields: [TemplateField<ReadingPlace>] = [
    .text("number") { Shown.count($0.number) },
    .text("count") { Shown.count($0.count) },
    .optionalText("previous") { $0.previous },
    .optionalText("next") { $0.next },
  ]
}

/// What stands in `<main>` of a trace's page, for any number of traces.
package struct TracePages: Sendable {
  private let template: Template<TracePage>

  package init(from sources: TemplateSources) throws(TemplateError) {
    template = try Template("pages/trace", from: sources)
  }

  /// The parts of the stylesheet that these pages need.
  package static let styles: Set<StyleSection> = [.charts, .trace]

  package func body(of trace: TraceCase, in edition: Edition, isAlone: Bool = false) -> HTML {
    template.render(TracePage(trace, in: edition, isAlone: isAlone))
  }

  /// The page's title: `t-7f3ac41e, Partial`.
  package static func title(of trace: TraceCase) -> String {
    let mark = VerdictMark(trace.verdict.judgement, class: trace.verdict.verdictClass)
    return "\(oneLine(trace.id.text, upTo: 40)), \(mark.word)"
  }
}
