// summary.json: the week's figures as data. Money is a string of digits, and keys are sorted. A short
// form of the same stands inside index.html, see ShortSummary.swift.
//
// `history` holds the weeks before this one, the last 52 of them, and not this week itself. `previous`
// is null without --previous, else the figures of that report's week, and how this week differs:
//
//   {"week": "2026-W46", "traces": 1207, "judged": 1102, "good_rate": 0.864, "cost": "38.93", …,
//    "changes": {"good_rate": {"by": -0.05, "low": -0.08, "high": -0.02, "usual": {"low": …, "high": …},
//                              "reading": "clear change"}, "cost": {"by": "5.46", …}, …},
//    "groups": {"feature": [{"name": "refund-status", "judged": 212, "good": 184,
//                            "change": {"value": -0.222, "low": …, "high": …},
//                            "reading": "clear change"}], …}}
//
// `usual` is the range of the eleven weeks before, null where fewer than four of them are known. A
// change is null where one of the weeks lacks the figure.

import TraceModel

/// The bytes of `summary.json`.
package func summaryJSON(_ summary: WeekSummary, edition: String) -> [UInt8] {
  summaryValue(summary, edition: edition).sortedPrettyBytes + [UInt8(ascii: "\n")]
}

/// What `summary.json` says, as a value.
func summaryValue(_ summary: WeekSummary, edition: String) -> JSONValue {
  var json = JSONObject()
  json["schema"] = .string("casebook.summary/1")
  json["title"] = .string(summary.title)
  json["edition"] = .string(edition)
  json["period"] = period(summary.period)
  json["traces"] = .count(summary.traces)
  json["events"] = .count(summary.events)
  json["sessions"] = .count(summary.sessions)
  json["cost"] = cost(summary)
  json["tokens"] = .object([
    .init("prompt", .count(summary.tokens.prompt)),
    .init("completion", .count(summary.tokens.completion)),
    .init("cached", .count(summary.tokens.cached)),
    .init("cache_write", .count(summary.tokens.cacheWrite)),
    .init("reasoning", .count(summary.tokens.reasoning)),
  ])
  json["verdicts"] = verdicts(summary.verdicts)
  json["groups"] = .object(
    GroupKind.allCases.map { kind in
      .init(kind.rawValue, .array((summary.groups[kind] ?? []).map(group)))
    })
  json["causes"] = .array(summary.causes.map(cause))
  json["latency_ms"] = summary.latency.map(latency) ?? .null
  json["attempts"] = .object([
    .init("first", .count(summary.attempts.first)),
    .init("retry", .count(summary.attempts.retry)),
    .init("fallback", .count(summary.attempts.fallback)),
    .init("triggers", .map(summary.attempts.triggers, JSONValue.count)),
  ])
  json["paths"] = .array(summary.paths.map(path))
  json["prompts"] = .array(summary.prompts.map(prompt))
  json["comparisons"] = .array(summary.comparisons.map(comparison))
  json["unfair"] = .array(summary.unfair.map(unfairPair))
  json["findings"] = .object(
    summary.findings.map {
      .init(
        $0.code,
        .object([
          .init("traces", .count($0.traces)), .init("events", .count($0.events)),
          .init("examples", .array($0.examples.map { .string($0.text) })),
        ]))
    })
  json["review"] = .array(summary.review.map(reviewItem))
  json["review_draw"] = .optional(summary.reviewDraw, reviewDraw)
  json["loudest"] = .optional(summary.loudest, loudest)
  json["actions"] = .array(summary.actions.map(action))
  json["coverage"] = .array(summary.coverage.map(coverage))
  json["join"] = .array(summary.inputs.flatMap(joins))
  json["join_suggestions"] = .array(summary.joinSuggestions.map(joinSuggestion))
  json["history"] = .array(summary.history.map(historyWeek))
  json["previous"] = summary.change.map(previous) ?? .null
  json["inputs"] = .array(summary.inputs.map(input))
  return .object(json.members)
}

/// Members in the order they are set.
private struct JSONObject {
  var members: [JSONValue.Member] = []

  subscript(key: String) -> JSONValue {
    get { .null }
    set { members.append(.init(key, newValue)) }
  }
}

private func period(_ period: ReportPeriod) -> JSONValue {
  .object([
    .init("start", .string(period.start.description)),
    .init("end", .string(period.end.description)),
    .init("time_zone", .string(period.timeZone)),
    .init("week", period.week.map { .string($0) } ?? .null),
  ])
}

