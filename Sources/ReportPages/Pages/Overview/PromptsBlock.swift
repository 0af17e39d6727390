import TraceModel

/// The prompts and versions that were in use, and which changed without saying so.
struct PromptsBlock: TemplateData {
  var head: BlockHead
  var axis: HTML
  var rows: [PromptRow]
  var others: Phrase?

  static let fields: [TemplateField<PromptsBlock>] = [
    .object("head") { $0.head },
    .html("axisHTML") { $0.axis },
    .list("rows") { $0.rows },
    .optionalHTML("othersHTML") { $0.others?.html },
  ]
}

struct PromptRow: TemplateData {
  var name: HTML
  var version: HTML
  var lane: HTML
  var isChanged: Bool
  var texts: String
  var firstSeen: String
  var lastSeen: String
  var calls: String
  var costEach: String
  var good: String

  static let fields: [TemplateField<PromptRow>] = [
    .html("nameHTML") { $0.name },
    .html("versionHTML") { $0.version },
    .html("laneHTML") { $0.lane },
    .flag("isChanged") { $0.isChanged },
    .text("texts") { $0.texts },
    .text("firstSeen") { $0.firstSeen },
    .text("lastSeen") { $0.lastSeen },
    .text("calls") { $0.calls },
    .text("costEach") { $0.costEach },
    .text("good") { $0.good },
  ]
}

extension PromptsBlock {
  private static let listed = 16

  init(_ figures: OverviewFigures, number: Int) {
    let prompts = figures.summary.prompts
    // Changed prompts are never among those that are cut.
    let order = prompts.sorted {
      ($0.hasChanged ? 0 : 1, -$0.calls, $0.name, $0.version)
        < ($1.hasChanged ? 0 : 1, -$1.calls, $1.name, $1.version)
    }
    let kept = order.prefix(Self.listed).sorted { ($0.name, $0.version) < ($1.name, $1.version) }
    let calendar = figures.calendar
    rows = kept.map { prompt in
      let start = prompt.firstSeen.map(calendar.place) ?? 0
      let end = prompt.lastSeen.map(calendar.place) ?? start
      return PromptRow(
        name: .name(prompt.name, orIfEmpty: "no name"),
        version: .name(prompt.version, orIfEmpty: "no version"),
        lane: prompt.firstSeen == nil
          ? .empty : promptLane(from: start, to: end, isChanged: prompt.hasChanged),
        isChanged: prompt.hasChanged, texts: Shown.count(prompt.texts, "text", "texts"),
        firstSeen: prompt.firstSeen.map(calendar.minute) ?? "–",
        lastSeen: prompt.lastSeen.map(calendar.minute) ?? "–", calls: Shown.count(prompt.calls),
        costEach: prompt.allUses.costEach(in: figures.money), good: prompt.allUses.shownGood)
    }
    let rest = order.dropFirst(Self.listed)
    others =
      rest.isEmpty
      ? nil
      : "\(rest.count, "more prompt version", "more prompt versions") with \(rest.reduce(0) { $0 + $1.calls }, "call", "calls"): the most used are listed, and every one that changed first."
    axis = laneAxis(calendar.sevenths)
    head = BlockHead(
      number: number, heading: OverviewBlock.prompts.heading,
      about: "Comparisons across a change mix two different requests.",
      take: Self.take(prompts, figures.changedPrompts))
  }

  private static func take(_ prompts: [PromptSummary], _ changed: [PromptSummary]) -> Phrase {
    guard let first = changed.first else {
      return
        "\(prompts.count, "prompt version was", "prompt versions were") in use, each with one text."
    }
    return changed.count == 1
      ? "\(name: first.name) version \(name: first.version) had \(first.texts) texts under one version."
      : "\(changed.count) prompts had more than one text under one version."
  }
}

extension PromptSummary {
  /// All its texts together; a request that used two of them counts for each.
  fileprivate var allUses: PromptTextSummary {
    uses.reduce(into: PromptTextSummary()) { sum, use in
      sum.events += use.events
      sum.cost += use.cost
      sum.judged += use.judged
      sum.good += use.good
    }
  }
}
