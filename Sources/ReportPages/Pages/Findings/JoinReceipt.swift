import TraceModel

/// How the events of several inputs found their requests.
struct JoinReceipt: TemplateData {
  var take: Phrase
  var rows: [JoinRow]
  var suggestions: JoinSuggestions?

  static let fields: [TemplateField<JoinReceipt>] = [
    .html("takeHTML") { $0.take.html },
    .list("rows") { $0.rows },
    .optionalObject("suggestions") { $0.suggestions },
  ]

  /// Nil where there is nothing to join: a single input.
  init?(_ summary: WeekSummary, _ links: TraceLinks) {
    guard summary.inputs.count > 1 else { return nil }
    let counts = summary.inputs.flatMap(\.joins.values)
    let events = counts.map(\.events).reduce(0, +)
    let alone = counts.map(\.alone).reduce(0, +)
    guard events > 0 else { return nil }
    rows = summary.inputs.flatMap(JoinRow.all).prefix(FindingsPage.listed).map { $0 }
    suggestions = JoinSuggestions(summary.joinSuggestions, links)
    let joined = events - alone
    let share = joined == 1 ? "shares its" : "share their"
    take =
      alone == 0
      ? "Every one of \(events, "event", "events") has company of another file in its request."
      : "\(joined) of \(events, "event", "events") \(share) request with another file; \(alone, "stands", "stand") alone."
  }
}

struct JoinRow: TemplateData {
  var name: HTML
  var meaning: String
  var events: String
  var joined: String
  var alone: String

  static let fields: [TemplateField<JoinRow>] = [
    .html("nameHTML") { $0.name },
    .text("meaning") { $0.meaning },
    .text("events") { $0.events },
    .text("joined") { $0.joined },
    .text("alone") { $0.alone },
  ]

  static func all(_ input: InputSummary) -> [JoinRow] {
    JoinKey.allCases.compactMap { key in
      input.joins[key].map { count in
        JoinRow(
          name: .name(Name(input.name)), meaning: key.meaning,
          events: Shown.count(count.events), joined: Shown.count(count.events - count.alone),
          alone: Shown.count(count.alone))
      }
    }
  }
}

extension JoinKey {
  fileprivate var meaning: String {
    switch self {
    case .traceID: "its own trace id"
    case .traceparent: "the trace that the call was sent for"
    case .request: "the id of the request"
    case .response: "the id of the provider's answer"
    case .call: "the id of the tool call"
    case .session: "the session; its log names no trace"
    case .alone: "nothing; it names no trace"
    }
  }
}
