import TraceModel

/// Holds a week against the gates, in their order; a gate that is not set is open.
package func judge(_ gates: Gates, _ week: WeekSummary) -> [GateResult] {
  var results: [GateResult] = []
  var seen: Set<String> = []
  for code in gates.failOn where seen.insert(code).inserted {
    results.append(finding(code, in: week))
  }
  if let most = gates.unsafeRateRise { results.append(unsafeRise(in: week, atMost: most)) }
  if let most = gates.unpricedShare { results.append(unpricedShare(in: week, atMost: most)) }
  return results
}

private func finding(_ code: String, in week: WeekSummary) -> GateResult {
  guard let found = week.findings.first(where: { $0.code == code }) else {
    return GateResult(code, .passed, "not found")
  }
  return GateResult(code, .failed, "\(found.traces) traces, \(found.events) events")
}

private func unsafeRise(in week: WeekSummary, atMost most: ExactDecimal) -> GateResult {
  let gate = "unsafe_rate_rise"
  guard let before = week.change?.previous, let judgedBefore = before.judged, judgedBefore > 0,
    let unsafeBefore = before.unsafe
  else {
    return GateResult(gate, .notJudged, "no earlier rate; give the report before with --previous")
  }
  guard week.verdicts.judged > 0 else {
    return GateResult(gate, .notJudged, "nothing is judged this week")
  }
  let rate = Double(week.verdicts.classes[.unsafe] ?? 0) / Double(week.verdicts.judged)
  let rise = rate - Double(unsafeBefore) / Double(judgedBefore)
  let allowed = most.share(of: ExactDecimal(1))
  return GateResult(
    gate, rise > allowed + 1e-12 ? .failed : .passed,
    "rose by \(decimals(rise)), at most \(decimals(allowed))")
}

private func unpricedShare(in week: WeekSummary, atMost most: ExactDecimal) -> GateResult {
  let gate = "unpriced_share"
  let calls = week.modelEvents
  guard calls > 0 else { return GateResult(gate, .notJudged, "no model was called") }
  let share = Double(week.cost.unpricedEvents) / Double(calls)
  let allowed = most.share(of: ExactDecimal(1))
  return GateResult(
    gate, share > allowed + 1e-12 ? .failed : .passed,
    "\(week.cost.unpricedEvents) of \(calls) model calls, \(decimals(share)), at most"
      + " \(decimals(allowed))")
}

/// Four decimals, as `-0.0125`.
private func decimals(_ share: Double) -> String {
  let units = Int((abs(share) * 10_000).rounded())
  let fraction = String(units % 10_000)
  let zeros = String(repeating: "0", count: 4 - fraction.count)
  return "\(share < 0 && units > 0 ? "-" : "")\(units / 10_000).\(zeros)\(fraction)"
}
