import TraceModel

/// One comparison inside a cohort: both sides with all their figures, the difference and what it
/// means.
func comparison(_ comparison: Comparison) -> JSONValue {
  .object([
    .init("of", .string(comparison.of.rawValue)), .init("cohort", cohort(comparison.cohort)),
    .init("a", side(comparison.a)), .init("b", side(comparison.b)),
    .init("difference", .optional(comparison.difference, difference)),
    .init("hand_off_difference", .optional(comparison.handOffDifference, difference)),
    .init("chance", .optional(comparison.chance, JSONValue.share)),
    .init("corrected_chance", .optional(comparison.correctedChance, JSONValue.share)),
    .init("reading", .string(comparison.reading.words)),
  ])
}

/// What was equal. What differed as that which is compared is absent; what was not logged is null.
private func cohort(_ cohort: Cohort) -> JSONValue {
  func name(_ name: Name?) -> JSONValue { name.map { .string($0.text) } ?? .null }
  let prompt = cohort.promptName.map { name in
    name.text + (cohort.promptVersion.map { "@\($0)" } ?? "")
  }
  return .object([
    .init("feature", name(cohort.feature)), .init("route", name(cohort.route)),
    .init("environment", name(cohort.environment)), .init("model", name(cohort.model)),
    .init("prompt", prompt.map { .string($0) } ?? .null),
    .init("prompt_text", cohort.promptText.map { .string($0) } ?? .null),
    .init("tools", cohort.tools.map { .array($0.map { .string($0.text) }) } ?? .null),
    .init("tool_schema_version", name(cohort.toolSchemaVersion)),
    .init("settings", name(cohort.settings)),
  ])
}

private func side(_ arm: ComparedArm) -> JSONValue {
  func money(_ amount: ExactDecimal?) -> JSONValue { .optional(amount, JSONValue.money) }
  return .object([
    .init("name", .string(arm.name.text)), .init("traces", .count(arm.traces)),
    .init("judged", .count(arm.judged)), .init("good", .count(arm.good)),
    .init("good_rate", rate(arm.goodRate)), .init("handed_off", .count(arm.handedOff)),
    .init("hand_off_rate", rate(arm.handOffRate)), .init("cost", .money(arm.cost)),
    .init("cost_per_trace", money(arm.costPerTrace)),
    .init("cost_per_good", money(arm.costPerGood)),
    .init("cost_per_good_with_handoffs", money(arm.costPerGoodWithHandOffs)),
    .init("p50_ms", .optional(arm.p50Milliseconds, JSONValue.milliseconds)),
    .init("p95_ms", .optional(arm.p95Milliseconds, JSONValue.milliseconds)),
    .init("retry_share", .optional(arm.retryShare, JSONValue.share)),
  ])
}

private func difference(_ difference: RateDifference) -> JSONValue {
  .object([
    .init("value", .share(difference.value)), .init("low", .share(difference.low)),
    .init("high", .share(difference.high)),
  ])
}

/// Two that did not run alike, with what differed; `matched` counts the traces of both that did.
func unfairPair(_ pair: UnfairPair) -> JSONValue {
  func names(_ names: [Name]) -> JSONValue { .array(names.map { .string($0.text) }) }
  func counts(_ counts: (a: Int, b: Int)) -> JSONValue {
    .object([.init("a", .count(counts.a)), .init("b", .count(counts.b))])
  }
  return .object([
    .init("of", .string(pair.of.rawValue)), .init("a", .string(pair.a.text)),
    .init("b", .string(pair.b.text)),
    .init("feature", pair.feature.map { .string($0.text) } ?? .null),
    .init("differs", .array(pair.differs.map { .string($0.rawValue) })),
    .init("tools_only_of_a", names(pair.toolsOnlyOfA)),
    .init("tools_only_of_b", names(pair.toolsOnlyOfB)),
    .init("only_later_attempts", names(pair.onlyLater)),
    .init("traces", counts(pair.traces)),
    .init("matched", .optional(pair.matched, counts)),
  ])
}
