import TraceModel

/// What went another way than straight, what it cost and how it ended.
struct PathsBlock: TemplateData {
  var head: BlockHead
  var rows: [PathRow]
  var others: PathRow?
  var all: PathRow
  var attempts: Phrase?
  var hasFew: Bool

  static let fields: [TemplateField<PathsBlock>] = [
    .object("head") { $0.head },
    .list("rows") { $0.rows },
    .optionalObject("others") { $0.others },
    .object("all") { $0.all },
    .optionalHTML("attemptsHTML") { $0.attempts?.html },
    .flag("hasFew") { $0.hasFew },
  ]
}

struct PathRow: TemplateData {
  var isDirect = false
  var title: String?
  var calls: [PathCall]
  var more: String?
  var traces: String
  var shareOfCost: String
  var costEach: String
  /// Against a direct request, as `1.5×`.
  var timesDirect: String?
  var median: String
  var good: String
  var example: TraceLink?

  static let fields: [TemplateField<PathRow>] = [
    .flag("isDirect") { $0.isDirect },
    .optionalText("title") { $0.title },
    .list("calls") { $0.calls },
    .optionalText("more") { $0.more },
    .text("traces") { $0.traces },
    .text("shareOfCost") { $0.shareOfCost },
    .text("costEach") { $0.costEach },
    .optionalText("timesDirect") { $0.timesDirect },
    .text("median") { $0.median },
    .text("good") { $0.good },
    .optionalObject("example") { $0.example },
  ]
}

/// The attempts of one call.
struct PathCall: TemplateData {
  var attempts: [PathAttempt]
  static let fields: [TemplateField<PathCall>] = [.list("attempts") { $0.attempts }]
}

struct PathAttempt: TemplateData {
  var target: String
  var result: String
  var isOK: Bool
  var isRetry: Bool
  var isFallback: Bool

  static let fields: [TemplateField<PathAttempt>] = [
    .text("target") { $0.target },
    .text("result") { $0.result },
    .flag("isOK") { $0.isOK },
    .flag("isRetry") { $0.isRetry },
    .flag("isFallback") { $0.isFallback },
  ]
}

extension PathsBlock {
  /// Rows of the table beside the direct one.
  private static let listed = 12

  init(_ figures: OverviewFigures, number: Int) {
    let summary = figures.summary
    let direct = summary.paths.first { $0.path == "direct" }
    let long = figures.longPaths.sorted { ($1.traces, $0.path) < ($0.traces, $1.path) }
    let pricing = PathPricing(figures, direct: direct)
    rows = (direct.map { [$0] } ?? []).map { pricing.row($0) }
      + long.prefix(Self.listed).map { pricing.row($0) }
    let rest = long.dropFirst(Self.listed)
    others = rest.isEmpty ? nil : pricing.row(others: rest)
    all = pricing.all
    attempts = Self.attempts(summary.attempts)
    hasFew = long.prefix(Self.listed).contains { (1..<20).contains($0.judged) }
    head = BlockHead(
      number: number, heading: OverviewBlock.paths.heading,
      about: "One line per path, counted once per request. A hidden retry is still a cost and a wait.",
      take: Self.take(figures, direct: direct))
  }

  private static func take(_ figures: OverviewFigures, direct: PathSummary?) -> Phrase {
    let long = figures.longPaths
    let traces = figures.tracesWithLongPaths
    guard traces > 0 else {
      return "No request needed a retry or a fallback."
    }
    let judged = long.reduce(0) { $0 + $1.judged }
    let good = long.reduce(0) { $0 + $1.good }
    let needed: Phrase =
      "\(traces) of \(figures.summary.traces) requests needed a retry or a fallback"
    guard judged > 0 else { return "\(needed). How they ended is not recorded." }
    return "\(needed), and \(good) of the \(judged) judged ended good."
  }

