import TraceModel

/// The requests to read together, and why each.
struct ReadingBlock: TemplateData {
  var head: BlockHead
  var items: [ReadingItem]
  /// Where to go while there is no list.
  var instead: Phrase?

  static let fields: [TemplateField<ReadingBlock>] = [
    .object("head") { $0.head },
    .list("items") { $0.items },
    .optionalHTML("insteadHTML") { $0.instead?.html },
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
    head = BlockHead(
      number: number, heading: OverviewBlock.reading.heading,
      about: items.isEmpty || figures.isOneTrace
        ? nil : "Chosen by rule, not by hand; each line says why it is here.",
      take: items.isEmpty || figures.isOneTrace
        ? nil : "\(items.count, "request", "requests"), about two minutes each.")
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
    waited = trace?.latencyNanoseconds.map { Shown.duration(nanoseconds: $0) } ?? ""
  }
}