private func cost(_ summary: WeekSummary) -> JSONValue {
  let cost = summary.cost
  var json = JSONObject()
  json["currency"] = .string(cost.currency.text)
  json["total"] = .money(cost.total)
  json["by_source"] = .object(
    CostSource.allCases.map { .init($0.key, .money(cost.bySource[$0] ?? .zero)) })
  json["by_basis"] = .object(
    CostBasis.allCases.map { .init($0.key, .money(cost.byBasis[$0] ?? .zero)) })
  json["by_provider"] = .map(cost.byProvider, JSONValue.money)
  json["by_model"] = .map(cost.byModel, JSONValue.money)
  json["by_tool"] = .map(cost.byTool, JSONValue.money)
  json["by_feature"] = .map(cost.byFeature, JSONValue.money)
  json["by_route"] = .map(cost.byRoute, JSONValue.money)
  json["by_day"] = .object(cost.byDay.map { .init($0.key, .money($0.value)) })
  json["retries"] = .money(cost.retries)
  json["unpriced_events"] = .count(cost.unpricedEvents)
  json["unaccounted"] = .object([
    .init("events", .count(cost.unaccountedEvents)),
    .init("at_most", .money(cost.unaccountedAtMost)),
  ])
  json["by_currency"] = .map(cost.byCurrency, JSONValue.money)
  json["exchanged"] = exchanged(cost.exchanged)
  json["invoices"] = invoices(cost.invoices)
  json["handoffs"] = cost.handOffs.map { .money($0) } ?? .null
  json["rejected_drafts"] = .money(cost.rejectedDrafts)
  json["thrown_away"] = .object([
    .init("by_trigger", .map(cost.thrownAwayByTrigger, JSONValue.money)),
    .init("by_model", .map(cost.thrownAwayByModel, JSONValue.money)),
  ])
  json["per_trace"] = .quotient(cost.total, by: summary.traces)
  json["per_good"] = .quotient(cost.total, by: summary.verdicts.good)
  json["per_good_with_handoffs"] =
    cost.handOffs.map { .quotient(cost.total + $0, by: summary.verdicts.good) } ?? .null
  return .object(json.members)
}

private func verdicts(_ verdicts: VerdictSummary) -> JSONValue {
  var json = JSONObject()
  json["judged"] = .count(verdicts.judged)
  json["unjudged"] = .count(verdicts.unjudged)
  json["outcomes"] = .map(verdicts.outcomes, JSONValue.count)
  json["labels"] = .map(verdicts.labels, JSONValue.count)
  json["unknown"] = .map(verdicts.unknown, JSONValue.count)
  json["classes"] = .object(
    VerdictClass.allCases.map { .init($0.rawValue, .count(verdicts.classes[$0] ?? 0)) })
  json["good"] = .count(verdicts.good)
  json["handed_off"] = .count(verdicts.handedOff)
  json["good_rate"] = rate(verdicts.goodRate)
  json["agreement"] = agreement(verdicts)
  return .object(json.members)
}

private func agreement(_ verdicts: VerdictSummary) -> JSONValue {
  .object([
    .init("machine_human", kappa(verdicts.agreement)),
    .init("matrix", .map(verdicts.agreement.matrix) { .map($0, JSONValue.count) }),
    .init("outcome_label", kappa(verdicts.bridge)),
    .init("outcome_label_matrix", .map(verdicts.bridge.matrix) { .map($0, JSONValue.count) }),
  ])
}

private func kappa(_ agreement: Agreement) -> JSONValue {
  .object([
    .init("pairs", .count(agreement.pairs)),
    .init("kappa", agreement.kappa.map { .share($0) } ?? .null),
    .init("low", agreement.low.map { .share($0) } ?? .null),
    .init("high", agreement.high.map { .share($0) } ?? .null),
  ])
}

func rate(_ rate: Rate?) -> JSONValue {
  guard let rate else { return .null }
  return .object([
    .init("value", .share(rate.value)), .init("low", .share(rate.low)),
    .init("high", .share(rate.high)),
  ])
}

private func group(_ group: GroupSummary) -> JSONValue {
  var json = JSONObject()
  json["name"] = .string(group.name.text)
  json["traces"] = .count(group.traces)
  json["judged"] = .count(group.judged)
  json["good_rate"] = rate(group.goodRate)
  json["handed_off"] = .count(group.handedOff)
  json["cost"] = .money(group.cost)
  json["p50_ms"] = group.p50Milliseconds.map { .milliseconds($0) } ?? .null
  json["p95_ms"] = group.p95Milliseconds.map { .milliseconds($0) } ?? .null
  return .object(json.members)
}