  private static func attempts(_ attempts: AttemptSummary) -> Phrase? {
    let total = attempts.first + attempts.retry + attempts.fallback
    guard total > 0, attempts.retry + attempts.fallback > 0 else { return nil }
    var sentences: [Phrase] = [
      "\(attempts.first, "first attempt", "first attempts"), \(attempts.retry, "retry", "retries") and \(attempts.fallback, "fallback", "fallbacks")."
    ]
    if attempts.inferred > 0 {
      sentences.append(
        "\(attempts.inferred) of them \(attempts.inferred == 1 ? "was" : "were") found by rule, because the log does not say.")
    }
    let triggers = attempts.triggers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !triggers.isEmpty {
      var list = triggers.prefix(6).map { "\(name: $0.key) \($0.value)" as Phrase }
      if triggers.count > 6 { list.append("\(triggers.count - 6, "other", "others")") }
      sentences.append("What set them off: \(Phrase(list: list)).")
    }
    return Phrase(sentences: sentences)
  }
}

/// Turns paths into rows, priced against a direct request.
private struct PathPricing {
  let figures: OverviewFigures
  let directEach: ExactDecimal?

  init(_ figures: OverviewFigures, direct: PathSummary?) {
    self.figures = figures
    directEach = direct.flatMap { $0.cost.divided(by: $0.traces) }
  }

  func row(_ path: PathSummary) -> PathRow {
    let isDirect = path.path == "direct"
    var row = row(
      title: isDirect ? "direct: no retry, no fallback" : nil, traces: path.traces,
      cost: path.cost, judged: path.judged, good: path.good, median: path.p50Milliseconds)
    row.isDirect = isDirect
    if !isDirect { (row.calls, row.more) = parsed(path.path.text) }
    row.example = path.example.map { TraceLink($0, figures.links) }
    return row
  }

  func row(others: some Collection<PathSummary>) -> PathRow {
    row(
      title: "\(Shown.count(others.count, "other path", "other paths"))",
      traces: others.reduce(0) { $0 + $1.traces },
      cost: others.reduce(.zero) { $0 + $1.cost }, judged: others.reduce(0) { $0 + $1.judged },
      good: others.reduce(0) { $0 + $1.good }, median: nil)
  }

  var all: PathRow {
    let summary = figures.summary
    var row = row(
      title: "All requests", traces: summary.traces, cost: summary.cost.total,
      judged: summary.verdicts.judged, good: summary.verdicts.good, median: summary.latency?.p50)
    row.timesDirect = nil
    return row
  }

  private func row(
    title: String?, traces: Int, cost: ExactDecimal, judged: Int, good: Int, median: Double?
  ) -> PathRow {
    let each = cost.divided(by: traces)
    let share = cost.share(of: figures.summary.cost.total)
    return PathRow(
      title: title, calls: [], traces: Shown.count(traces),
      shareOfCost: figures.hasCost ? Shown.percent(share: share) : "–",
      costEach: figures.hasCost ? each.map(figures.money.amount) ?? "–" : "–",
      timesDirect: title == nil ? times(each) : nil,
      median: median.map { Shown.duration(milliseconds: $0) } ?? "–",
      good: judged == 0
        ? "not judged" : judged < 20 ? "\(good) of \(judged)" : Shown.percent(good, of: judged))
  }

  private func times(_ each: ExactDecimal?) -> String? {
    guard let each, let directEach, directEach > .zero else { return nil }
    return Shown.times(each.share(of: directEach))
  }

  /// `a timeout → b ok · c error → c ok` as calls of attempts, at most eight of them.
  private func parsed(_ path: String) -> ([PathCall], String?) {
    let limit = 8
    var left = limit
    var count = 0
    var calls: [PathCall] = []
    for call in path.split(separator: " · ") {
      let parts = call.split(separator: " → ")
      count += parts.count
      guard left > 0 else { continue }
      var before: Substring?
      let attempts = parts.prefix(left).map { part in
        let cut = part.lastIndex(of: " ")
        let target = cut.map { part[..<$0] } ?? part
        let result = cut.map { part[part.index(after: $0)...] } ?? ""
        defer { before = target }
        return PathAttempt(
          target: clipped(String(target), to: 40), result: clipped(String(result), to: 40),
          isOK: result == "ok",
          isRetry: before.map { $0.utf8.elementsEqual(target.utf8) } ?? false,
          isFallback: before.map { !$0.utf8.elementsEqual(target.utf8) } ?? false)
      }
      left -= attempts.count
      calls.append(PathCall(attempts: attempts))
    }
    let hidden = count - (limit - left)
    return (calls, hidden > 0 ? Shown.count(hidden, "more attempt", "more attempts") : nil)
  }
}
