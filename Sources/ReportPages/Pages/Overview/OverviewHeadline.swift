import TraceModel

// The headline and the sentences under it are filled from rules. Each sentence is there only if it
// has something true to say, and carries its counts.

/// One of the sentences that open the overview, with the block that shows the figures.
struct OpeningSentence: TemplateData {
  var topic: String
  var text: Phrase
  /// Where the figures stand, and what that place is called.
  var address: String?
  var place: String

  static let fields: [TemplateField<OpeningSentence>] = [
    .text("topic") { $0.topic },
    .html("textHTML") { $0.text.html },
    .optionalText("address") { $0.address },
    .text("place") { $0.place },
  ]
}

extension OverviewFigures {
  /// One thought each; shown one a line.
  var headline: [Phrase] {
    if summary.traces == 0 { return ["No request was logged in this period."] }
    if isOneTrace { return ["One request was logged. \(ending(of: cases.first))"] }
    guard hasVerdicts else {
      return [
        "No verdicts yet: no request of this period has one, so this report cannot say whether answers were good."
      ]
    }
    if let direction { return [direction] + [explanation ?? commonestLayer].compactMap { $0 } }
    let share = Shown.percent(verdicts.good, of: verdicts.judged)
    let quality: Phrase =
      verdicts.judged < 10
      ? "\(share) judged answers were good." : "\(share) of the judged answers were good."
    return [quality] + [commonestLayer].compactMap { $0 }
  }

  /// Whether more or fewer answers were good than in the previous report; nil without one.
  private var direction: Phrase? {
    guard let change = goodRateChange else { return nil }
    switch change.reading {
    case .clear where change.difference.value < 0: return "Fewer answers were good this week."
    case .clear: return "More answers were good this week."
    case .belowUsual: return "The share of good answers is below its usual range."
    case .aboveUsual: return "The share of good answers is above its usual range."
    case .asUsual, .tooFew, .tooEarly: return "No clear change in good answers this week."
    }
  }

  /// The change of the good rate, and whether chance explains it.
  private var qualityChange: Phrase? {
    guard let change = goodRateChange, let week = previousWeek,
      let good = summary.change?.previous.good, let judged = summary.change?.previous.judged
    else { return nil }
    let interval = Shown.points(from: change.difference.low, to: change.difference.high)
    let way = change.difference.value < 0 ? "down" : "up"
    let moved: Phrase =
      "That is \(way) \(Shown.points(change.difference.value)) from \(Shown.percent(good, of: judged)) in \(week)."
    if change.reading == .clear {
      return Phrase(sentences: [
        moved,
        "Chance alone does not explain it: the interval for the change is \(interval).",
      ])
    }
    guard change.reading.isClear, let usual = change.usual else {
      return Phrase(sentences: [moved, "Chance alone may explain it: \(interval)."])
    }
    return Phrase(sentences: [
      moved,
      "From one week to the next chance may explain that (\(interval)), but the weeks before lay between \(Shown.percent(share: usual.lowerBound)) and \(Shown.percent(share: usual.upperBound)).",
    ])
  }

  /// For pages without figures: why there are none.
  var lede: Phrase? {
    guard isOneTrace else { return nil }
    return
      "One request says nothing about a rate, so this page shows no percentages, no intervals and no change. It shows the request."
  }

  func openingSentences(_ address: (OverviewBlock) -> String?) -> [OpeningSentence] {
    guard summary.traces > 1 else { return [] }
    func sentence(_ topic: String, _ text: Phrase?, _ block: OverviewBlock) -> OpeningSentence? {
      text.map {
        OpeningSentence(
          topic: topic, text: $0, address: address(block), place: block.heading)
      }
    }
    return [
      sentence("Quality", quality, .verdicts),
      sentence("Cause", cause, .causes),
      sentence("People", people, .verdicts),
      sentence("Money", spend, .cost),
      sentence("Paths", hasVerdicts ? nil : paths, .paths),
      sentence("Care", care, .gaps),
    ].compactMap { $0 }
  }

  private func ending(of trace: TraceCase?) -> Phrase {
    switch Ending(trace?.verdict.verdictClass) {
    case .good: "It ended good."
    case .partial: "It ended partly good."
    case .bad: "It ended wrong or failed."
    case .unsafe: "It ended unsafe."
    case .handedOff: "It was handed to a person."
    case .none: "It has no verdict."
    }
  }

  private var commonestLayer: Phrase? {
    let known = layers.filter { $0.layer != "unknown" }
    let total = known.reduce(0) { $0 + $1.traces }
    guard let first = known.first, first.traces > 1, total >= 10 else { return nil }
    if let second = known.dropFirst().first, second.traces == first.traces { return nil }
    return
      "Where the first wrong step is known, it was most often \(Self.phrase(ofLayer: first.layer)): \(first.traces) of \(total)."
  }

  static func phrase(ofLayer layer: String) -> String {
    switch layer {
    case "prompt": "the prompt"
    case "router": "the router"
    case "model": "the model"
    case "tool": "a tool"
    case "guardrail": "a guardrail"
    case "infrastructure": "the infrastructure"
    default: layer
    }
  }

  /// Requests by the layer of their first wrong step, most first.
  var layers: [(layer: String, traces: Int)] {
    var counts: [String: Int] = [:]
    for cause in summary.causes { counts[cause.layer, default: 0] += cause.traces }
    return counts.map { (layer: $0.key, traces: $0.value) }
      .sorted { ($1.traces, $0.layer) < ($0.traces, $1.layer) }
  }