private func cause(_ cause: CauseSummary) -> JSONValue {
  .object([
    .init("layer", .string(cause.layer)), .init("what", .string(cause.what)),
    .init("traces", .count(cause.traces)), .init("said", .count(cause.said)),
    .init("inferred", .count(cause.inferred)),
  ])
}

private func latency(_ latency: LatencySummary) -> JSONValue {
  .object([
    .init("p50", .milliseconds(latency.p50)), .init("p90", .milliseconds(latency.p90)),
    .init("p95", .milliseconds(latency.p95)), .init("p99", .milliseconds(latency.p99)),
    .init("max", .milliseconds(latency.max)),
  ])
}

private func path(_ path: PathSummary) -> JSONValue {
  .object([
    .init("path", .string(path.path.text)), .init("traces", .count(path.traces)),
    .init("cost", .money(path.cost)), .init("retry_cost", .money(path.retryCost)),
    .init("outcomes", .map(path.outcomes, JSONValue.count)),
    .init("labels", .map(path.labels, JSONValue.count)),
  ])
}

private func prompt(_ prompt: PromptSummary) -> JSONValue {
  .object([
    .init("name", .string(prompt.name.text)), .init("version", .string(prompt.version.text)),
    .init("texts", .count(prompt.texts)), .init("calls", .count(prompt.calls)),
    .init("first_seen", prompt.firstSeen.map { .string($0.description) } ?? .null),
    .init("last_seen", prompt.lastSeen.map { .string($0.description) } ?? .null),
    .init("uses", .array(prompt.uses.map(promptText))),
  ])
}

/// What one text of a prompt did.
private func promptText(_ use: PromptTextSummary) -> JSONValue {
  .object([
    .init("first_seen", use.firstSeen.map { .string($0.description) } ?? .null),
    .init("last_seen", use.lastSeen.map { .string($0.description) } ?? .null),
    .init("first_trace", use.firstTrace.map { .string($0.text) } ?? .null),
    .init("last_trace", use.lastTrace.map { .string($0.text) } ?? .null),
    .init("events", .count(use.events)), .init("cost", .money(use.cost)),
    .init("traces", .count(use.traces)), .init("judged", .count(use.judged)),
    .init("good", .count(use.good)),
  ])
}

private func coverage(_ row: CoverageRow) -> JSONValue {
  .object([
    .init("source", .string(row.source)), .init("field", .string(row.field.name)),
    .init("events", .count(row.events)), .init("share", .share(row.share)),
    .init("blocks", .array(row.field.blocks.map { .string($0) })),
  ])
}

private func reviewItem(_ item: ReviewItem) -> JSONValue {
  .object([
    .init("trace_id", .string(item.traceID.text)), .init("why", .string(item.why)),
    .init("drawn", .string(item.isRandom ? "random" : "rule")),
  ])
}

private func reviewDraw(_ draw: ReviewDraw) -> JSONValue {
  .object([
    .init("seed", .string("\(draw.seed)")), .init("population", .count(draw.population)),
    .init(
      "strata",
      .array(
        draw.strata.map {
          .object([
            .init("feature", .string($0.feature.text)), .init("traces", .count($0.traces)),
            .init("drawn", .count($0.drawn)),
          ])
        })),
  ])
}

private func loudest(_ loudest: LoudestTrace) -> JSONValue {
  .object([
    .init("trace_id", .string(loudest.traceID.text)), .init("notes", .count(loudest.notes)),
    .init("human_verdicts", .count(loudest.humanVerdicts)),
    .init("cheaper", .optional(loudest.cheaper, JSONValue.share)),
    .init("faster", .optional(loudest.faster, JSONValue.share)),
  ])
}

private func action(_ action: Action) -> JSONValue {
  .object([
    .init("text", .string(action.text)), .init("done", .bool(action.isDone)),
    .init("trace_id", .string(action.traceID.text)), .init("since", .string(action.since)),
  ])
}

private func historyWeek(_ week: HistoryWeek) -> JSONValue {
  .object([
    .init("week", .string(week.week)),
    .init("traces", .optional(week.traces, JSONValue.count)),
    .init("judged", .optional(week.judged, JSONValue.count)),
    .init("good", .optional(week.good, JSONValue.count)),
    .init("good_rate", .optional(week.goodRate, JSONValue.share)),
    .init("handed_off", .optional(week.handedOff, JSONValue.count)),
    .init("cost", .money(week.cost)),
    .init("per_good", .optional(week.perGood, JSONValue.money)),
    .init("per_good_with_handoffs", .optional(week.perGoodWithHandOffs, JSONValue.money)),
    .init("thrown_away", .optional(week.thrownAway, JSONValue.money)),
    .init("p95_ms", .optional(week.p95Milliseconds, JSONValue.milliseconds)),
  ])
}

