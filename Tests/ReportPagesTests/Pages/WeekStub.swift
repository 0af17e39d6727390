import TraceModel

/// A week of a support assistant with something in every block.
enum WeekStub {
  static var rich: Week {
    var summary = WeekSummary(period: period)
    summary.title = "Support assistant"
    summary.traces = 1284
    summary.events = 17_406
    summary.cost = cost
    summary.verdicts = verdicts
    summary.groups = groups
    summary.causes = causes
    summary.latency = LatencySummary(p50: 4870, p90: 9900, p95: 14_200, p99: 29_000, max: 61_400)
    summary.attempts.first = 4211
    summary.attempts.retry = 133
    summary.attempts.fallback = 76
    summary.attempts.inferred = 17
    summary.attempts.triggers = ["timeout": 99, "rate_limited": 76, "output_check": 49]
    summary.paths = paths
    summary.prompts = prompts
    summary.findings = findings
    summary.review = review
    summary.actions = [
      Action(
        text: "Raise the refunds.status timeout budget from 6 s to 8 s", isDone: true,
        traceID: "t-7f3ac41e", since: "2026-W46"),
      Action(
        text: "Agree one meaning of Partial between support and product", isDone: false,
        traceID: "t-2ad8e610", since: "2026-W46"),
    ]
    summary.inputs = inputs
    summary.rejected = [
      InputProblem(
        file: "boreal/2026-11-18.jsonl", line: 8123, offset: 9_120_033, bytes: 512,
        reason: "the line ends inside a string"),
      InputProblem(
        file: "boreal/2026-11-18.jsonl", line: 8124, offset: 9_120_546, bytes: 77,
        reason: "trace_id is missing"),
      InputProblem(
        file: "casebook.jsonl", line: 77, offset: 81_222, bytes: 640,
        reason: "timestamp is no RFC 3339 time: “yesterday”"),
    ]
    summary.orphanNotes = ["t-00000000", "t-11111111"]
    return Week(summary: summary, cases: cases)
  }

  /// Mon 16 to Sun 22 November 2026, UTC.
  static let period = ReportPeriod(
    start: at(0, 0), end: at(7, 0), timeZone: "UTC", week: "2026-W47")

  static func at(_ day: Int, _ hour: Double) -> Instant {
    Instant(
      nanoseconds: 1_794_787_200_000_000_000 + Int64(day) * 86_400_000_000_000
        + Int64(hour * 3600) * 1_000_000_000)
  }

  static func amount(_ digits: String) -> ExactDecimal { ExactDecimal(digits) ?? .zero }

  static var cost: CostSummary {
    var cost = CostSummary()
    cost.total = amount("44.390004")
    cost.bySource = [
      .model: amount("25.180002"), .tool: amount("15.040001"), .infrastructure: amount("4.170001"),
    ]
    cost.byBasis = [
      .recorded: amount("30.115"), .priced: amount("10.105003"), .estimated: amount("4.170001"),
    ]
    cost.byProvider = ["aster": amount("13.0721"), "boreal": amount("12.107902"), "": amount("19.210002")]
    cost.byModel = [
      "aster-mini-4": amount("8.2049"), "aster-large-4": amount("4.8672"),
      "boreal-2.1": amount("12.107902"), "fern-8b": amount("0.7874"),
    ]
    cost.byTool = [
      "kb.search": amount("8.12"), "refunds.status": amount("4.665"),
      "orders.lookup": amount("1.696"), "ocr.read": amount("0.288"), "crm.note": amount("0.271001"),
    ]
    cost.byFeature = [
      "refund-status": amount("13.52"), "order-change": amount("6.86"),
      "product-question": amount("17.080004"), "account-access": amount("1.91"),
      "returns-policy": amount("5.02"),
    ]
    cost.byRoute = ["cheap-first": amount("30.2"), "strong-first": amount("14.190004")]
    let days: [(String, String, String, String, Int)] = [
      ("2026-11-16", "4.162", "2.527", "0.69", 225), ("2026-11-17", "3.992", "2.405", "0.70", 205),
      ("2026-11-18", "3.82", "2.33", "0.645", 202), ("2026-11-19", "4.925", "2.552", "0.747", 208),
      ("2026-11-20", "3.816", "2.282", "0.598", 191), ("2026-11-21", "2.639", "1.688", "0.454", 142),
      ("2026-11-22", "1.826002", "1.256001", "0.336001", 111),
    ]
    for (day, model, tool, infrastructure, traces) in days {
      let parts: [CostSource: ExactDecimal] = [
        .model: amount(model), .tool: amount(tool), .infrastructure: amount(infrastructure),
      ]
      cost.bySourceAndDay[day] = parts
      cost.byDay[day] = parts.values.reduce(.zero, +)
      cost.tracesByDay[day] = traces
    }
    cost.retries = amount("2.4412")
    cost.thrownAwayByTrigger = [
      "timeout": amount("1.3903"), "output_check": amount("0.8001"), "rate_limited": amount("0.2508"),
    ]
    cost.thrownAwayByModel = [
      "boreal-2.1": amount("0.9013"), "aster-mini-4": amount("0.3799"), "": amount("1.16"),
    ]
    cost.rejectedDrafts = amount("0.8001")
    cost.handOffs = amount("327.99")
    cost.unpricedEvents = 17
    cost.unaccountedEvents = 3
    cost.unaccountedAtMost = amount("0.0211")
    cost.byCurrency = ["USD": amount("44.390004"), "EUR": amount("1.25")]
    cost.charges = charges
    return cost
  }