  private var quality: Phrase {
    guard hasVerdicts else {
      return "Not known. The page shows cost, paths and waiting times only."
    }
    let share = Shown.percent(verdicts.good, of: verdicts.judged)
    var sentences: [Phrase] = []
    if verdicts.judged < 10 {
      sentences = ["\(strong: share) judged answers were good; too few for a rate."]
    } else if let rate = verdicts.goodRate {
      sentences = [
        "\(strong: share) of judged answers were good (\(verdicts.good) of \(verdicts.judged)); the 95% interval is \(Shown.percent(share: rate.low)) to \(Shown.percent(share: rate.high))."
      ]
    } else {
      sentences = [
        "\(strong: share) of judged answers were good (\(verdicts.good) of \(verdicts.judged))."
      ]
    }
    if let qualityChange { sentences.append(qualityChange) }
    if let group = clearlyLowerGroup {
      sentences.append(
        "\(name: group.name) is lower than chance explains: \(Shown.percent(group.good, of: group.judged)) of \(group.judged)."
      )
    }
    return Phrase(sentences: sentences)
  }

  /// The group with the lowest rate among those whose interval lies below that of all requests.
  var clearlyLowerGroup: GroupSummary? {
    guard let all = verdicts.goodRate else { return nil }
    for kind in GroupKind.allCases {
      let lower = (summary.groups[kind] ?? []).filter { group in
        group.judged >= 20 && !group.name.isEmpty
          && group.goodRate.map { $0.high < all.low } ?? false
      }
      let lowest = lower.min {
        ($0.goodRate?.value ?? 1, $0.name) < ($1.goodRate?.value ?? 1, $1.name)
      }
      if let lowest { return lowest }
    }
    return nil
  }

  private var cause: Phrase? {
    let causes = summary.causes.filter(\.isKnown)
    guard let first = causes.max(by: { $0.traces < $1.traces }), first.traces > 0 else {
      return nil
    }
    let known = causes.reduce(0) { $0 + $1.traces }
    guard causes.count(where: { $0.traces == first.traces }) == 1 else {
      return
        "No single step stands out: \(known, "request has", "requests have") a known first wrong step, the same one at most \(first.traces == 1 ? "once" : "\(first.traces) times")."
    }
    return Phrase(
      sentences: [
        "The commonest first wrong step: \(causeText(first)), in \(strong: Shown.count(first.traces)) of \(known) requests whose cause is known.",
        first.inferred > 0
          ? "\(first.inferred) of them \(first.inferred == 1 ? "was" : "were") inferred by rule."
          : "",
      ].filter { $0 != "" })
  }

  func causeText(_ cause: CauseSummary) -> Phrase { "“\(clipped(cause.what, to: 120))”" }

  private var people: Phrase? {
    guard verdicts.handedOff > 0 else { return nil }
    let went: Phrase =
      "\(strong: Shown.count(verdicts.handedOff)) \(verdicts.handedOff == 1 ? "request" : "requests") of \(summary.traces) went to a person."
    guard let amount = summary.cost.handOffs else { return went }
    return Phrase(sentences: [
      went,
      "At the configured rate they cost \(money.amount(amount)), beside the system’s \(money.amount(summary.cost.total)).",
    ])
  }

  private var spend: Phrase? {
    guard hasCost else { return nil }
    let total = summary.cost.total
    var sentences: [Phrase] = []
    if let each = costPerRequest {
      sentences.append(
        "\(summary.traces, "request", "requests") cost \(strong: money.amount(total)), \(each) each."
      )
    }
    if let (source, amount) = largestSource, total > .zero {
      sentences.append(
        "\(source.word) spend is \(Shown.percent(share: amount.share(of: total))) of it.")
    }
    if summary.cost.retries > .zero {
      sentences.append(
        "\(money.amount(summary.cost.retries)) paid for attempts that were thrown away.")
    }
    return Phrase(sentences: sentences)
  }

  private var largestSource: (CostSource, ExactDecimal)? {
    CostSource.allCases.compactMap { source in
      summary.cost.bySource[source].map { (source, $0) }
    }.reduce(nil) { best, next in
      guard let best else { return next }
      return next.1 > best.1 ? next : best
    }
  }

  private var paths: Phrase? {
    guard tracesWithLongPaths > 0 else { return nil }
    return
      "\(strong: Shown.count(tracesWithLongPaths)) of \(summary.traces) requests needed a retry or fallback."
  }

  private var care: Phrase? {
    var gaps: [Phrase] = []
    if hasVerdicts, verdicts.unjudged > 0 {
      gaps.append("\(verdicts.unjudged, "request has", "requests have") no verdict")
    }
    if let prompt = changedPrompts.first {
      gaps.append(
        changedPrompts.count == 1
          ? "\(name: prompt.name) version \(name: prompt.version) had \(prompt.texts) texts"
          : "\(changedPrompts.count) prompts had more than one text under one version")
    }
    if summary.cost.unpricedEvents > 0 {
      gaps.append("\(summary.cost.unpricedEvents, "step has", "steps have") no price")
    }
    if summary.damagedFiles > 0 {
      gaps.append("\(summary.damagedFiles, "file", "files") could not be read whole")
    } else if rejectedLines > 0 {
      gaps.append("\(rejectedLines, "line", "lines") could not be read")
    }
    guard !gaps.isEmpty else { return nil }
    let lead: Phrase =
      gaps.count == 1 ? "One number needs care" : "\(Self.words[gaps.count]) numbers need care"
    return "\(lead): \(Phrase(list: gaps))."
  }

  private static let words = ["No", "One", "Two", "Three", "Four"]
}