private func previous(_ change: WeekChange) -> JSONValue {
  guard case .object(let figures) = historyWeek(change.previous) else { return .null }
  return .object(
    figures + [
      .init(
        "changes",
        .object([
          .init("good_rate", .optional(change.goodRate, rateChange)),
          .init("handed_off", amount(change.handedOff, JSONValue.count)),
          .init("cost", amount(change.cost, JSONValue.money)),
          .init("per_good", amount(change.perGood, JSONValue.money)),
          .init("thrown_away_share", amount(change.thrownAway, JSONValue.share)),
          .init("p95_ms", amount(change.p95Milliseconds, JSONValue.milliseconds)),
        ])),
      .init("cost_moved", costMoved(change.costMoves)),
      .init(
        "groups",
        .object(
          GroupKind.allCases.map { kind in
            .init(kind.rawValue, .array((change.groups[kind] ?? []).map(groupChange)))
          })),
    ])
}

private func amount<Amount>(_ change: Change<Amount>?, _ json: (Amount) -> JSONValue) -> JSONValue {
  .optional(change) { change in
    .object([
      .init("by", json(change.by)), .init("usual", range(change.usual, json)),
      .init("reading", .string(change.reading.rawValue)),
    ])
  }
}

private func rateChange(_ change: RateChange) -> JSONValue {
  .object([
    .init("by", .share(change.difference.value)), .init("low", .share(change.difference.low)),
    .init("high", .share(change.difference.high)),
    .init("usual", range(change.usual, JSONValue.share)),
    .init("reading", .string(change.reading.rawValue)),
  ])
}

private func range<Value>(_ range: ClosedRange<Value>?, _ json: (Value) -> JSONValue) -> JSONValue {
  .optional(range) {
    .object([.init("low", json($0.lowerBound)), .init("high", json($0.upperBound))])
  }
}

private func groupChange(_ group: GroupChange) -> JSONValue {
  .object([
    .init("name", .string(group.previous.name.text)),
    .init("judged", .count(group.previous.judged)), .init("good", .count(group.previous.good)),
    .init(
      "change",
      .object([
        .init("value", .share(group.difference.value)), .init("low", .share(group.difference.low)),
        .init("high", .share(group.difference.high)),
      ])),
    .init("reading", .string(group.reading.rawValue)),
  ])
}

private func joins(_ input: InputSummary) -> [JSONValue] {
  JoinKey.allCases.compactMap { key in
    input.joins[key].map { count in
      .object([
        .init("source", .string(input.name)), .init("by", .string(key.word)),
        .init("events", .count(count.events)), .init("alone", .count(count.alone)),
      ])
    }
  }
}

private func joinSuggestion(_ suggestion: JoinSuggestion) -> JSONValue {
  .object([
    .init("sources", .array(suggestion.sources.map { .string($0.text) })),
    .init("others", .array(suggestion.others.map { .string($0.text) })),
    .init("by", .string(suggestion.likeness.word)),
    .init("pairs", .count(suggestion.pairs)), .init("sample", .bool(suggestion.isOfSample)),
    .init(
      "examples",
      .array(
        suggestion.examples.map { .array([.string($0.trace.text), .string($0.other.text)]) })),
  ])
}

private func input(_ input: InputSummary) -> JSONValue {
  .object([
    .init("name", .string(input.name)), .init("format", .string(input.format)),
    .init("bytes", .count(input.bytes)), .init("lines", .count(input.lines)),
    .init("events", .count(input.events)), .init("rejected", .count(input.rejected)),
    .init("duplicates", .count(input.duplicates)),
  ])
}

extension JSONValue {
  static func count(_ count: Int) -> JSONValue { .number(String(count)) }
  static func money(_ amount: ExactDecimal) -> JSONValue { .string(amount.digits) }
  static func milliseconds(_ value: Double) -> JSONValue { .number("\(value)") }
  static func share(_ value: Double) -> JSONValue { .number("\(value)") }

  static func optional<Value>(_ value: Value?, _ json: (Value) -> JSONValue)
    -> JSONValue
  { value.map(json) ?? .null }

  fileprivate static func quotient(_ amount: ExactDecimal, by count: Int) -> JSONValue {
    amount.divided(by: count).map { .money($0) } ?? .null
  }

  fileprivate static func map<Value>(_ values: [Name: Value], _ json: (Value) -> JSONValue)
    -> JSONValue
  {
    .object(values.map { .init($0.key.text, json($0.value)) })
  }
}