  static var charges: [ChargeRow] {
    let lines: [(Name?, Name?, Name?, CostSource, Name, String, Name, String)] = [
      ("aster", "aster-mini-4", nil, .model, "prompt tokens", "16712093", "token", "0.0000004"),
      ("aster", "aster-mini-4", nil, .model, "completion tokens", "453320", "token", "0.0000016"),
      ("boreal", "boreal-2.1", nil, .model, "prompt tokens", "13040579", "token", "0.00000075"),
      (nil, nil, "kb.search", .tool, "query", "1015", "query", "0.008"),
      (nil, nil, "refunds.status", .tool, "call", "311", "call", "0.015"),
      (nil, nil, nil, .infrastructure, "worker time", "7902", "second", "0.00025"),
    ]
    return lines.map { provider, model, tool, source, item, quantity, unit, price in
      let exact = amount(quantity).multiplied(by: amount(price)) ?? .zero
      var row = ChargeRow(
        date: "2026-11-16", source: source, basis: source == .infrastructure ? .estimated : .recorded,
        amount: exact, currency: "USD", isUsed: true)
      row.provider = provider
      row.model = model
      row.tool = tool
      row.item = item
      row.quantity = amount(quantity)
      row.unit = unit
      row.unitPrice = amount(price)
      return row
    }
  }

  static var verdicts: VerdictSummary {
    var verdicts = VerdictSummary()
    verdicts.judged = 1173
    verdicts.unjudged = 111
    verdicts.good = 955
    verdicts.handedOff = 87
    verdicts.judgedByPeople = 209
    verdicts.goodRate = Rate(value: 0.8142, low: 0.7909, high: 0.8354)
    verdicts.classes = [.good: 955, .partial: 36, .bad: 92, .unsafe: 3, .handedOff: 87]
    verdicts.outcomes = ["success": 900, "escalated": 87, "failed": 92]
    verdicts.labels = ["correct": 771, "acceptable": 184, "wrong": 92]
    verdicts.unknown = ["ok-ish": 4, "meh": 2]
    return verdicts
  }

  static func group(
    _ name: Name, traces: Int, judged: Int, good: Int, _ low: Double, _ high: Double,
    handedOff: Int
  ) -> GroupSummary {
    var group = GroupSummary(name: name)
    group.traces = traces
    group.judged = judged
    group.good = good
    group.handedOff = handedOff
    if judged > 0 { group.goodRate = Rate(value: Double(good) / Double(judged), low: low, high: high) }
    let left = judged - good - handedOff
    group.classes = [.good: good, .handedOff: handedOff, .bad: left - left / 4, .partial: left / 4]
    group.cost = amount("0.035").multiplied(by: ExactDecimal(traces)) ?? .zero
    return group
  }

