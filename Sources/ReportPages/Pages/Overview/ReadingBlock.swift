import TraceModel

/// The requests to read together, and why each.
struct ReadingBlock: TemplateData {
  var head: BlockHead
  var items: [ReadingItem]
  /// Where to go while there is no list.
  var instead: Phrase?
  /// How the random ones were drawn.
  var draw: Phrase?
  /// The one that people said most about, apart.
  var loudest: ReadingItem?
  var loudestWords: Phrase?

  static let fields: [TemplateField<ReadingBlock>] = [
    .object("head") { $0.head },
    .flag("hasItems") { !$0.items.isEmpty },
    .list("items") { $0.items },
    .optionalHTML("insteadHTML") { $0.instead?.html },
    .optionalHTML("drawHTML") { $0.draw?.html },
    .optionalObject("loudest") { $0.loudest },
    .optionalHTML("loudestHTML") { $0.loudestWords?.html },
  ]
}

struct ReadingItem: TemplateData {
  var question: String
  var isQuestion: Bool
  var address: String?
  var drawn: String?
  var why: String
  var timeline: HTML?
  var verdict: VerdictMark?
  var cost: String
  var waited: String
  /// What happened, in at most three sentences, and why it passed or failed.
  var beats: [HTML]
  var reason: String?

  static let fields: [TemplateField<ReadingItem>] = [
    .text("question") { $0.question },
    .flag("isQuestion") { $0.isQuestion },
    .optionalText("address") { $0.address },
    .optionalText("drawn") { $0.drawn },
    .text("why") { $0.why },
    .optionalHTML("timelineHTML") { $0.timeline },
    .optionalObject("verdict") { $0.verdict },
    .text("cost") { $0.cost },
    .text("waited") { $0.waited },
    .flag("hasBeats") { !$0.beats.isEmpty },
    .list("beats") { $0.beats.map(Markup.init) },
    .optionalText("reason") { $0.reason },
  ]
}

extension ReadingBlock {
  init(_ figures: OverviewFigures, number: Int) {
    let cases = Dictionary(figures.cases.map { ($0.id, $0) }) { first, _ in first }
    if figures.isOneTrace, let only = figures.cases.first {
      items = [
        ReadingItem(only.id, only, figures, drawn: "The only request.", why: "")
      ]
    } else {
      items = figures.summary.review.prefix(10).map { item in
        ReadingItem(
          item.traceID, cases[item.traceID], figures,
          drawn: item.isRandom ? "Drawn at random." : nil, why: clipped(item.why, to: 240))
      }
    }
    instead =
      items.isEmpty
      ? "No reading list was drawn for this period. \(link: "The traces", to: "traces.html") stand worst first; five to ten of them are enough for a meeting."
      : nil
    draw = figures.isOneTrace ? nil : figures.summary.reviewDraw.flatMap(Self.drawWords)
    if !figures.isOneTrace, let loud = figures.summary.loudest {
      loudest = ReadingItem(loud.traceID, cases[loud.traceID], figures, drawn: nil, why: "")
      loudestWords = Self.loudestWords(loud)
    }
    head = BlockHead(
      number: number, heading: OverviewBlock.reading.heading,
      about: items.isEmpty || figures.isOneTrace
        ? nil : "Chosen by rule, not by hand; each line says why it is here.",
      take: items.isEmpty || figures.isOneTrace
        ? nil : "\(items.count, "request", "requests"), about two minutes each.")
  }
}

extension ReadingBlock {
  /// Strata, seed and population, so that anybody can draw again.
  private static func drawWords(_ draw: ReviewDraw) -> Phrase? {
    let drawn = draw.strata.reduce(0) { $0 + $1.drawn }
    guard drawn > 0 else { return nil }
    let largest = draw.strata.filter { $0.traces > 0 }.sorted {
      ($1.traces, $0.feature) < ($0.traces, $1.feature)
    }
    let shown = largest.prefix(8).map { stratum -> Phrase in
      let name: Phrase = stratum.feature.isEmpty ? "no feature" : "\(name: stratum.feature)"
      return "\(name) \(stratum.drawn) of \(stratum.traces)"
    }
    let others = largest.dropFirst(8)
    let rest: Phrase =
      others.isEmpty
      ? ""
      : ", and \(others.reduce(0) { $0 + $1.drawn }) of \(others.reduce(0) { $0 + $1.traces }) in \(others.count, "other feature", "other features")"
    return
      "\(drawn) of \(draw.population, "request", "requests") drawn at random, by feature in proportion to the traffic: \(Phrase(list: shown))\(rest). Seed \(String(draw.seed)), the start of the period in nanoseconds."
  }

  private static func loudestWords(_ loud: LoudestTrace) -> Phrase {
    let said = Phrase(
      list: [
        loud.notes > 0 ? "\(loud.notes, "note", "notes")" : nil,
        loud.humanVerdicts > 0
          ? "\(loud.humanVerdicts, "human verdict", "human verdicts")" : nil,
      ].compactMap { $0 })
    let places = [
      loud.cheaper.map { "it cost more than \(Shown.percent(share: $0))" as Phrase },
      loud.faster.map { "took longer than \(Shown.percent(share: $0))" as Phrase },
    ].compactMap { $0 }
    let place: Phrase =
      places.isEmpty ? "" : " Of all requests, \(Phrase(list: places)) of them."
    return
      "Most was said about this one: \(said).\(place) It is no measure of the week and no part of the list."
  }
}

extension ReadingItem {
  fileprivate init(
    _ id: Name, _ trace: TraceCase?, _ figures: OverviewFigures, drawn: String?, why: String
  ) {
    question = trace?.question ?? clipped(id.text)
    isQuestion = trace?.question != nil
    address = figures.links[id]
    self.drawn = drawn
    self.why = why
    timeline = trace.flatMap(miniTimeline)
    verdict = trace.map { VerdictMark($0.verdict.judgement, class: $0.verdict.verdictClass) }
    cost =
      trace.map { $0.cost.bySource.isEmpty ? "no cost" : figures.money.amount($0.cost.total) } ?? ""
    let facts = trace.map { TraceFacts($0, in: figures.week) }
    let told = facts.map { TraceBeats($0).beats } ?? []
    let heaviest = told.indices.sorted {
      (told[$1].weight, $0) < (told[$0].weight, $1)
    }.prefix(3).sorted()
    beats = heaviest.map { told[$0].sentence }
    reason = trace?.verdict.deciding?.reason.map { oneLine($0, upTo: 160) }
    waited = trace?.latencyNanoseconds.map { Shown.duration(nanoseconds: $0) } ?? ""
  }
}
