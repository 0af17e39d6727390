import TraceModel

/// One line of the list of traces.
struct TraceRow: TemplateData {
  var id: String
  var address: String
  var question: String
  var isQuestion: Bool
  var search: String
  var started: String
  var startedKey: String
  var feature: String?
  var route: String
  var models: String
  var model: String
  var path: PathKind
  var mark: VerdictMark
  var cause: String?
  var cost: String
  var costKey: String
  var costBar: HTML
  var waited: String
  var waitedKey: String
  var findings: Int

  static let fields: [TemplateField<TraceRow>] = [
    .text("id") { $0.id },
    .text("address") { $0.address },
    .text("question") { $0.question },
    .flag("isQuestion") { $0.isQuestion },
    .text("search") { $0.search },
    .text("started") { $0.started },
    .text("startedKey") { $0.startedKey },
    .optionalText("feature") { $0.feature },
    .optionalText("route") { $0.route.isEmpty ? nil : $0.route },
    .text("models") { $0.models },
    .text("model") { $0.model },
    .text("pathKind") { $0.path.rawValue },
    .text("path") { $0.path.word },
    .object("mark") { $0.mark },
    .text("markOrder") { String($0.mark.order) },
    .optionalText("cause") { $0.cause },
    .text("cost") { $0.cost },
    .text("costKey") { $0.costKey },
    .html("costBarHTML") { $0.costBar },
    .text("waited") { $0.waited },
    .text("waitedKey") { $0.waitedKey },
    .flag("hasFindings") { $0.findings > 0 },
    .text("findings") { Shown.count($0.findings, "finding", "findings") },
  ]
}

extension TraceRow {
  init(_ trace: TraceCase, _ figures: OverviewFigures, largestCost: ExactDecimal) {
    let names = trace.models.map { clipped($0.text) }
    id = clipped(trace.id.text)
    address = figures.links[trace.id] ?? ""
    question = trace.question ?? id
    isQuestion = trace.question != nil
    search = "\(trace.question ?? "") \(trace.id.text)".lowercased()
    started = trace.start.map(figures.calendar.minute) ?? "–"
    startedKey = trace.start.map { String($0.nanoseconds / 1_000_000_000) } ?? "0"
    feature = trace.feature.map { clipped($0.text) }
    route = trace.route.map { clipped($0.text) } ?? ""
    models = names.isEmpty ? "–" : names.prefix(4).joined(separator: ", ")
    model = names.last ?? ""
    path = trace.pathKind
    mark = trace.mark
    cause = trace.cause.map { "broke first: \(clipped($0.layer, to: 30))" }
    cost = trace.cost.bySource.isEmpty ? "–" : figures.money.amount(trace.cost.total)
    costKey = trace.cost.total.digits
    costBar = Self.bar(trace.cost.total.share(of: largestCost))
    waited = trace.latencyNanoseconds.map { Shown.duration(nanoseconds: $0) } ?? "–"
    waitedKey = trace.latencyNanoseconds.map { String($0 / 1_000_000) } ?? "0"
    findings = trace.findings.count
  }

  private static func bar(_ share: Double) -> HTML {
    var svg = HTMLBuilder()
    svg.open("svg", ["class": "costbar", "aria-hidden": "true"])
    let width = min(1, max(0, share))
    svg.element("rect", ["x": percent(1 - width), "width": percent(width), "height": "5"])
    svg.close("svg")
    return svg.html
  }
}

extension TraceCase {
  var mark: VerdictMark { VerdictMark(verdict.judgement, class: verdict.verdictClass) }
}

extension VerdictMark {
  /// Worst first, for sorting.
  fileprivate var order: Int {
    ["unsafe", "wrong", "human", "partial", "none", "acceptable", "correct"]
      .firstIndex(of: style) ?? 7
  }
}