  static var groups: [GroupKind: [GroupSummary]] {
    [
      .feature: [
        group("product-question", traces: 435, judged: 415, good: 352, 0.81, 0.88, handedOff: 28),
        group("refund-status", traces: 269, judged: 257, good: 166, 0.586, 0.702, handedOff: 26),
        group("order-change", traces: 242, judged: 224, good: 191, 0.80, 0.893, handedOff: 13),
        group("returns-policy", traces: 173, judged: 163, good: 153, 0.891, 0.966, handedOff: 7),
        group("account-access", traces: 165, judged: 114, good: 93, 0.735, 0.876, handedOff: 13),
      ],
      .route: [
        group("cheap-first", traces: 1240, judged: 1159, good: 950, 0.79, 0.84, handedOff: 80),
        group("strong-first", traces: 44, judged: 14, good: 5, 0.16, 0.61, handedOff: 7),
      ],
      .model: [
        group("aster-mini-4", traces: 647, judged: 604, good: 479, 0.759, 0.823, handedOff: 56),
        group("boreal-2.1", traces: 485, judged: 457, good: 393, 0.825, 0.889, handedOff: 16),
        group("fern-8b", traces: 121, judged: 82, good: 68, 0.734, 0.895, handedOff: 8),
        group("aster-large-4", traces: 31, judged: 30, good: 15, 0.332, 0.668, handedOff: 7),
      ],
    ]
  }

  static var causes: [CauseSummary] {
    let rows: [(String, String, Int, Int, Name?)] = [
      ("tool", "refunds.status returned old data", 54, 12, "t-91c05b2d"),
      ("model", "Model misread what was asked", 31, 0, "t-2290d1ce"),
      ("model", "Reply ignored a policy passage it was given", 23, 0, "t-7f3ac41e"),
      ("tool", "A tool timed out, and the retry too", 21, 21, "t-7f3ac41e"),
      ("prompt", "Prompt asked for the most recent order", 28, 0, nil),
      ("router", "Photo question sent to a model that cannot see", 6, 0, "t-58b1d7a3"),
      ("unknown", "not recorded", 15, 0, nil),
    ]
    return rows.map { layer, what, traces, inferred, example in
      var cause = CauseSummary(layer: layer, what: what)
      cause.traces = traces
      cause.said = traces - inferred
      cause.inferred = inferred
      cause.example = example
      return cause
    }
  }

  static var paths: [PathSummary] {
    let rows: [(Name, Int, String, Int, Int, Double, Name?)] = [
      ("direct", 1060, "30.27", 982, 822, 4600, nil),
      ("refunds.status timeout → refunds.status ok", 60, "2.49", 54, 46, 13_100, "t-91c05b2d"),
      ("boreal-2.1 rate_limited → boreal-2.1 ok", 47, "1.55", 44, 34, 7400, "t-2ad8e610"),
      ("boreal-2.1 rate_limited → aster-mini-4 ok", 29, "1.29", 28, 22, 10_500, nil),
      ("aster-mini-4 blocked → aster-large-4 ok", 20, "4.08", 19, 13, 13_600, "t-58b1d7a3"),
      (
        "refunds.status timeout → refunds.status timeout · boreal-2.1 timeout → aster-large-4 ok",
        11, "2.13", 11, 2, 25_600, "t-7f3ac41e"
      ),
    ]
    return rows.map { path, traces, cost, judged, good, median, example in
      var row = PathSummary(path: path)
      row.traces = traces
      row.cost = amount(cost)
      row.judged = judged
      row.good = good
      row.p50Milliseconds = median
      row.example = example
      return row
    }
  }

  static var prompts: [PromptSummary] {
    let rows: [(Name, Name, Int, Int, Instant, Instant)] = [
      ("support.plan", "12", 1, 1108, at(0, 0.2), at(6, 23)),
      ("support.answer", "14", 1, 260, at(0, 0.2), at(1, 11)),
      ("support.answer", "15", 1, 903, at(1, 11.2), at(6, 23.4)),
      ("refund.rewrite", "7", 2, 269, at(0, 1), at(6, 22)),
      ("kb.query", "9", 1, 742, at(0, 0.5), at(6, 23)),
    ]
    return rows.map { name, version, texts, calls, first, last in
      var row = PromptSummary(name: name, version: version)
      row.texts = texts
      row.calls = calls
      row.firstSeen = first
      row.lastSeen = last
      return row
    }
  }

  static var findings: [FindingSummary] {
    let rows: [(String, Int, Int, [Name])] = [
      ("prompt-changed", 103, 103, ["t-2ad8e610", "t-91c05b2d"]),
      ("tool-stale", 76, 81, ["t-91c05b2d", "t-99999999"]),
      ("verdict-missing", 111, 111, []),
      ("retry-unpaid", 17, 17, ["t-7f3ac41e"]),
    ]
    return rows.map { code, traces, events, examples in
      var finding = FindingSummary(code: code)
      finding.traces = traces
      finding.events = events
      finding.examples = examples
      return finding
    }
  }

