import TraceModel

/// The prompts that had more than one text under one version: when, in which traces, how they did
/// before and after, and what changed.
struct PromptChanges: TemplateData {
  var prompts: [ChangedPrompt]
  var more: String?

  static let fields: [TemplateField<PromptChanges>] = [
    .list("prompts") { $0.prompts },
    .optionalText("more") { $0.more },
  ]

  private static let listed = 12

  /// Nil where none changed.
  init?(_ summary: WeekSummary, _ links: TraceLinks) {
    let changed = summary.prompts.filter { $0.hasChanged }
    guard !changed.isEmpty else { return nil }
    prompts = changed.prefix(Self.listed).map { ChangedPrompt($0, summary, links) }
    let rest = changed.count - prompts.count
    more = rest > 0 ? "\(Shown.count(rest, "more prompt", "more prompts")) in summary.json." : nil
  }
}

struct ChangedPrompt: TemplateData {
  var title: Phrase
  var texts: [PromptTextRow]
  var differences: [PromptDifference]

  static let fields: [TemplateField<ChangedPrompt>] = [
    .html("titleHTML") { $0.title.html },
    .list("texts") { $0.texts },
    .list("differences") { $0.differences },
  ]

  private static let listed = 6

  init(_ prompt: PromptSummary, _ summary: WeekSummary, _ links: TraceLinks) {
    let version: Phrase =
      prompt.version.isEmpty ? "without a version" : "version \(name: prompt.version)"
    title = "\(name: prompt.name) \(version): \(prompt.texts, "text", "texts")"
    let uses = Array(prompt.uses.prefix(Self.listed))
    texts = uses.enumerated().map { PromptTextRow($1, number: $0 + 1, summary, links) }
    differences = zip(uses, uses.dropFirst()).enumerated().map { index, pair in
      PromptDifference(pair.0, pair.1, number: index + 1, summary)
    }
  }
}

/// What one text did.
struct PromptTextRow: TemplateData {
  var number: Int
  var firstSeen: String
  var lastSeen: String
  var first: TraceLink?
  var last: TraceLink?
  var calls: String
  var costEach: String
  var good: String

  static let fields: [TemplateField<PromptTextRow>] = [
    .text("number") { String($0.number) },
    .text("firstSeen") { $0.firstSeen },
    .text("lastSeen") { $0.lastSeen },
    .optionalObject("first") { $0.first },
    .optionalObject("last") { $0.last },
    .text("calls") { $0.calls },
    .text("costEach") { $0.costEach },
    .text("good") { $0.good },
  ]

  init(
    _ use: PromptTextSummary, number: Int, _ summary: WeekSummary, _ links: TraceLinks
  ) {
    let calendar = ReportCalendar(summary.period)
    self.number = number
    firstSeen = use.firstSeen.map(calendar.minute) ?? "–"
    lastSeen = use.lastSeen.map(calendar.minute) ?? "–"
    first = use.firstTrace.map { TraceLink($0, links) }
    last = use.lastTrace.map { TraceLink($0, links) }
    calls = Shown.count(use.events)
    costEach = use.costEach(in: MoneyFormat(currency: summary.cost.currency))
    good = use.shownGood
  }
}

extension PromptTextSummary {
  /// No figure where the calls have no cost at all: mostly nobody logged or priced it.
  func costEach(in money: MoneyFormat) -> String {
    guard cost != .zero else { return "–" }
    return cost.divided(by: events).map { money.amount($0) } ?? "–"
  }

  /// “12 of 14”, or a percentage where there are enough.
  var shownGood: String {
    guard judged > 0 else { return "not judged" }
    return judged < 20
      ? "\(Shown.count(good)) of \(Shown.count(judged))"
      : "\(Shown.percent(good, of: judged)) of \(Shown.count(judged))"
  }
}

/// From one text to the next.
struct PromptDifference: TemplateData {
  var title: String
  var lines: [ShownDifferenceLine]
  /// Where the texts can't be shown beside each other.
  var instead: String?

  static let fields: [TemplateField<PromptDifference>] = [
    .text("title") { $0.title },
    .flag("hasLines") { !$0.lines.isEmpty },
    .list("lines") { $0.lines },
    .optionalText("instead") { $0.instead },
  ]

  private static let listed = 200

  init(
    _ old: PromptTextSummary, _ new: PromptTextSummary, number: Int, _ summary: WeekSummary
  ) {
    let calendar = ReportCalendar(summary.period)
    let when = new.firstSeen.map { ", since \(calendar.minute($0))" } ?? ""
    title = "From text \(number) to text \(number + 1)\(when)"
    guard let before = old.wording, let after = new.wording else {
      lines = []
      instead = "The texts themselves are not in this report; the log has their fingerprints."
      return
    }
    var shown: [ShownDifferenceLine] = []
    var isTooLong = false
    for (heading, from, to) in [
      ("Template", before.text ?? "", after.text ?? ""),
      ("Tool instructions", before.toolInstructions ?? "", after.toolInstructions ?? ""),
    ] where from != to || !from.utf8.elementsEqual(to.utf8) {
      guard let difference = difference(from: from, to: to) else {
        isTooLong = true
        continue
      }
      shown.append(ShownDifferenceLine(heading: heading))
      shown += difference.prefix(Self.listed).map(ShownDifferenceLine.init)
    }
    lines = shown
    instead = isTooLong ? "The texts are too long to be shown beside each other." : nil
  }
}

/// A line with its sign; what went and what came have words for those who can't see the sign.
struct ShownDifferenceLine: TemplateData {
  var html: HTML
  /// `d-same`, `d-gone`, `d-came`, `d-skip` or `d-head`.
  var look: String

  static let fields: [TemplateField<ShownDifferenceLine>] = [
    .html("lineHTML") { $0.html },
    .text("look") { $0.look },
  ]

  init(heading: String) {
    html = .text(heading)
    look = "d-head"
  }

  init(_ line: DifferenceLine) {
    var builder = HTMLBuilder()
    switch line.kind {
    case .same:
      look = "d-same"
      builder.markup("<span class=\"sg\" aria-hidden=\"true\"> </span>")
      for part in line.parts { builder.text(part.text) }
    case .removed:
      look = "d-gone"
      builder.markup(
        "<span class=\"vh\">before: </span><span class=\"sg\" aria-hidden=\"true\">−</span>")
      for part in line.parts { builder.part(part, "<del>", "</del>") }
    case .added:
      look = "d-came"
      builder.markup(
        "<span class=\"vh\">after: </span><span class=\"sg\" aria-hidden=\"true\">+</span>")
      for part in line.parts { builder.part(part, "<ins>", "</ins>") }
    case .skipped(let count):
      look = "d-skip"
      builder.text(Shown.count(count, "line that stayed", "lines that stayed"))
    }
    html = builder.html
  }
}

extension HTMLBuilder {
  fileprivate mutating func part(
    _ part: DifferenceLine.Part, _ opening: StaticString, _ closing: StaticString
  ) {
    if part.isChanged { markup(opening) }
    text(part.text)
    if part.isChanged { markup(closing) }
  }
}
