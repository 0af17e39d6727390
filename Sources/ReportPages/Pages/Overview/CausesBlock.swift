import TraceModel

/// The layer of the first step that went wrong, and the commonest breaks.
struct CausesBlock: TemplateData {
  var head: BlockHead
  var layers: [CauseLayer]
  var breaks: [CommonBreak]
  var base: String
  /// How many breaks are not listed, and on how many requests.
  var others: Phrase?
  var otherTraces: String

  static let fields: [TemplateField<CausesBlock>] = [
    .object("head") { $0.head },
    .list("layers") { $0.layers },
    .list("breaks") { $0.breaks },
    .text("base") { $0.base },
    .optionalHTML("othersHTML") { $0.others?.html },
    .text("otherTraces") { $0.otherTraces },
  ]
}

struct CauseLayer: TemplateData {
  var layer: String
  var traces: String
  var bar: HTML

  static let fields: [TemplateField<CauseLayer>] = [
    .text("layer") { $0.layer },
    .text("traces") { $0.traces },
    .html("barHTML") { $0.bar },
  ]
}

struct CommonBreak: TemplateData {
  var what: String
  var traces: String
  var inferred: String?
  var example: TraceLink?

  static let fields: [TemplateField<CommonBreak>] = [
    .text("what") { $0.what },
    .text("traces") { $0.traces },
    .optionalText("inferred") { $0.inferred },
    .optionalObject("example") { $0.example },
  ]
}

/// The id of a trace, and where its page is if it has one.
struct TraceLink: TemplateData {
  var id: String
  var address: String?

  init(_ id: Name, _ links: TraceLinks) {
    self.id = clipped(id.text, to: 20)
    address = links[id]
  }

  static let fields: [TemplateField<TraceLink>] = [
    .text("id") { $0.id },
    .optionalText("address") { $0.address },
  ]
}

extension CausesBlock {
  private static let listed = 8

  init(_ figures: OverviewFigures, number: Int) {
    let causes = figures.summary.causes.sorted {
      ($0.isKnown ? 0 : 1, $1.traces, $0.layer, $0.what)
        < ($1.isKnown ? 0 : 1, $0.traces, $1.layer, $1.what)
    }
    let total = causes.reduce(0) { $0 + $1.traces }
    let layerCounts = figures.layers
    let largest = layerCounts.first?.traces ?? 0
    layers = layerCounts.prefix(12).map { layer, traces in
      CauseLayer(
        layer: Self.heading(ofLayer: layer), traces: Shown.count(traces),
        bar: amountBar(largest == 0 ? 0 : Double(traces) / Double(largest)))
    }
    breaks = causes.prefix(Self.listed).map { cause in
      CommonBreak(
        what: clipped(cause.what, to: 120), traces: Shown.count(cause.traces),
        inferred: cause.inferred > 0 ? "\(Shown.count(cause.inferred)) inferred" : nil,
        example: cause.example.map { TraceLink($0, figures.links) })
    }
    let rest = causes.dropFirst(Self.listed)
    others = rest.isEmpty ? nil : "\(rest.count, "other break", "other breaks")"
    otherTraces = Shown.count(rest.reduce(0) { $0 + $1.traces })
    base = Shown.count(total, "request with a cause", "requests with a cause")
    head = BlockHead(
      number: number, heading: OverviewBlock.causes.heading,
      about: "The layer of the first step that went wrong, as verdicts say it or rules infer it.",
      take: Self.take(layerCounts, total: total))
  }

  private static func take(_ layers: [(layer: String, traces: Int)], total: Int) -> Phrase {
    guard let first = layers.first(where: { $0.layer != "unknown" }) else {
      return "No verdict says which step went wrong first."
    }
    let subject = OverviewFigures.phrase(ofLayer: first.layer)
    let equals = layers.filter { $0.layer != "unknown" && $0.traces == first.traces }
    guard equals.count == 1 else {
      return
        "No single layer stands out: \(total, "request", "requests") with a cause, \(first.traces) at most of one layer."
    }
    return
      "The first wrong step was \(subject) in \(first.traces) of \(total, "request", "requests") with a cause."
  }

  private static func heading(ofLayer layer: String) -> String {
    layer == "unknown" ? "Not recorded" : clipped(layer.prefix(1).uppercased() + layer.dropFirst())
  }
}

extension CauseSummary {
  var isKnown: Bool { layer != "unknown" }
}