  static var review: [ReviewItem] {
    [
      ReviewItem(
        traceID: "t-7f3ac41e",
        why: "Typical of the most expensive bad path: a tool timed out twice, another model answered.",
        isRandom: false),
      ReviewItem(traceID: "t-91c05b2d", why: "Typical case of the largest finding.", isRandom: false),
      ReviewItem(traceID: "t-c44f0912", why: "One of three Unsafe requests.", isRandom: false),
      ReviewItem(traceID: "t-58b1d7a3", why: "Use it as the yardstick.", isRandom: true),
      ReviewItem(traceID: "t-2ad8e610", why: "Use it as the yardstick.", isRandom: true),
    ]
  }

  static var inputs: [InputSummary] {
    let rows: [(String, String, Int, Int, Int, Int, Int)] = [
      ("casebook.jsonl", "casebook", 12_400_112, 12_011, 0, 1, 6),
      ("boreal/2026-11-18.jsonl", "openai", 9_800_451, 5290, 4, 2, 0),
      ("notes", "notes", 9120, 128, 0, 0, 0),
    ]
    return rows.map { name, format, bytes, lines, blank, rejected, duplicates in
      var input = InputSummary(name: name, format: format)
      input.bytes = bytes
      input.lines = lines
      input.blank = blank
      input.rejected = rejected
      input.duplicates = duplicates
      input.events = lines - blank - rejected - duplicates
      return input
    }
  }

  static var cases: [TraceCase] {
    let rows: [(Name, String, VerdictClass?, Name?, String, Double, Int)] = [
      (
        "t-7f3ac41e",
        "I was promised a refund on Monday for order 48213. Is the return shipping included?",
        .partial, "partial", "0.18997", 31.2, 3
      ),
      (
        "t-91c05b2d", "Where is my refund? Support said it was approved three days ago.", .bad,
        "wrong", "0.03749", 6.1, 4
      ),
      ("t-c44f0912", "please cancel one of the two chairs", .unsafe, "unsafe", "0.01425", 3.89, 0),
      (
        "t-58b1d7a3", "is the chair in this photo the sage or the grey one", .handedOff,
        "needs_human_follow_up", "0.01815", 4.19, 1
      ),
      ("t-2ad8e610", "Is the Oslo sofa cover washable", .good, "acceptable", "0.02911", 4.89, 2),
      ("t-b3927e54", "You refunded only part of order 45120, why?", .good, "correct", "0.0384", 5.4, 5),
      ("t-e81d40c6", "is this rug ok for underfloor heating", nil, nil, "0.0389", 4.64, 6),
    ]
    return rows.map { id, question, verdictClass, judgement, cost, seconds, day in
      trace(
        id, question, verdictClass, judgement, cost: cost, seconds: seconds, start: at(day, 9.5))
    }
  }

  static func trace(
    _ id: Name, _ question: String, _ verdictClass: VerdictClass?, _ judgement: Name?,
    cost: String = "0.03", seconds: Double = 4, start: Instant = at(0, 9)
  ) -> TraceCase {
    var trace = TraceCase(id: id, slug: String(id.text.filter { $0.isASCII && $0.isLetter || $0.isNumber }.prefix(20)))
    trace.start = start
    trace.latencyNanoseconds = Int64(seconds * 1_000_000_000)
    trace.feature = "refund-status"
    trace.route = "cheap-first"
    trace.cost.total = amount(cost)
    trace.cost.bySource = [.model: amount(cost)]
    trace.verdict.verdictClass = verdictClass
    trace.verdict.judgement = judgement
    let stages: [(Stage, Status, Double, Double)] = [
      (.request, .ok, 0, 0), (.model, .ok, 0.01, 0.2), (.tool, .timeout, 0.22, 0.3),
      (.model, .ok, 0.55, 0.4), (.guardrail, .ok, 0.96, 0.03),
    ]
    trace.steps = stages.enumerated().map { index, stage in
      var event = Event(
        traceID: id, eventID: Name("e\(index)"), stage: stage.0, stageWord: stage.0.word,
        status: stage.1, statusWord: stage.1.word,
        provenance: Provenance(file: "casebook.jsonl", offset: 0, length: 1))
      event.start = Instant(nanoseconds: start.nanoseconds + Int64(stage.2 * seconds * 1e9))
      event.durationNanoseconds = Int64(stage.3 * seconds * 1e9)
      if stage.0 == .request { event.inputSummary = question }
      if stage.0 == .model {
        event.model = ModelCall()
        event.model?.name = index < 2 ? "aster-mini-4" : "boreal-2.1"
      }
      return Step(event: event)
    }
    return trace
  }
}
