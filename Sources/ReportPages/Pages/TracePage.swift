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
  var counterpart: Counterpart?
  /// There is no report around it to link to.
  var isAlone: Bool

  init(
    _ trace: TraceCase, in edition: Edition, _ links: TraceLinks, _ reading: ReadingList?,
    _ counterparts: Counterparts?
  ) {
    isAlone = reading == nil
    let facts = TraceFacts(trace, in: edition.week)
    head = TraceHead(facts)
    chat = TraceChat(facts)
    gist = TraceGist(facts)
    session = SessionTurns(facts, links)
    beats = TraceBeats(facts)
    timeline = TraceTimeline(facts)
    steps = StepList(facts)
    ledger = TraceLedger(facts)
    notes = TraceNotes(facts)
    record = TraceRecord(facts)
    place = reading?.place(of: trace.id)
    counterpart = counterparts?.counterpart(of: trace)
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
    .optionalObject("counterpart") { $0.counterpart },
    .flag("isAlone") { $0.isAlone },
  ]
}

/// Where the trace stands in the reading list, and its neighbours there.
struct ReadingPlace: TemplateData {
  var number: Int
  var count: Int
  var previous: String?
  var next: String?

  static let fields: [TemplateField<ReadingPlace>] = [
    .text("number") { Shown.count($0.number) },
    .text("count") { Shown.count($0.count) },
    .optionalText("previous") { $0.previous },
    .optionalText("next") { $0.next },
  ]
}

/// The traces of the reading list that have a page, in its order.
struct ReadingList: Sendable {
  private let addresses: [String]
  private let places: [Name: Int]

  init(_ week: Week, _ links: TraceLinks) {
    var addresses: [String] = []
    var places: [Name: Int] = [:]
    for trace in week.summary.review {
      guard let address = links.besides(trace.traceID) else { continue }
      if places[trace.traceID] == nil { places[trace.traceID] = addresses.count }
      addresses.append(address)
    }
    self.addresses = addresses
    self.places = places
  }

  /// Nil for a trace that is not listed.
  func place(of id: Name) -> ReadingPlace? {
    guard let index = places[id] else { return nil }
    return ReadingPlace(
      number: index + 1, count: addresses.count,
      previous: index > 0 ? addresses[index - 1] : nil,
      next: index + 1 < addresses.count ? addresses[index + 1] : nil)
  }
}

/// What stands in `<main>` of a trace's page, for any number of traces of one edition.
package struct TracePages: Sendable {
  private let template: Template<TracePage>
  private let edition: Edition
  private let links: TraceLinks
  /// Nil for a page that stands without a report.
  private let reading: ReadingList?
  private let counterparts: Counterparts?

  /// - Parameter isAlone: there is no report around the page to link to.
  package init(
    of edition: Edition, isAlone: Bool = false, from sources: TemplateSources
  ) throws(TemplateError) {
    template = try Template("pages/trace", from: sources)
    self.edition = edition
    links = TraceLinks(isAlone ? [] : edition.week.cases)
    reading = isAlone ? nil : ReadingList(edition.week, links)
    counterparts = isAlone ? nil : Counterparts(edition.week)
  }

  /// The parts of the stylesheet that these pages need.
  package static let styles: Set<StyleSection> = [.charts, .trace]

  package func body(of trace: TraceCase) -> HTML {
    let page = TracePage(trace, in: edition, links, reading, counterparts)
    return template.render(page, capacity: 1 << 16)
  }

  /// The page's title: `t-7f3ac41e, Partial`.
  package static func title(of trace: TraceCase) -> String {
    let mark = VerdictMark(trace.verdict.judgement, class: trace.verdict.verdictClass)
    return "\(oneLine(trace.id.text, upTo: 40)), \(mark.word)"
  }
}
