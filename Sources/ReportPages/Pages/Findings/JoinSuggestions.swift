import TraceModel

/// What may be one request seen by two sources, and how to make sure by logging an id.
struct JoinSuggestions: TemplateData {
  var take: Phrase
  var rows: [SuggestedJoin]
  var more: String?

  static let fields: [TemplateField<JoinSuggestions>] = [
    .html("takeHTML") { $0.take.html },
    .list("rows") { $0.rows },
    .optionalText("more") { $0.more },
  ]

  static let listed = 20

  /// Nil where nothing is suggested.
  init?(_ suggestions: [JoinSuggestion], _ links: TraceLinks) {
    guard !suggestions.isEmpty else { return nil }
    let pairs = suggestions.reduce(0) { $0 + $1.pairs }
    let many: Phrase = suggestions.contains(where: \.isOfSample) ? "At least \(pairs)" : "\(pairs)"
    take =
      pairs == 1
      ? "\(many) pair of requests may be one request that two sources saw."
      : "\(many) pairs of requests may be one request each that two sources saw."
    rows = suggestions.prefix(Self.listed).map { SuggestedJoin($0, links) }
    let rest = suggestions.count - rows.count
    more =
      rest > 0
      ? "\(Shown.count(rest, "more pair of sources", "more pairs of sources")) in summary.json."
      : nil
  }
}

struct SuggestedJoin: TemplateData {
  var sources: HTML
  var others: HTML
  var meaning: String
  var pairs: String
  var examples: [SuggestedPair]

  static let fields: [TemplateField<SuggestedJoin>] = [
    .html("sourcesHTML") { $0.sources },
    .html("othersHTML") { $0.others },
    .text("meaning") { $0.meaning },
    .text("pairs") { $0.pairs },
    .list("examples") { $0.examples },
  ]

  init(_ suggestion: JoinSuggestion, _ links: TraceLinks) {
    sources = Self.names(suggestion.sources)
    others = Self.names(suggestion.others)
    meaning = suggestion.likeness.meaning
    pairs = Shown.count(suggestion.pairs)
    examples = suggestion.examples.prefix(2).map {
      SuggestedPair(trace: TraceLink($0.trace, links), other: TraceLink($0.other, links))
    }
  }

  private static func names(_ names: [Name]) -> HTML {
    let shown: [Phrase] = names.prefix(3).map { "\(name: $0)" }
    let rest = names.count - shown.count
    return Phrase(list: shown + (rest > 0 ? ["\(rest, "other file", "other files")"] : [])).html
  }
}

struct SuggestedPair: TemplateData {
  var trace: TraceLink
  var other: TraceLink

  static let fields: [TemplateField<SuggestedPair>] = [
    .object("trace") { $0.trace },
    .object("other") { $0.other },
  ]
}

extension Likeness {
  fileprivate var meaning: String {
    switch self {
    case .session: "the session and the time"
    case .user: "user, feature and time"
    case .text: "the words and the time"
    }
  }
}
